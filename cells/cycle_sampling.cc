#include "cells/cycle_sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "cells/bullet_arm.h"
#include "cells/weld_process.h"
#include "models/base/content_hash.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

// Counts up when a change of the physics changes results: cached profiles of older ones are then
// not found.
constexpr std::int64_t kPhysicsVersion = 2;
constexpr std::uint32_t kMostRepeats = 100;  // of one weld

double seconds(std::int64_t ns) {
  return to_seconds(BusDuration{ns});
}

// A robot's cycle by parts.
struct SampledCycle {
  double move_s = 0.0, weld_s = 0.0, wait_s = 0.0;
  double total_s() const { return move_s + weld_s + wait_s; }
};

SampledCycle sample_robot(const CellConfig& config, const RobotRecord& record, std::size_t robot,
                          std::uint32_t sample) {
  const RandomStream stream = weld_stream(config.seed, sample, config.robots[robot].address);
  SampledCycle cycle;
  std::uint32_t draw = 0;
  std::int64_t last_end_ns = 0;
  for (const StepRecord& step : record.steps) {
    const double wait_s = seconds(step.start_ns - last_end_ns);
    const double step_s = seconds(step.end_ns - step.start_ns);
    last_end_ns = step.end_ns;
    if (step.failed) continue;  // drawn again below
    cycle.wait_s += wait_s;
    if (step.order != RobotOrder::weld) {
      cycle.move_s += step_s;
      continue;
    }
    cycle.weld_s += step_s - step.process_s;  // settling and rounding to ticks
    DrawnWeld weld = draw_weld(config.process, stream, draw++);
    cycle.weld_s += weld.process_s;
    for (std::uint32_t again = 0; weld.expulsion && again < kMostRepeats; ++again) {
      weld = draw_weld(config.process, stream, draw++);
      cycle.weld_s += weld.process_s;
      cycle.wait_s += wait_s;  // one more answer
    }
  }
  return cycle;
}

// The longest cycle of the roles that are not simulated; 0 without them.
double longest_law_s(const ByRole<double>& cycle_s) {
  double longest_s = 0.0;
  for (const RobotRole role : kRoles) {
    if (role != RobotRole::spot_welding) longest_s = std::max(longest_s, cycle_s[index_of(role)]);
  }
  return longest_s;
}

void add_share(CycleParts& mean, const SampledCycle& cycle, int samples) {
  mean.move_s += cycle.move_s / samples;
  mean.weld_s += cycle.weld_s / samples;
  mean.wait_s += cycle.wait_s / samples;
}

void take_measured(const CellConfig& config, const CellMeasurement& measured,
                   CycleProfile& profile) {
  constexpr double kJoulePerKwh = 3.6e6;
  double energy_j = 0.0;
  for (std::size_t r = 0; r < measured.robots.size(); ++r) {
    const RobotRecord& record = measured.robots[r];
    energy_j += record.energy_j;
    profile.peak_torque_share = std::max(profile.peak_torque_share, record.peak_torque_share);
    profile.rms_torque_share = std::max(profile.rms_torque_share, record.rms_torque_share);
    profile.tracking_error_rad = std::max(profile.tracking_error_rad, record.tracking_error_rad);
    const CellRobot& robot = config.robots[r];
    const auto& q = record.q_at_middle_spot;
    profile.snapshots.push_back(
        {robot.address, std::vector<double>(q.begin(), q.begin() + robot.model.n_joints())});
  }
  profile.energy_kwh = energy_j / kJoulePerKwh;
  profile.spots = static_cast<int>(config.spots.size());
  profile.robots_moved = static_cast<int>(config.robots.size());
  profile.controller_calls = measured.controller_calls;
}

void add_pose(ContentHash& hash, const Pose& X) {
  hash.add("pose", std::span<const double>(X.matrix().data(), 16));
}

void add_robot(ContentHash& hash, const CellRobot& robot) {
  hash.add("robot", robot.address).add("model", robot.model.id);
  const RobotModel& model = robot.model;
  add_pose(hash, model.X_ET);
  hash.add("home", std::span<const double>(model.home));
  for (const Joint& j : model.joints) {
    add_pose(hash, j.X_PJ);
    const double values[] = {j.axis.x(),      j.axis.y(),     j.axis.z(),         j.lower,
                             j.upper,         j.max_speed,    j.max_acceleration, j.max_effort,
                             j.rotor_inertia, j.copper_loss_w};
    hash.add("joint", std::span<const double>(values));
    hash.add("kind", static_cast<std::int64_t>(j.kind));
  }
  for (const Link& link : model.links) {
    hash.add("mass", link.inertial.mass_kg);
    hash.add("centre", std::span<const double>(link.inertial.p_LC_m.data(), 3));
    hash.add("inertia", std::span<const double>(link.inertial.I_C_kg_m2.data(), 9));
  }
  add_pose(hash, robot.X_CB);
  hash.add("gun_mass", robot.gun.mass_kg).add("gun_tip", robot.gun.tip_m);
  hash.add("gun_centre", std::span<const double>(robot.gun.p_TC_m.data(), 3));
  hash.add("gun_inertia", std::span<const double>(robot.gun.I_C_kg_m2.data(), 3));
  for (const ProgramStep& step : robot.program.steps) {
    hash.add("step", static_cast<std::int64_t>(step.kind));
    hash.add("q", std::span<const double>(step.q_rad));
    hash.add("spot", static_cast<std::int64_t>(step.spot));
    hash.add("current", static_cast<double>(step.weld_current_ka));
  }
}

}  // namespace

CellMeasurement measurement_of(const CellWorld& world) {
  CellMeasurement measured;
  for (std::size_t r = 0; r < world.config().robots.size(); ++r) {
    measured.robots.push_back(world.record(r));
  }
  measured.controller_calls = world.commands();
  return measured;
}

SpotProcess without_scatter(SpotProcess process) {
  process.spread = 0.0;
  process.expulsion_share = 0.0;
  return process;
}

double sampled_cycle_s(const CellConfig& config, const CellMeasurement& measured, std::size_t robot,
                       std::uint32_t sample) {
  return sample_robot(config, measured.robots[robot], robot, sample).total_s();
}

CycleProfile sample_cycles(const CellConfig& config, const CellMeasurement& measured,
                           const StationLaw& law, const std::string& input_hash, int samples) {
  DARKLINE_CHECK(samples >= 1, fmt::format("{} samples", samples));
  DARKLINE_CHECK(measured.robots.size() == config.robots.size() && !config.robots.empty(),
                 config.station);
  CycleProfile profile;
  profile.station = config.station;
  profile.variant = config.variant;
  profile.fidelity = Fidelity::bullet;
  profile.input_hash = input_hash;
  const double by_law_s = longest_law_s(law.cycle_s) - law.transfer_s;
  for (int k = 0; k < samples; ++k) {
    SampledCycle last;  // the robot that finishes last
    for (std::size_t r = 0; r < config.robots.size(); ++r) {
      const SampledCycle cycle =
          sample_robot(config, measured.robots[r], r, static_cast<std::uint32_t>(k));
      if (cycle.total_s() > last.total_s()) last = cycle;
    }
    add_share(profile.simulated, last, samples);
    if (by_law_s > last.total_s()) last = {0.0, by_law_s, 0.0};
    add_share(profile.parts, last, samples);
    profile.cycle_s.push_back(last.total_s() + law.transfer_s);
  }
  profile.parts.transfer_s = law.transfer_s;
  profile.simulated.transfer_s = law.transfer_s;
  std::ranges::sort(profile.cycle_s);
  take_measured(config, measured, profile);
  return profile;
}

CycleProfile process_law_profile(const FactoryModel& factory, StationId station,
                                 std::size_t variant) {
  const auto& plant = factory.scenario.plant;
  const ByRole<double> cycles_s = process_law_cycles(factory, station, variant);
  CycleProfile profile;
  profile.station = factory[station].address;
  profile.variant = factory.variants[variant].name;
  profile.fidelity = Fidelity::process_law;
  profile.parts.move_s = plant.approach_s;
  profile.parts.transfer_s = plant.transfer_s;
  const double least_s = plant.approach_s + plant.transfer_s;
  const double cycle_s = std::max(least_s, *std::max_element(cycles_s.begin(), cycles_s.end()));
  profile.parts.weld_s = cycle_s - least_s;
  profile.cycle_s = {cycle_s};
  profile.spots = static_cast<int>(
      std::lround(factory[station].work.spots * factory.variants[variant].work_factor));
  ContentHash hash;
  hash.add("schema", "process_law/1").add("station", profile.station);
  hash.add("variant", profile.variant).add("spots", static_cast<std::int64_t>(profile.spots));
  const double parts[] = {profile.parts.move_s, profile.parts.weld_s, profile.parts.transfer_s};
  hash.add("parts", std::span<const double>(parts));
  profile.input_hash = hash.hex();
  return profile;
}

std::string study_hash(const CellConfig& config, const StationLaw& law, int samples,
                       const std::string& controller_version) {
  ContentHash hash;
  hash.add("schema", "cell_study/1").add("physics", kPhysicsVersion);
  hash.add("controller", controller_version);
  hash.add("station", config.station).add("variant", config.variant);
  hash.add("seed", static_cast<std::int64_t>(config.seed));
  hash.add("samples", static_cast<std::int64_t>(samples));
  const SpotProcess& p = config.process;
  const double process[] = {p.settle_s, p.close_s,         p.squeeze_s,       p.weld_s, p.hold_s,
                            p.open_s,   p.communication_s, p.expulsion_share, p.spread};
  hash.add("process", std::span<const double>(process));
  const double times[] = {law.transfer_s, kPhysicsStepS};
  hash.add("law", std::span<const double>(times));
  hash.add("law_cycles", std::span<const double>(law.cycle_s));
  for (const WeldSpot& spot : config.spots) {
    hash.add("spot", static_cast<std::int64_t>(spot.number));
    hash.add("place", std::span<const double>(spot.p_CS_m.data(), 3));
    hash.add("normal", std::span<const double>(spot.n_C.data(), 3));
  }
  for (const CellRobot& robot : config.robots) add_robot(hash, robot);
  return hash.hex();
}

}  // namespace darkline
