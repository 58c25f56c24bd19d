// study_hash() of cycle_sampling.h.
#include <span>

#include "cells/bullet_arm.h"
#include "cells/cycle_sampling.h"
#include "models/base/content_hash.h"

namespace darkline {
namespace {

// Counts up when a change of the physics changes results: cached profiles of older ones are then
// not found.
constexpr std::int64_t kPhysicsVersion = 5;

std::span<const double> values_of(const Eigen::Vector3d& v) {
  return {v.data(), 3};
}

void add_pose(ContentHash& hash, const Pose& X) {
  hash.add("pose", std::span<const double>(X.matrix().data(), 16));
}

void add_model(ContentHash& hash, const RobotModel& model) {
  hash.add("model", model.id);
  add_pose(hash, model.X_ET);
  hash.add("home", std::span<const double>(model.home));
  for (const Joint& j : model.joints) {
    add_pose(hash, j.X_PJ);
    // the brake moves nothing
    const double values[] = {j.axis.x(),
                             j.axis.y(),
                             j.axis.z(),
                             j.lower,
                             j.upper,
                             j.max_speed,
                             j.max_acceleration,
                             j.max_effort,
                             j.rotor_inertia,
                             j.copper_loss_w,
                             j.max_jerk,
                             j.drive.coulomb_share,
                             j.drive.viscous_share,
                             j.drive.efficiency,
                             j.drive.regeneration};
    hash.add("joint", std::span<const double>(values));
    hash.add("kind", static_cast<std::int64_t>(j.kind));
  }
  for (const Link& link : model.links) {
    hash.add("mass", link.inertial.mass_kg);
    hash.add("centre", values_of(link.inertial.p_LC_m));
    hash.add("inertia", std::span<const double>(link.inertial.I_C_kg_m2.data(), 9));
  }
}

void add_job(ContentHash& hash, const RobotJob& job) {
  hash.add("job", static_cast<std::int64_t>(job.kind));
  for (const Segment& segment : job.path) {
    hash.add("duration", segment.duration_s);
    for (const auto& c : segment.c) hash.add("coefficients", std::span<const double>(c));
  }
  const double values[] = {job.process_s, job.length_m, job.part.mass_kg};
  hash.add("process", std::span<const double>(values));
  hash.add("part_centre", values_of(job.part.p_TC_m));
  hash.add("part_inertia", values_of(job.part.I_C_kg_m2));
}

// Spots are numbered through the whole body. A study does not depend on where the numbers of its
// station begin, so that a spot more in one station leaves the hashes of all others.
std::int64_t number_in_cell(std::uint32_t number, const CellConfig& config) {
  const std::uint32_t first = config.spots.empty() ? 1 : config.spots.front().number;
  return number == 0 ? -1 : static_cast<std::int64_t>(number) - static_cast<std::int64_t>(first);
}

void add_robot(ContentHash& hash, const CellRobot& robot, const CellConfig& config) {
  hash.add("robot", robot.address);
  add_model(hash, robot.model);
  add_pose(hash, robot.X_CB);
  hash.add("gun_mass", robot.gun.mass_kg).add("gun_tip", robot.gun.tip_m);
  hash.add("gun_centre", values_of(robot.gun.p_TC_m));
  hash.add("gun_inertia", values_of(robot.gun.I_C_kg_m2));
  for (const ProgramStep& step : robot.program.steps) {
    hash.add("step", static_cast<std::int64_t>(step.kind));
    hash.add("q", std::span<const double>(step.q_rad));
    hash.add("spot", number_in_cell(step.spot, config));
    hash.add("current", static_cast<double>(step.weld_current_ka));
    hash.add("job", static_cast<std::int64_t>(step.job));
    hash.add("zone", static_cast<std::int64_t>(step.zone));
  }
  for (const RobotJob& job : robot.jobs) add_job(hash, job);
}

void add_law(ContentHash& hash, const StationLaw& law) {
  const CycleVariation& v = law.variation;
  const double values[] = {law.transfer_s, kPhysicsStepS,   v.part_sd_m, v.gun_opening_m,
                           v.stack_share,  v.cold_friction, v.warm_up_s, v.shift_s};
  hash.add("law", std::span<const double>(values));
  hash.add("law_cycles", std::span<const double>(law.cycle_s));
  for (const RobotRole role : law.roles) hash.add("role", static_cast<std::int64_t>(role));
}

void add_spot(ContentHash& hash, const WeldSpot& spot, const CellConfig& config) {
  hash.add("spot", number_in_cell(spot.number, config));
  hash.add("place", values_of(spot.p_CS_m));
  hash.add("normal", values_of(spot.n_C));
  const WeldSchedule& s = spot.schedule;
  const double values[] = {s.force_n, s.weld_s, s.current_ka, s.grid_j};
  hash.add("schedule", std::span<const double>(values));
}

void add_surroundings(ContentHash& hash, const CellConfig& config) {
  for (const InterferenceZone& zone : config.zones) {
    hash.add("zone", static_cast<std::int64_t>(zone.number)).add("nominal", zone.nominal_s);
    for (const std::size_t robot : zone.robots) {
      hash.add("member", static_cast<std::int64_t>(robot));
    }
  }
  for (const CellObstacle& obstacle : config.obstacles) {
    hash.add("obstacle", obstacle.name);
    hash.add("kind", static_cast<std::int64_t>(obstacle.shape.kind));
    hash.add("size", values_of(obstacle.shape.size_m));
    add_pose(hash, obstacle.shape.X_LS);
  }
}

}  // namespace

std::string study_hash(const CellConfig& config, const StationLaw& law, int samples,
                       const std::string& controller_version, Fidelity tier) {
  ContentHash hash;
  hash.add("schema", "cell_study/3").add("physics", kPhysicsVersion).add("tier", name_of(tier));
  hash.add("controller", controller_version);
  hash.add("station", config.station).add("variant", config.variant);
  hash.add("seed", static_cast<std::int64_t>(config.seed));
  hash.add("samples", static_cast<std::int64_t>(samples));
  const SpotProcess& p = config.process;
  const double process[] = {p.settle_s, p.close_s,         p.squeeze_s,       p.weld_s,
                            p.hold_s,   p.open_s,          p.communication_s, p.expulsion_share,
                            p.spread,   p.equalising_share};
  hash.add("process", std::span<const double>(process));
  add_law(hash, law);
  for (const WeldSpot& spot : config.spots) add_spot(hash, spot, config);
  for (const CellRobot& robot : config.robots) add_robot(hash, robot, config);
  add_surroundings(hash, config);
  return hash.hex();
}

}  // namespace darkline
