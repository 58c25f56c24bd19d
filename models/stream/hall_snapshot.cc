#include "models/stream/hall_snapshot.h"

#include <array>
#include <cmath>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "models/base/error.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 4> kStateNames = {"working", "blocked", "starved", "down"};

StationState state_from(const std::string& name) {
  for (std::size_t i = 0; i < kStateNames.size(); ++i) {
    if (name == kStateNames[i]) return static_cast<StationState>(i);
  }
  throw std::invalid_argument("unknown station state " + name);
}

double finite(const Json& json) {
  const auto value = json.get<double>();
  if (!std::isfinite(value)) throw std::invalid_argument("a number that is not finite");
  return value;
}

Json to_array(const Eigen::Vector3d& p) {
  return Json::array({p.x(), p.y(), p.z()});
}

Eigen::Vector3d vector_from(const Json& json) {
  return {finite(json.at(0)), finite(json.at(1)), finite(json.at(2))};
}

// x, y, z, then the quaternion's x, y, z, w.
Json to_array(const Pose& X) {
  const Eigen::Quaterniond q(X.linear());
  const Eigen::Vector3d p = X.translation();
  return Json::array({p.x(), p.y(), p.z(), q.x(), q.y(), q.z(), q.w()});
}

Pose pose_from(const Json& json) {
  const Eigen::Quaterniond q(finite(json.at(6)), finite(json.at(3)), finite(json.at(4)),
                             finite(json.at(5)));
  if (std::abs(q.norm() - 1.0) > 1e-6) throw std::invalid_argument("a rotation that is none");
  return make_pose(q.normalized().toRotationMatrix(), vector_from(json));
}

}  // namespace

const char* name_of(StationState state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

std::string to_json(const HallSnapshot& hall) {
  Json json;
  json["schema"] = "darkline.hall/1";
  json["title"] = hall.title;
  json["caption"] = hall.caption;
  json["hall_m"] = {hall.hall_length_m, hall.hall_width_m};
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
  }
  json["robots"] = Json::array();
  for (const auto& r : hall.robots) {
    json["robots"].push_back({{"address", r.address},
                              {"model", r.model},
                              {"X_WB", to_array(r.X_WB)},
                              {"q_rad", r.q_rad}});
  }
  json["buffers"] = Json::array();
  for (const auto& b : hall.buffers) {
    json["buffers"].push_back({{"from_m", to_array(b.p_from_m)},
                               {"to_m", to_array(b.p_to_m)},
                               {"places", b.places},
                               {"mean_level", b.mean_level}});
  }
  return json.dump() + "\n";
}

HallSnapshot hall_snapshot_from_json(const std::string& text, const std::string& file_name) {
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != "darkline.hall/1") throw std::invalid_argument("unknown schema");
    HallSnapshot hall;
    json.at("title").get_to(hall.title);
    json.at("caption").get_to(hall.caption);
    hall.hall_length_m = finite(json.at("hall_m").at(0));
    hall.hall_width_m = finite(json.at("hall_m").at(1));
    for (const Json& s : json.at("stations")) {
      const Json& shares = s.at("shares");
      hall.stations.push_back({.address = s.at("address").get<std::string>(),
                               .X_WC = pose_from(s.at("X_WC")),
                               .length_m = finite(s.at("size_m").at(0)),
                               .width_m = finite(s.at("size_m").at(1)),
                               .state = state_from(s.at("state").get<std::string>()),
                               .working_share = finite(shares.at(0)),
                               .blocked_share = finite(shares.at(1)),
                               .starved_share = finite(shares.at(2)),
                               .down_share = finite(shares.at(3)),
                               .bottleneck = s.at("bottleneck").get<bool>(),
                               .body_present = s.at("body_present").get<bool>()});
    }
    for (const Json& r : json.at("robots")) {
      HallSnapshot::RobotPose robot{.address = r.at("address").get<std::string>(),
                                    .model = r.at("model").get<std::string>(),
                                    .X_WB = pose_from(r.at("X_WB")),
                                    .q_rad = {}};
      for (const Json& q : r.at("q_rad")) robot.q_rad.push_back(finite(q));
      hall.robots.push_back(std::move(robot));
    }
    for (const Json& b : json.at("buffers")) {
      hall.buffers.push_back({.p_from_m = vector_from(b.at("from_m")),
                              .p_to_m = vector_from(b.at("to_m")),
                              .places = b.at("places").get<int>(),
                              .mean_level = finite(b.at("mean_level"))});
    }
    return hall;
  } catch (const InputError&) {
    throw;
  } catch (const std::exception& problem) {
    throw InputError({.place = {.file = file_name},
                      .found = problem.what(),
                      .wanted = "a hall snapshot written by darkline run",
                      .mend = "run the scenario again"});
  }
}

}  // namespace darkline
