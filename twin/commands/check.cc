// darkline check FILE...
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/robot/urdf_robot.h"
#include "models/scenario/factory_model.h"
#include "models/scenario/scenario_reader.h"
#include "twin/commands/command_table.h"

namespace darkline {
namespace {

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// What the file is, in a sentence. @throws Error if it is not right.
std::string verdict_of(const std::string& file, const std::vector<std::string>& overrides) {
  if (ends_with(file, ".robot.toml") || ends_with(file, ".urdf")) {
    const RobotModel robot = read_any_robot(file);
    return fmt::format(
        "{}, {} joints{}", robot.title, robot.n_joints(),
        robot.warnings.empty()
            ? ""
            : fmt::format(", {} warnings: darkline robot shows them", robot.warnings.size()));
  }
  const FactoryModel factory = build_factory(read_scenario(file, overrides).scenario);
  return fmt::format("{}: {} robots in {} stations of {} zones", factory.scenario.info.title,
                     factory.robots.size(), factory.stations.size(), factory.zones.size());
}

}  // namespace

ExitCode check_command(const Invocation& invocation) {
  ExitCode worst = ExitCode::done;
  nlohmann::ordered_json json{{"schema", "darkline.check/1"}};
  for (const std::string& file : invocation.arguments) {
    nlohmann::ordered_json row{{"file", file}};
    try {
      row["verdict"] = verdict_of(file, invocation.overrides());
      row["good"] = true;
    } catch (const Error& error) {
      if (error.code() != ExitCode::bad_input && error.code() != ExitCode::io) throw;
      worst = error.code();
      row["problem"] = error.what();
      row["good"] = false;
      if (!invocation.has("--json")) fmt::print(stderr, "darkline: {}\n", error.what());
    }
    json["files"].push_back(std::move(row));
  }
  if (invocation.has("--json")) fmt::print("{}\n", json.dump(1));
  return worst;
}

}  // namespace darkline
