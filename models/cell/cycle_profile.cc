#include "models/cell/cycle_profile.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/json_values.h"
#include "models/robot/robot_model.h"

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
  if (list_from(json).size() > kMostCycleSamples) throw std::invalid_argument("too many cycles");
  for (const Json& each : json) cycle_s.push_back(number_from_zero(each));
  if (cycle_s.empty()) throw std::invalid_argument("no cycle times");
  if (!std::is_sorted(cycle_s.begin(), cycle_s.end())) {
    throw std::invalid_argument("cycle times that are not sorted");
  }
  return cycle_s;
}

Json parts_to_json(const CycleParts& parts) {
  return {{"move_s", parts.move_s},         {"weld_s", parts.weld_s},
          {"wait_s", parts.wait_s},         {"zone_wait_s", parts.zone_wait_s},
          {"transfer_s", parts.transfer_s}, {"dress_s", parts.dress_s}};
}

CycleParts parts_from(const Json& json) {
  return {.move_s = number_from_zero(json.at("move_s")),
          .weld_s = number_from_zero(json.at("weld_s")),
          .wait_s = number_from_zero(json.at("wait_s")),
          .zone_wait_s = number_from_zero(json.at("zone_wait_s")),
          .transfer_s = number_from_zero(json.at("transfer_s")),
          .dress_s = number_from_zero(json.at("dress_s"))};
}

Json robot_to_json(const RobotCycle& r) {
  return {{"robot", r.robot},
          {"role", r.role},
          {"move_s", r.move_s},
          {"process_s", r.process_s},
          {"zone_wait_s", r.zone_wait_s},
          {"wait_s", r.wait_s},
          {"dress_s", r.dress_s},
          {"total_s", r.total_s},
          {"energy_kwh", r.energy_kwh},
          {"peak_torque_share", r.peak_torque_share},
          {"rms_torque_share", r.rms_torque_share},
          {"spots", r.spots},
          {"jobs", r.jobs},
          {"wear", r.wear}};
}

RobotCycle robot_from(const Json& json) {
  return {.robot = json.at("robot").get<std::string>(),
          .role = json.at("role").get<std::string>(),
          .move_s = number_from_zero(json.at("move_s")),
          .process_s = number_from_zero(json.at("process_s")),
          .zone_wait_s = number_from_zero(json.at("zone_wait_s")),
          .wait_s = number_from_zero(json.at("wait_s")),
          .dress_s = number_from_zero(json.at("dress_s")),
          .total_s = number_from_zero(json.at("total_s")),
          .energy_kwh = number_from_zero(json.at("energy_kwh")),
          .peak_torque_share = number_from_zero(json.at("peak_torque_share")),
          .rms_torque_share = number_from_zero(json.at("rms_torque_share")),
          .spots = count_from(json.at("spots")),
          .jobs = count_from(json.at("jobs")),
          .wear = number_from_zero(json.at("wear"))};
}

const Json& robots_of(const Json& json) {
  if (list_from(json).size() > kMostProfileRobots) throw std::invalid_argument("too many robots");
  return json;
}

CycleProfile::RobotSnapshot snapshot_from(const Json& json) {
  CycleProfile::RobotSnapshot snapshot{.robot = json.at("robot").get<std::string>(), .q_rad = {}};
  const Json& q_rad = list_from(json.at("q_rad"));
  if (q_rad.size() > static_cast<std::size_t>(kMaxJoints)) {
    throw std::invalid_argument("more joints than a robot has");
  }
  for (const Json& q : q_rad) snapshot.q_rad.push_back(finite_number(q));
  return snapshot;
}

}  // namespace

const char* name_of(Fidelity fidelity) {
  return kFidelityNames[static_cast<std::size_t>(fidelity)];
}

double CycleProfile::mean_cycle_s() const {
  return std::accumulate(cycle_s.begin(), cycle_s.end(), 0.0) / static_cast<double>(cycle_s.size());
}

double CycleProfile::quantile_s(double share) const {
  DARKLINE_CHECK(!cycle_s.empty() && share >= 0.0 && share <= 1.0, fmt::format("{}", share));
  const double at = share * static_cast<double>(cycle_s.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, cycle_s.size() - 1);
  return cycle_s[below] + (at - static_cast<double>(below)) * (cycle_s[above] - cycle_s[below]);
}

std::string to_json(const CycleProfile& p) {
  Json json;
  json["schema"] = "darkline.cycle_profile/2";
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
  json["imbalance"] = p.imbalance;
  json["robots"] = Json::array();
  for (const RobotCycle& robot : p.robots) json["robots"].push_back(robot_to_json(robot));
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
    if (json.at("schema") != "darkline.cycle_profile/2") {
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
    p.imbalance = number_from_zero(json.at("imbalance"));
    for (const Json& each : robots_of(json.at("robots"))) p.robots.push_back(robot_from(each));
    for (const Json& each : robots_of(json.at("snapshots"))) {
      p.snapshots.push_back(snapshot_from(each));
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
