#include "models/cell/cycle_profile.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/json_values.h"

namespace darkline {
namespace {

using internal::count_from;
using internal::finite_number;
using internal::Json;
using internal::list_from;
using internal::number_from_zero;

constexpr std::array<const char*, 5> kFidelityNames = {"process_law", "surrogate", "replay",
                                                       "fleet", "bullet"};

Fidelity fidelity_from(const std::string& name) {
  for (std::size_t i = 0; i < kFidelityNames.size(); ++i) {
    if (name == kFidelityNames[i]) return static_cast<Fidelity>(i);
  }
  throw std::invalid_argument("unknown fidelity " + name);
}

std::vector<double> sorted_cycles(const Json& json) {
  std::vector<double> cycle_s;
  for (const Json& each : list_from(json)) cycle_s.push_back(number_from_zero(each));
  if (cycle_s.empty()) throw std::invalid_argument("no cycle times");
  if (!std::is_sorted(cycle_s.begin(), cycle_s.end())) {
    throw std::invalid_argument("cycle times that are not sorted");
  }
  return cycle_s;
}

Json parts_to_json(const CycleParts& parts) {
  return {{"move_s", parts.move_s},
          {"weld_s", parts.weld_s},
          {"wait_s", parts.wait_s},
          {"transfer_s", parts.transfer_s}};
}

CycleParts parts_from(const Json& json) {
  return {.move_s = number_from_zero(json.at("move_s")),
          .weld_s = number_from_zero(json.at("weld_s")),
          .wait_s = number_from_zero(json.at("wait_s")),
          .transfer_s = number_from_zero(json.at("transfer_s"))};
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
  json["parts"] = parts_to_json(p.parts);
  json["simulated"] = parts_to_json(p.simulated);
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
    p.cycle_s = sorted_cycles(json.at("cycle_s"));
    p.parts = parts_from(json.at("parts"));
    p.simulated = parts_from(json.at("simulated"));
    p.energy_kwh = number_from_zero(json.at("energy_kwh"));
    p.peak_torque_share = number_from_zero(json.at("peak_torque_share"));
    p.rms_torque_share = number_from_zero(json.at("rms_torque_share"));
    p.tracking_error_rad = number_from_zero(json.at("tracking_error_rad"));
    p.spots = count_from(json.at("spots"));
    p.robots_moved = count_from(json.at("robots_moved"));
    p.controller_calls = count_from(json.at("controller_calls"));
    for (const Json& each : list_from(json.at("snapshots"))) {
      CycleProfile::RobotSnapshot snapshot{.robot = each.at("robot").get<std::string>(),
                                           .q_rad = {}};
      for (const Json& q : list_from(each.at("q_rad"))) snapshot.q_rad.push_back(finite_number(q));
      p.snapshots.push_back(std::move(snapshot));
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
