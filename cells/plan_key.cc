#include "cells/plan_key.h"

#include <algorithm>
#include <array>
#include <span>

#include "models/base/content_hash.h"
#include "models/mesh/surface_mesh.h"
#include "models/scenario/key_values.h"

namespace darkline {
namespace internal {
// Of the sources that plan; written by hash_sources.cmake.
extern const char* const kPlanningSources;
extern const char* const kPlanningBuild;
}  // namespace internal
namespace {

// Beginnings of the scenario keys that no planner reads.
constexpr std::array<std::string_view, 26> kUnread = {"scenario.",
                                                      "trade.",
                                                      "compute.",
                                                      "supply.",
                                                      "invest.",
                                                      "robots.",
                                                      "reliability.",
                                                      "quality.",
                                                      "flow.",
                                                      "cost.",
                                                      "table.",
                                                      "plant.shift",
                                                      "plant.days_per_year",
                                                      "plant.buffer_factor",
                                                      "plant.split_",
                                                      "process.spot_list",
                                                      "simulation.replications",
                                                      "simulation.horizon",
                                                      "simulation.warm_up",
                                                      "simulation.confidence",
                                                      "energy.robot_",
                                                      "energy.laser_",
                                                      "energy.timers_",
                                                      "energy.cooling_",
                                                      "energy.air_",
                                                      "energy.site_factor"};

using Hash = ContentHash;

void add_count(Hash& hash, std::string_view name, std::size_t count) {
  hash.add(name, static_cast<std::int64_t>(count));
}

void add_vector(Hash& hash, std::string_view name, const Eigen::Vector3d& v) {
  hash.add(name, std::span<const double>(v.data(), 3));
}

void add_pose(Hash& hash, std::string_view name, const Pose& X) {
  hash.add(name, std::span<const double>(X.matrix().data(), 16));
}

// The bindings below name every member, so that a new one does not compile until it stands here.

void add_shape(Hash& hash, const Shape& shape) {
  const auto& [kind, size_m, X_LS, color, mesh] = shape;
  hash.add("shape", static_cast<std::int64_t>(kind));
  add_vector(hash, "size", size_m);
  add_pose(hash, "place", X_LS);
  add_count(hash, "mesh", mesh ? mesh->p_m.size() : 0);
  if (!mesh) return;
  for (const auto& p_m : mesh->p_m) {
    add_vector(hash, "p", p_m.cast<double>());
  }
  for (const std::uint32_t corner : mesh->triangles) add_count(hash, "corner", corner);
}

void add_link(Hash& hash, const Link& link) {
  const auto& [name, inertial, visual, collision] = link;
  const auto& [mass_kg, p_LC_m, I_C_kg_m2] = inertial;
  hash.add("link", mass_kg);
  add_vector(hash, "centre", p_LC_m);
  hash.add("inertia", std::span<const double>(I_C_kg_m2.data(), 9));
  add_count(hash, "visual", visual.size());
  for (const Shape& shape : visual) add_shape(hash, shape);
  add_count(hash, "collision", collision.size());
  for (const Shape& shape : collision) add_shape(hash, shape);
}

void add_joint(Hash& hash, const Joint& joint) {
  const auto& [name, kind, X_PJ, axis, lower, upper, max_speed, max_acceleration, max_effort,
               rotor_inertia, copper_loss_w, max_jerk, drive] = joint;
  const auto& [coulomb_share, viscous_share, efficiency, regeneration, brake_effort] = drive;
  hash.add("joint", static_cast<std::int64_t>(kind));
  add_pose(hash, "place", X_PJ);
  add_vector(hash, "axis", axis);
  const double values[] = {lower,         upper,         max_speed,     max_acceleration,
                           max_effort,    rotor_inertia, copper_loss_w, max_jerk,
                           coulomb_share, viscous_share, efficiency,    regeneration};
  hash.add("values", std::span<const double>(values));
}

void add_opw(Hash& hash, const OpwParameters& opw) {
  const auto& [a1, a2, b, c1, c2, c3, c4, offset, sign] = opw;
  const double lengths[] = {a1, a2, b, c1, c2, c3, c4};
  hash.add("opw", std::span<const double>(lengths));
  hash.add("offset", std::span<const double>(offset));
  for (const int each : sign) hash.add("sign", static_cast<std::int64_t>(each));
}

void add_work(Hash& hash, const StationWork& work) {
  const auto& [spots, sealer_m, studs, rivets, laser_m, hem_m, picks] = work;
  const double values[] = {sealer_m, studs, rivets, laser_m, hem_m, picks};
  hash.add("spots", static_cast<std::int64_t>(spots));
  hash.add("work", std::span<const double>(values));
}

void add_listed(Hash& hash, const ListedSpot& spot) {
  // the place in the list and the spot's name serve messages alone
  const auto& [id, station, robot, sequence, in_sequence, p_CS_m, n_C, schedule, gun, place,
               station_place, robot_place] = spot;
  const auto& [force_n, weld_s, current_ka, grid_j] = schedule;
  hash.add("listed", static_cast<std::int64_t>(robot));
  hash.add("sequence", static_cast<std::int64_t>(in_sequence ? sequence : -1));
  hash.add("in_sequence", static_cast<std::int64_t>(in_sequence));
  add_vector(hash, "p", p_CS_m);
  add_vector(hash, "n", n_C);
  const double values[] = {force_n, weld_s, current_ka, grid_j};
  hash.add("schedule", std::span<const double>(values));
  hash.add("gun", gun);
}

}  // namespace

bool is_read_by_planning(std::string_view scenario_key) {
  return std::ranges::none_of(
      kUnread, [&](std::string_view each) { return scenario_key.starts_with(each); });
}

std::string content_hash(const RobotModel& model) {
  const auto& [id, file, title, source, composite, links, joints, X_ET, home, payload_kg, reach_m,
               repeatability_m, mtbf_factor, opw, warnings] = model;
  Hash hash;
  hash.add("id", id);
  add_count(hash, "links", links.size());
  for (const Link& link : links) add_link(hash, link);
  add_count(hash, "joints", joints.size());
  for (const Joint& joint : joints) add_joint(hash, joint);
  add_pose(hash, "tool", X_ET);
  hash.add("home", std::span<const double>(home));
  const double values[] = {payload_kg, reach_m};
  hash.add("values", std::span<const double>(values));
  if (opw) add_opw(hash, *opw);
  return hash.hex();
}

PlanKeys::PlanKeys(const FactoryModel& factory, int samples, const std::string& controller_version)
    : factory_(factory) {
  const auto common = [&](bool with_takt) {
    Hash hash;
    hash.add("schema", with_takt ? "plan/1" : "cell/1").add("sources", internal::kPlanningSources);
    hash.add("build", internal::kPlanningBuild).add("compiler", __VERSION__);
    hash.add("controller", controller_version).add("samples", static_cast<std::int64_t>(samples));
    for (const auto& key : scenario_keys()) {
      if (!is_read_by_planning(key.spec.path)) continue;
      if (!with_takt && key.spec.path == "plant.takt") continue;
      hash.add(key.spec.path, text_of_field(key, factory.scenario));
    }
    // the station is laid out for the largest variant
    for (const Variant& variant : factory.variants) hash.add("factor", variant.work_factor);
    return hash.hex();
  };
  common_ = common(true);
  common_but_takt_ = common(false);
  for (const RobotModel& model : factory.robot_models) models_.push_back(content_hash(model));
}

void PlanKeys::add_robot(ContentHash& hash, RobotId id) const {
  const Robot& robot = factory_[id];
  hash.add("robot", robot.address).add("role", name_of(robot.role));
  hash.add("model", models_[robot.model]);
}

std::string PlanKeys::of(StationId id, std::size_t variant) const {
  // the way of the bodies is nothing to a cell
  const auto& [address, zone, line, position, robots, robots_by_role, work, listed_spots, joining,
               routing, passes] = factory_[id];
  Hash hash;
  hash.add("common", common_);
  hash.add("variant", factory_.variants[variant].name);
  add_count(hash, "number", variant);
  hash.add("station", address).add("zone", factory_[zone].name);
  add_work(hash, work);
  for (const RobotId robot : robots) add_robot(hash, robot);
  for (const int count : robots_by_role) hash.add("of_role", static_cast<std::int64_t>(count));
  for (const ListedSpot& spot : listed_spots) add_listed(hash, spot);
  return hash.hex();
}

std::string PlanKeys::of_cell(StationId id, std::size_t variant) const {
  const Station& station = factory_[id];
  const bool all = simulates_all_robots(factory_.scenario);
  Hash hash;
  hash.add("common", common_but_takt_);
  hash.add("variant", factory_.variants[variant].name);
  add_count(hash, "number", variant);
  hash.add("station", station.address).add("zone", factory_[station.zone].name);
  if (all) add_work(hash, station.work);
  hash.add("spots", static_cast<std::int64_t>(station.work.spots));
  for (const RobotId robot : station.robots) {
    if (all || factory_[robot].role == RobotRole::spot_welding) add_robot(hash, robot);
  }
  for (const ListedSpot& spot : station.listed_spots) add_listed(hash, spot);
  return hash.hex();
}

}  // namespace darkline
