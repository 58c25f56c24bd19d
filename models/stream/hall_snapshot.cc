#include "models/stream/hall_snapshot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "models/base/error.h"
#include "models/base/json_values.h"

namespace darkline {
namespace {

using internal::count_from;
using internal::finite_number;
using internal::Json;
using internal::list_from;
using internal::number_from_zero;

constexpr double kLongestTool_m = 10.0;
constexpr std::array<const char*, 3> kUseNames = {"free", "held", "waited_for"};
constexpr std::array<const char*, 7> kToolNames = {"none",   "gun",     "nozzle", "riveter",
                                                   "roller", "gripper", "camera"};
constexpr std::array<const char*, 3> kCargoNames = {"bodies", "rework", "carriers"};
constexpr std::array<const char*, 4> kStateNames = {"working", "blocked", "starved", "down"};

StationState state_from(const std::string& name) {
  for (std::size_t i = 0; i < kStateNames.size(); ++i) {
    if (name == kStateNames[i]) return static_cast<StationState>(i);
  }
  throw std::invalid_argument("unknown station state " + name);
}

Json to_array(const Eigen::Vector3d& p) {
  return Json::array({p.x(), p.y(), p.z()});
}

// The three numbers of a list from `first` on.
Eigen::Vector3d vector_from(const Json& list, std::size_t first = 0) {
  return {finite_number(list[first]), finite_number(list[first + 1]),
          finite_number(list[first + 2])};
}

// x, y, z, then the quaternion's x, y, z, w.
Json to_array(const Pose& X) {
  const Eigen::Quaterniond q(X.linear());
  const Eigen::Vector3d p = X.translation();
  return Json::array({p.x(), p.y(), p.z(), q.x(), q.y(), q.z(), q.w()});
}

Pose pose_from(const Json& json) {
  const Json& list = list_from(json, 7);
  const Eigen::Vector3d xyz = vector_from(list, 3);
  const Eigen::Quaterniond q(finite_number(list[6]), xyz.x(), xyz.y(), xyz.z());
  // a quaternion of huge numbers has an infinite norm and is refused too
  if (!(std::abs(q.norm() - 1.0) <= 1e-6)) throw std::invalid_argument("a rotation that is none");
  return make_pose(q.normalized().toRotationMatrix(), vector_from(list));
}

// Where the names of parts are left out, `otherwise`.
BodyParts parts_from(const Json& json, const char* key, BodyParts otherwise) {
  const auto names = json.find(key);
  if (names == json.end()) return otherwise;
  BodyParts parts;
  for (const Json& each : list_from(*names)) {
    const auto name = each.get<std::string>();
    const auto* found = std::find(kBodyPartNames.begin(), kBodyPartNames.end(), name);
    if (found == kBodyPartNames.end()) throw std::invalid_argument("unknown body part " + name);
    parts = parts | static_cast<BodyPart>(found - kBodyPartNames.begin());
  }
  return parts;
}

void write_parts(Json& json, const char* key, BodyParts parts, BodyParts otherwise) {
  if (parts == otherwise) return;
  json[key] = Json::array();
  for (std::size_t i = 0; i < kBodyPartNames.size(); ++i) {
    if (parts.has(static_cast<BodyPart>(i))) json[key].push_back(kBodyPartNames[i]);
  }
}

HallSnapshot::StationPose station_from(const Json& json) {
  const Json& size = list_from(json.at("size_m"), 2);
  const Json& shares = list_from(json.at("shares"), 4);
  return {.address = json.at("address").get<std::string>(),
          .X_WC = pose_from(json.at("X_WC")),
          .length_m = number_from_zero(size[0]),
          .width_m = number_from_zero(size[1]),
          .state = state_from(json.at("state").get<std::string>()),
          .working_share = number_from_zero(shares[0]),
          .blocked_share = number_from_zero(shares[1]),
          .starved_share = number_from_zero(shares[2]),
          .down_share = number_from_zero(shares[3]),
          .bottleneck = json.at("bottleneck").get<bool>(),
          .technician = json.value("technician", Json(false)).get<bool>(),
          .body_present = json.at("body_present").get<bool>(),
          .body_ahead_m = finite_number(json.value("body_ahead_m", Json(0.0))),
          .parts = parts_from(json, "parts", BodyParts::all()),
          .joined = parts_from(json, "joined", {})};
}

void read_optional(const Json& json, HallSnapshot::RobotPose& robot) {
  if (const auto tool = json.find("tool"); tool != json.end()) {
    const auto name = tool->get<std::string>();
    const auto* found = std::find(kToolNames.begin(), kToolNames.end(), name);
    if (found == kToolNames.end()) throw std::invalid_argument("unknown tool " + name);
    robot.tool = static_cast<RobotTool>(found - kToolNames.begin());
    robot.tip_m = number_from_zero(json.at("tip_m"));
    if (robot.tip_m > kLongestTool_m) throw std::invalid_argument("a tool longer than 10 m");
  }
  if (const auto welding = json.find("welding"); welding != json.end()) {
    robot.welding = welding->get<bool>();
  }
  if (const auto cycle = json.find("cycle"); cycle != json.end()) {
    robot.cycle = {.energy_kwh = number_from_zero(cycle->at("energy_kwh")),
                   .peak_torque_share = number_from_zero(cycle->at("peak_torque_share")),
                   .rms_torque_share = number_from_zero(cycle->at("rms_torque_share"))};
  }
}

HallSnapshot::RobotPose robot_from(const Json& json) {
  HallSnapshot::RobotPose robot{.address = json.at("address").get<std::string>(),
                                .model = json.at("model").get<std::string>(),
                                .X_WB = pose_from(json.at("X_WB")),
                                .q_rad = {}};
  for (const Json& q : list_from(json.at("q_rad"))) robot.q_rad.push_back(finite_number(q));
  read_optional(json, robot);
  return robot;
}

HallSnapshot::Buffer buffer_from(const Json& json) {
  return {.p_from_m = vector_from(list_from(json.at("from_m"), 3)),
          .p_to_m = vector_from(list_from(json.at("to_m"), 3)),
          .places = count_from(json.at("places")),
          .mean_level = number_from_zero(json.at("mean_level")),
          .parts = parts_from(json, "parts", BodyParts::all())};
}

HallSnapshot::Zone zone_from(const Json& json) {
  HallSnapshot::Zone zone{.label = json.at("label").get<std::string>(),
                          .X_WZ = pose_from(json.at("X_WZ")),
                          .size_m = vector_from(list_from(json.at("size_m"), 3))};
  if (zone.size_m.minCoeff() < 0.0) throw std::invalid_argument("a zone of negative size");
  const auto use = json.at("use").get<std::string>();
  const auto* found = std::find(kUseNames.begin(), kUseNames.end(), use);
  if (found == kUseNames.end()) throw std::invalid_argument("unknown use of a zone " + use);
  zone.use = static_cast<HallSnapshot::Zone::Use>(found - kUseNames.begin());
  return zone;
}

std::size_t place_from(const Json& json, std::size_t n) {
  const auto place = static_cast<std::size_t>(count_from(json));
  if (place >= n) throw std::invalid_argument("a place beyond the end of the list");
  return place;
}

HallSnapshot::Flow flow_from(const Json& json, const HallSnapshot& hall) {
  HallSnapshot::Flow flow{.from = place_from(json.at("from"), hall.stations.size()),
                          .to = place_from(json.at("to"), hall.stations.size())};
  const auto cargo = json.at("cargo").get<std::string>();
  const auto* found = std::find(kCargoNames.begin(), kCargoNames.end(), cargo);
  if (found == kCargoNames.end()) throw std::invalid_argument("unknown cargo " + cargo);
  flow.cargo = static_cast<HallSnapshot::Flow::Cargo>(found - kCargoNames.begin());
  if (const auto buffer = json.find("buffer"); buffer != json.end()) {
    flow.buffer = place_from(*buffer, hall.buffers.size());
  }
  return flow;
}

// Left out where it is not known.
void read_flow(const Json& json, HallSnapshot& hall) {
  const auto flow = json.find("flow");
  if (flow == json.end()) return;
  for (const Json& each : list_from(*flow)) hall.flow.push_back(flow_from(each, hall));
}

void write_flow(const HallSnapshot& hall, Json& json) {
  for (const auto& f : hall.flow) {
    Json each{
        {"from", f.from}, {"to", f.to}, {"cargo", kCargoNames[static_cast<std::size_t>(f.cargo)]}};
    if (f.buffer) each["buffer"] = *f.buffer;
    json["flow"].push_back(std::move(each));
  }
}

// Zones and spots are left out where there are none.
void read_marks(const Json& json, HallSnapshot& hall) {
  if (const auto zones = json.find("zones"); zones != json.end()) {
    for (const Json& each : list_from(*zones)) hall.zones.push_back(zone_from(each));
  }
  if (const auto spots = json.find("spots"); spots != json.end()) {
    for (const Json& each : list_from(*spots)) {
      hall.spots.push_back({.number = count_from(each.at("number")),
                            .p_W_m = vector_from(list_from(each.at("p_m"), 3)),
                            .welded = each.at("welded").get<bool>()});
    }
  }
}

void write_marks(const HallSnapshot& hall, Json& json) {
  for (const auto& z : hall.zones) {
    json["zones"].push_back({{"label", z.label},
                             {"X_WZ", to_array(z.X_WZ)},
                             {"size_m", to_array(z.size_m)},
                             {"use", kUseNames[static_cast<std::size_t>(z.use)]}});
  }
  for (const auto& s : hall.spots) {
    json["spots"].push_back(
        {{"number", s.number}, {"p_m", to_array(s.p_W_m)}, {"welded", s.welded}});
  }
}

}  // namespace

const char* name_of(StationState state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

const char* name_of(RobotTool tool) {
  return kToolNames[static_cast<std::size_t>(tool)];
}

// What is as in a hall that does not know of it is left out.
std::string to_json(const HallSnapshot& hall) {
  Json json;
  json["schema"] = "darkline.hall/1";
  json["title"] = hall.title;
  json["caption"] = hall.caption;
  json["hall_m"] = {hall.hall_length_m, hall.hall_width_m};
  if (hall.transfer_ns != 0) json["transfer_ns"] = hall.transfer_ns;
  if (hall.moment_ns != 0) json["moment_ns"] = hall.moment_ns;
  if (hall.idle_technicians != 0) json["idle_technicians"] = hall.idle_technicians;
  json["stations"] = Json::array();
  for (const auto& s : hall.stations) {
    json["stations"].push_back(
        {{"address", s.address},
         {"X_WC", to_array(s.X_WC)},
         {"size_m", {s.length_m, s.width_m}},
         {"state", name_of(s.state)},
         {"shares", {s.working_share, s.blocked_share, s.starved_share, s.down_share}},
         {"bottleneck", s.bottleneck},
         {"body_present", s.body_present}});
    if (s.technician) json["stations"].back()["technician"] = true;
    if (s.body_ahead_m != 0.0) json["stations"].back()["body_ahead_m"] = s.body_ahead_m;
    write_parts(json["stations"].back(), "parts", s.parts, BodyParts::all());
    write_parts(json["stations"].back(), "joined", s.joined, {});
  }
  json["robots"] = Json::array();
  for (const auto& r : hall.robots) {
    json["robots"].push_back({{"address", r.address},
                              {"model", r.model},
                              {"X_WB", to_array(r.X_WB)},
                              {"q_rad", r.q_rad}});
    if (r.tool != RobotTool::none) {
      json["robots"].back()["tool"] = name_of(r.tool);
      json["robots"].back()["tip_m"] = r.tip_m;
    }
    if (r.welding) json["robots"].back()["welding"] = true;
    if (r.cycle) {
      json["robots"].back()["cycle"] = {{"energy_kwh", r.cycle->energy_kwh},
                                        {"peak_torque_share", r.cycle->peak_torque_share},
                                        {"rms_torque_share", r.cycle->rms_torque_share}};
    }
  }
  json["buffers"] = Json::array();
  for (const auto& b : hall.buffers) {
    json["buffers"].push_back({{"from_m", to_array(b.p_from_m)},
                               {"to_m", to_array(b.p_to_m)},
                               {"places", b.places},
                               {"mean_level", b.mean_level}});
    write_parts(json["buffers"].back(), "parts", b.parts, BodyParts::all());
  }
  write_flow(hall, json);
  write_marks(hall, json);
  return json.dump() + "\n";
}

HallSnapshot hall_snapshot_from_json(const std::string& text, const std::string& file_name) {
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != "darkline.hall/1") throw std::invalid_argument("unknown schema");
    HallSnapshot hall;
    json.at("title").get_to(hall.title);
    json.at("caption").get_to(hall.caption);
    hall.transfer_ns = json.value("transfer_ns", std::int64_t{0});
    hall.moment_ns = json.value("moment_ns", std::int64_t{0});
    hall.idle_technicians = count_from(json.value("idle_technicians", Json(0U)));
    if (hall.idle_technicians > kMostTechnicians) {
      throw std::invalid_argument("a crew of more than 1000");
    }
    const Json& size = list_from(json.at("hall_m"), 2);
    hall.hall_length_m = number_from_zero(size[0]);
    hall.hall_width_m = number_from_zero(size[1]);
    for (const Json& each : list_from(json.at("stations"))) {
      hall.stations.push_back(station_from(each));
    }
    for (const Json& each : list_from(json.at("robots"))) hall.robots.push_back(robot_from(each));
    for (const Json& each : list_from(json.at("buffers")))
      hall.buffers.push_back(buffer_from(each));
    read_flow(json, hall);
    read_marks(json, hall);
    return hall;
  } catch (const std::exception& problem) {
    throw InputError({.place = {.file = file_name},
                      .found = problem.what(),
                      .wanted = "a hall snapshot written by darkline run",
                      .mend = "run the scenario again"});
  }
}

}  // namespace darkline
