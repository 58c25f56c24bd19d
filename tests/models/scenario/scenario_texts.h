// Small scenarios in text, and the shipped ones.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "models/scenario/factory_model.h"
#include "models/scenario/scenario_reader.h"

namespace darkline::testing {

inline std::filesystem::path shipped_scenario(const std::string& name) {
  return std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/scenarios" / (name + ".toml");
}

inline std::vector<std::filesystem::path> shipped_scenarios() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/scenarios")) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline Scenario scenario_of(const std::string& text,
                            const std::vector<std::string>& overrides = {}) {
  return read_scenario_text("a.toml", text, overrides).scenario;
}

inline FactoryModel factory_of(const std::string& text) {
  return build_factory(scenario_of(text));
}

// A zone of one line that welds nothing.
inline std::string zone_toml(const std::string& name, int stations = 1, int robots = 1) {
  return "[[zone]]\nname = \"" + name + "\"\nstations = [" + std::to_string(stations) +
         "]\nspot_welding_robots = " + std::to_string(robots) + "\n";
}

inline std::string link_toml(const std::string& from, const std::string& to, int places = 0) {
  return "[[link]]\nfrom = \"" + from + "\"\nto = \"" + to +
         "\"\nplaces = " + std::to_string(places) + "\n";
}

}  // namespace darkline::testing
