#include "models/cell/cycle_profile.h"

#include <array>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/error.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 5> kFidelityNames = {"process_law", "surrogate", "replay",
                                                       "fleet", "bullet"};

Fidelity fidelity_from(const std::string& name) {
  for (std::size_t i = 0; i < kFidelityNames.size(); ++i) {
    if (name == kFidelityNames[i]) return static_cast<Fidelity>(i);
  }
  throw std::invalid_argument("unknown fidelity " + name);
}

}  // namespace

const char* name_of(Fidelity fidelity) {
  return kFidelityNames[static_cast<std::size_t>(fidelity)];
}

double CycleProfile::mean_cycle_s() const {
  return std::accumulate(cycle_s.begin(), cycle_s.end(), 0.0) / static_cast<double>(cycle_s.size());
}

std::string to_json(const CycleProfile& p) {
  Json json;
  json["schema"] = "darkline.cycle_profile/1";
  json["station"] = p.station;
  json["variant"] = p.variant;
  json["fidelity"] = name_of(p.fidelity);
  json["cycle_s"] = p.cycle_s;
  json["move_s"] = p.parts.move_s;
  json["weld_s"] = p.parts.weld_s;
  json["wait_s"] = p.parts.wait_s;
  json["transfer_s"] = p.parts.transfer_s;
  json["energy_kwh"] = p.energy_kwh;
  json["peak_torque_share"] = p.peak_torque_share;
  json["rms_torque_share"] = p.rms_torque_share;
  json["tracking_error_rad"] = p.tracking_error_rad;
  json["spots"] = p.spots;
  json["robots_moved"] = p.robots_moved;
  json["controller_calls"] = p.controller_calls;
  json["snapshots"] = Json::array();
  for (const auto& snapshot : p.snapshots) {
    json["snapshots"].push_back({{"robot", snapshot.robot}, {"q_rad", snapshot.q_rad}});
  }
  json["input_hash"] = p.input_hash;
  return json.dump(1) + "\n";
}

CycleProfile cycle_profile_from_json(const std::string& text, const std::string& file_name) {
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != "darkline.cycle_profile/1") {
      throw std::invalid_argument("unknown schema");
    }
    CycleProfile p;
    json.at("station").get_to(p.station);
    json.at("variant").get_to(p.variant);
    p.fidelity = fidelity_from(json.at("fidelity").get<std::string>());
    json.at("cycle_s").get_to(p.cycle_s);
    if (p.cycle_s.empty()) throw std::invalid_argument("no cycle times");
    json.at("move_s").get_to(p.parts.move_s);
    json.at("weld_s").get_to(p.parts.weld_s);
    json.at("wait_s").get_to(p.parts.wait_s);
    json.at("transfer_s").get_to(p.parts.transfer_s);
    json.at("energy_kwh").get_to(p.energy_kwh);
    json.at("peak_torque_share").get_to(p.peak_torque_share);
    json.at("rms_torque_share").get_to(p.rms_torque_share);
    json.at("tracking_error_rad").get_to(p.tracking_error_rad);
    json.at("spots").get_to(p.spots);
    json.at("robots_moved").get_to(p.robots_moved);
    json.at("controller_calls").get_to(p.controller_calls);
    for (const Json& each : json.at("snapshots")) {
      p.snapshots.push_back(
          {each.at("robot").get<std::string>(), each.at("q_rad").get<std::vector<double>>()});
    }
    json.at("input_hash").get_to(p.input_hash);
    return p;
  } catch (const std::exception& problem) {
    throw InputError({.place = {.file = file_name},
                      .found = problem.what(),
                      .wanted = "a cycle profile written by this version of darkline",
                      .mend = "delete the file; it is made again"});
  }
}

}  // namespace darkline
