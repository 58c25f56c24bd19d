#include "cells/cycle_sampling.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "cells/cycle_replay.h"
#include "cells/weld_process.h"
#include "models/base/address.h"
#include "models/base/content_hash.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"
#include "models/scenario/process_law.h"

namespace darkline {
namespace {

constexpr std::uint32_t kMostRepeats = 100;  // of one weld
constexpr double kJoulePerKwh = 3.6e6;

double seconds(std::int64_t ns) {
  return to_seconds(BusDuration{ns});
}
std::int64_t nanoseconds(double s) {
  return to_bus_duration(s).count();
}

// Whether the speed of a job's path is the robot's own affair: beads, seams and hems have theirs.
bool path_stretches(JobKind kind) {
  return kind != JobKind::seal && kind != JobKind::laser && kind != JobKind::hem;
}

// A measured station, ready to be drawn from many times.
class CycleSampler {
 public:
  CycleSampler(const CellConfig& config, const CellMeasurement& measured,
               const CycleVariation& variation)
      : config_(config),
        measured_(measured),
        variation_(variation),
        friction_share_(largest_friction_share(config)) {
    DARKLINE_CHECK(measured.robots.size() == config.robots.size() && !config.robots.empty(),
                   config.station);
    for (std::size_t r = 0; r < config.robots.size(); ++r) {
      nominal_.push_back(
          measured_steps(config.robots[r].program, measured.robots[r], &places_.emplace_back()));
    }
    for (const WeldSpot& spot : config.spots) normal_C_[spot.number] = spot.n_C;
  }

  std::vector<SampledCycle> draw(std::uint32_t sample) const {
    const BodyDraw body =
        draw_body(variation_, config_.seed, config_.station, sample, friction_share_);
    std::vector<std::vector<ReplayStep>> programs = nominal_;
    std::vector<SampledCycle> cycles(programs.size());
    for (std::size_t r = 0; r < programs.size(); ++r) {
      draw_robot(r, sample, body, programs[r], cycles[r]);
    }
    const std::vector<ReplayedRobot> replayed = replay_cycle(programs);
    for (std::size_t r = 0; r < cycles.size(); ++r) {
      cycles[r].zone_wait_s = seconds(replayed[r].zone_wait_ns);
    }
    return cycles;
  }

 private:
  struct Streams {
    RandomStream weld, stack, job;
    std::uint32_t welds = 0;
  };

  void draw_robot(std::size_t r, std::uint32_t sample, const BodyDraw& body,
                  std::vector<ReplayStep>& steps, SampledCycle& cycle) const {
    const CellRobot& robot = config_.robots[r];
    const std::uint32_t entity = stream_entity(robot.address);
    Streams streams{weld_stream(config_.seed, sample, robot.address),
                    {config_.seed, sample, entity, DrawPurpose::sheet_stack},
                    {config_.seed, sample, entity, DrawPurpose::job_process}};
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (places_[r][i] < 0) continue;
      ReplayStep& step = steps[i];
      const StepRecord& record = measured_.robots[r].steps[static_cast<std::size_t>(places_[r][i])];
      const ProgramStep& told = robot.program.steps[i];
      double move_s = 0.0, process_s = 0.0;
      std::int64_t answers_ns = step.answer_ns;
      if (step.kind == StepKind::spot) {
        process_s = draw_spot(told, record, body, streams, step.answer_ns, answers_ns);
      } else if (step.kind == StepKind::job) {
        draw_job(robot.jobs.at(told.job), record, body, streams, static_cast<std::uint32_t>(i),
                 move_s, process_s);
      } else {
        move_s = stretched(seconds(step.work_ns), record.settle_s, body);
      }
      step.work_ns = nanoseconds(move_s) + nanoseconds(process_s);
      step.answer_ns = answers_ns;
      cycle.move_s += seconds(nanoseconds(move_s));
      cycle.process_s += seconds(nanoseconds(process_s));
      cycle.wait_s += seconds(answers_ns);
    }
  }

  static double stretched(double move_s, double settle_s, const BodyDraw& body) {
    return settle_s + std::max(move_s - settle_s, 0.0) * body.move_factor;
  }

  // The spot with its repeats, and how long the controller's answers take with them.
  double draw_spot(const ProgramStep& told, const StepRecord& record, const BodyDraw& body,
                   Streams& streams, std::int64_t answer_ns, std::int64_t& answers_ns) const {
    const SpotProcess& process = config_.process;
    const double current_s =  // as it was measured, with the spot's own schedule
        std::max(record.process_s - (process.nominal_s() - process.weld_s), 0.0);
    const double stack =
        variation_.stack_share * (2.0 * streams.stack.uniforms(streams.welds)[0] - 1.0);
    const double shift_s = current_s * stack + closing_shift_s(told.spot, body);
    // settling and rounding to ticks stay as they were measured
    double total_s = seconds(record.end_ns - record.start_ns) - record.process_s;
    for (std::uint32_t again = 0; again <= kMostRepeats; ++again) {
      const DrawnWeld weld = draw_weld(process, streams.weld, streams.welds++);
      const double scatter_s = weld.process_s - process.nominal_s();
      total_s += std::max(record.process_s + scatter_s + shift_s, 0.0);
      if (!weld.expulsion) break;
      if (again < kMostRepeats) answers_ns += answer_ns;  // one more
    }
    return total_s;
  }

  double closing_shift_s(std::uint32_t spot, const BodyDraw& body) const {
    const auto normal = normal_C_.find(spot);
    if (normal == normal_C_.end() || variation_.gun_opening_m <= 0.0) return 0.0;
    // a sheet that stands nearer to the gun is met earlier
    return -body.part_C_m.dot(normal->second) / variation_.gun_opening_m * config_.process.close_s;
  }

  void draw_job(const RobotJob& job, const StepRecord& record, const BodyDraw& body,
                const Streams& streams, std::uint32_t step, double& move_s,
                double& process_s) const {
    const double path_s = seconds(record.end_ns - record.start_ns) - record.process_s;
    const double scatter = config_.process.spread * cut_normal(streams.job.uniforms(step)[0]);
    const double work_s = std::max(record.process_s * (1.0 + scatter), 0.0);
    if (path_stretches(job.kind)) {
      move_s = stretched(path_s, record.settle_s, body);
      process_s = work_s;
    } else {
      process_s = path_s + work_s;
    }
  }

  const CellConfig& config_;
  const CellMeasurement& measured_;
  const CycleVariation& variation_;
  double friction_share_;
  std::vector<std::vector<ReplayStep>> nominal_;
  std::vector<std::vector<int>> places_;               // of program steps in RobotRecord::steps
  std::map<std::uint32_t, Eigen::Vector3d> normal_C_;  // by spot number
};

bool is_simulated(const CellConfig& config, const StationLaw& law, RobotRole role) {
  for (std::size_t r = 0; r < config.robots.size(); ++r) {
    if (law.role_of(r) == role && !config.robots[r].program.steps.empty()) return true;
  }
  return false;
}

// The longest cycle of the roles that are not simulated; 0 without them.
double longest_law_s(const CellConfig& config, const StationLaw& law) {
  double longest_s = 0.0;
  for (const RobotRole role : kRoles) {
    if (role == RobotRole::spot_welding || is_simulated(config, law, role)) continue;
    longest_s = std::max(longest_s, law.cycle_s[index_of(role)]);
  }
  return longest_s;
}

void add_share(CycleParts& mean, const SampledCycle& cycle, int samples) {
  mean.move_s += cycle.move_s / samples;
  mean.weld_s += cycle.process_s / samples;
  mean.wait_s += cycle.wait_s / samples;
  mean.zone_wait_s += cycle.zone_wait_s / samples;
}

void add_share(RobotCycle& mean, const SampledCycle& cycle, int samples) {
  mean.move_s += cycle.move_s / samples;
  mean.process_s += cycle.process_s / samples;
  mean.wait_s += cycle.wait_s / samples;
  mean.zone_wait_s += cycle.zone_wait_s / samples;
  mean.total_s += cycle.total_s() / samples;
}

int count_steps(const RobotProgram& program, StepKind kind) {
  return static_cast<int>(std::count_if(program.steps.begin(), program.steps.end(),
                                        [&](const ProgramStep& s) { return s.kind == kind; }));
}

// A robot's row without its seconds.
RobotCycle robot_row(const CellRobot& robot, const RobotRecord& record, RobotRole role) {
  RobotCycle row{.robot = robot.address, .role = name_of(role)};
  row.energy_kwh = record.energy_j / kJoulePerKwh;
  row.peak_torque_share = record.peak_torque_share;
  row.rms_torque_share = record.rms_torque_share;
  row.spots = count_steps(robot.program, StepKind::spot);
  row.jobs = count_steps(robot.program, StepKind::job);
  return row;
}

double imbalance_of(const std::vector<RobotCycle>& robots) {
  double sum_s = 0.0, largest_s = 0.0;
  int n = 0;
  for (const RobotCycle& robot : robots) {
    if (robot.role != name_of(RobotRole::spot_welding)) continue;
    sum_s += robot.total_s;
    largest_s = std::max(largest_s, robot.total_s);
    ++n;
  }
  return sum_s > 0.0 ? std::max(largest_s * n / sum_s - 1.0, 0.0) : 0.0;
}

void take_measured(const CellConfig& config, const CellMeasurement& measured,
                   CycleProfile& profile) {
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

}  // namespace

CellMeasurement measurement_of(const CellWorld& world) {
  CellMeasurement measured;
  for (std::size_t r = 0; r < world.config().robots.size(); ++r) {
    measured.robots.push_back(world.record(r));
  }
  measured.controller_calls = world.commands();
  measured.tier = world.tier();
  return measured;
}

SpotProcess without_scatter(SpotProcess process) {
  process.spread = 0.0;
  process.expulsion_share = 0.0;
  return process;
}

StationLaw station_law(const FactoryModel& factory, StationId station, std::size_t variant,
                       const CellConfig& config) {
  StationLaw law;
  law.transfer_s = factory.scenario.plant.transfer_s;
  law.cycle_s = process_law_cycles(factory, station, variant);
  law.variation = factory.scenario.variation;
  for (const CellRobot& robot : config.robots) {
    RobotRole role = RobotRole::spot_welding;
    for (const RobotId id : factory[station].robots) {
      if (factory[id].address == robot.address) role = factory[id].role;
    }
    law.roles.push_back(role);
  }
  return law;
}

std::vector<SampledCycle> sampled_cycle(const CellConfig& config, const CellMeasurement& measured,
                                        const CycleVariation& variation, std::uint32_t sample) {
  return CycleSampler(config, measured, variation).draw(sample);
}

CycleProfile sample_cycles(const CellConfig& config, const CellMeasurement& measured,
                           const StationLaw& law, const std::string& input_hash, int samples) {
  DARKLINE_CHECK(samples >= 1, fmt::format("{} samples", samples));
  const CycleSampler sampler(config, measured, law.variation);
  CycleProfile profile;
  profile.station = config.station;
  profile.variant = config.variant;
  profile.fidelity = measured.tier;
  profile.input_hash = input_hash;
  for (std::size_t r = 0; r < config.robots.size(); ++r) {
    profile.robots.push_back(robot_row(config.robots[r], measured.robots[r], law.role_of(r)));
  }
  const double by_law_s = longest_law_s(config, law) - law.transfer_s;
  for (int k = 0; k < samples; ++k) {
    const std::vector<SampledCycle> cycles = sampler.draw(static_cast<std::uint32_t>(k));
    std::size_t last = 0;  // the robot that finishes last
    for (std::size_t r = 0; r < cycles.size(); ++r) {
      if (cycles[r].total_s() > cycles[last].total_s()) last = r;
      add_share(profile.robots[r], cycles[r], samples);
    }
    add_share(profile.simulated, cycles[last], samples);
    const bool simulated = by_law_s <= cycles[last].total_s();
    const SampledCycle paces = simulated ? cycles[last] : SampledCycle{.process_s = by_law_s};
    add_share(profile.parts, paces, samples);
    profile.cycle_s.push_back(paces.total_s() + law.transfer_s);
  }
  profile.parts.transfer_s = law.transfer_s;
  profile.simulated.transfer_s = law.transfer_s;
  profile.imbalance = imbalance_of(profile.robots);
  std::ranges::sort(profile.cycle_s);
  take_measured(config, measured, profile);
  return profile;
}

void report_dressing(const FactoryModel& factory, CycleProfile& profile) {
  const auto& process = factory.scenario.process;
  if (process.dress_every_spots <= 0) return;
  const double seconds_each = process.dress_s * (1.0 - process.dress_hidden);
  int welders = 0;
  for (RobotCycle& robot : profile.robots) {
    const double dressings = robot.spots / static_cast<double>(process.dress_every_spots);
    robot.dress_s = dressings * seconds_each;
    if (process.dresses_per_cap > 0) {
      robot.wear = dressings / static_cast<double>(process.dresses_per_cap);
    }
    if (robot.role == name_of(RobotRole::spot_welding)) ++welders;
  }
  if (welders == 0) return;
  const double share = profile.spots / static_cast<double>(process.dress_every_spots) / welders;
  profile.parts.dress_s = profile.simulated.dress_s = share * seconds_each;
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

}  // namespace darkline
