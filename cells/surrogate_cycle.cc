#include "cells/surrogate_cycle.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "cells/cycle_replay.h"
#include "cells/surrogate.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

std::int64_t up_to_tick(std::int64_t ns) {
  return (ns + kControlPeriodNs - 1) / kControlPeriodNs * kControlPeriodNs;
}

std::int64_t nanoseconds(double s) {
  return to_bus_duration(s).count();
}

// One robot's way through its program, as if no zone were ever taken.
class Walk {
 public:
  Walk(const CellConfig& config, const CellRobot& robot)
      : config_(config),
        robot_(robot),
        gravity_B_(robot.X_CB.linear().transpose() * Eigen::Vector3d(0, 0, -kGravityMPerS2)),
        arms_(1, Surrogate(robot.model, robot.gun, gravity_B_)) {
    const auto& steps = robot.program.steps;
    at_ = steps.empty() ? robot.model.home : steps.back().q_rad;
    record_.q_at_middle_spot = at_;
    works_ = std::count_if(steps.begin(), steps.end(), [](const ProgramStep& step) {
      return step.kind == StepKind::spot || step.kind == StepKind::job;
    });
  }

  RobotRecord run() {
    for (const ProgramStep& step : robot_.program.steps) {
      carried_.push_back(carries_);
      if (step.kind == StepKind::enter_zone || step.kind == StepKind::leave_zone) continue;
      stand(kControlPeriodNs);  // the controller's answer
      StepRecord done;
      done.step = static_cast<std::uint32_t>(record_.steps.size() + 1);
      done.start_ns = t_ns_;
      if (step.kind == StepKind::move) {
        done.order = RobotOrder::move;
        move(step);
      } else if (step.kind == StepKind::spot) {
        done.order = RobotOrder::weld;
        weld(step, done);
      } else {
        done.order = RobotOrder::job;
        done.job = step.job;
        job(robot_.jobs.at(step.job), done);
      }
      done.end_ns = t_ns_;
      at_ = step.q_rad;
      record_.steps.push_back(done);
    }
    return std::move(record_);
  }

  // Standing still: for zones where the robot waits for them, and where the program ends for what
  // is then left of the cycle.
  void wait(const std::vector<ReplayedWait>& waits, std::int64_t cycle_ns) {
    for (const ReplayedWait& each : waits) {
      const Surrogate& holding = arms_[carried_[each.step]];
      load_ += holding.hold(robot_.program.steps[each.step].q_rad,
                            to_seconds(BusDuration{each.duration_ns}));
      t_ns_ += each.duration_ns;
    }
    stand(std::max<std::int64_t>(cycle_ns - t_ns_, 0));
  }

  void close(RobotRecord& record) const {
    record.energy_j = load_.energy_j;
    record.peak_torque_share = load_.peak_torque_share;
    record.rms_torque_share = load_.rms_torque_share();
  }

 private:
  const Surrogate& arm() const { return arms_[carries_]; }

  void stand(std::int64_t duration_ns) {
    load_ += arm().hold(at_, to_seconds(BusDuration{duration_ns}));
    t_ns_ += duration_ns;
  }

  void move(const ProgramStep& step) {
    const auto planned = arm().plan(at_, step.q_rad);
    if (!planned) {
      throw InputError({.place = {},
                        .key = robot_.address,
                        .found = "a move that its motors cannot make",
                        .wanted = "moves within 75 % of the motors' torque",
                        .mend = "give the station a stronger robot or a lighter tool"});
    }
    load_ += *planned;
    t_ns_ += up_to_tick(nanoseconds(planned->duration_s));
    rest_since_ns_ = t_ns_;
    at_ = step.q_rad;
  }

  void weld(const ProgramStep& step, StepRecord& done) {
    SpotProcess process = config_.process;
    const auto spot = std::find_if(config_.spots.begin(), config_.spots.end(),
                                   [&](const WeldSpot& each) { return each.number == step.spot; });
    if (spot != config_.spots.end()) process.weld_s = spot->schedule.weld_s;
    done.process_s = process.nominal_s();
    const std::int64_t settled_ns = std::max(t_ns_, rest_since_ns_ + nanoseconds(process.settle_s));
    stand(up_to_tick(settled_ns + nanoseconds(done.process_s)) - t_ns_);
    ++record_.welds;
    note_middle(step.q_rad);
  }

  void job(const RobotJob& job, StepRecord& done) {
    note_middle(at_);
    for (const Segment& piece : job.path) t_ns_ += up_to_tick(nanoseconds(piece.duration_s));
    if (!job.path.empty()) {
      load_ += arm().load(job.path);
      at_ = job.path.back().at(job.path.back().duration_s, robot_.model.n_joints()).q;
      rest_since_ns_ = t_ns_;
    }
    done.process_s = job.process_s;
    stand(up_to_tick(nanoseconds(job.process_s)));
    if (job.kind == JobKind::pick) {
      arms_.emplace_back(robot_.model, with_part(robot_.gun, job.part), gravity_B_);
      carries_ = arms_.size() - 1;
    }
    if (job.kind == JobKind::place) carries_ = 0;
  }

  void note_middle(const JointVector& q) {
    if (works_begun_++ == works_ / 2) record_.q_at_middle_spot = q;
  }

  const CellConfig& config_;
  const CellRobot& robot_;
  Eigen::Vector3d gravity_B_;
  std::vector<Surrogate> arms_;       // the bare tool, then with each part as it was picked
  std::size_t carries_ = 0;           // place in arms_
  std::vector<std::size_t> carried_;  // (n steps) before each of them
  JointVector at_ = {};
  std::int64_t t_ns_ = 0, rest_since_ns_ = 0;
  std::ptrdiff_t works_ = 0, works_begun_ = 0;
  MoveLoad load_;
  RobotRecord record_;
};

}  // namespace

CellMeasurement surrogate_cycle(const CellConfig& config) {
  CellMeasurement measured;
  measured.tier = Fidelity::surrogate;
  std::vector<Walk> walks;
  std::vector<std::vector<ReplayStep>> programs;
  walks.reserve(config.robots.size());
  for (const CellRobot& robot : config.robots) {
    Walk& walk = walks.emplace_back(config, robot);
    measured.robots.push_back(walk.run());
    programs.push_back(measured_steps(robot.program, measured.robots.back()));
  }
  const std::vector<ReplayedRobot> replayed = replay_cycle(programs);
  std::int64_t end_ns = 0;
  for (const ReplayedRobot& robot : replayed) end_ns = std::max(end_ns, robot.end_ns);
  for (std::size_t r = 0; r < walks.size(); ++r) {
    walks[r].wait(replayed[r].waits, end_ns);
    walks[r].close(measured.robots[r]);
    measured.robots[r].zone_wait_s = to_seconds(BusDuration{replayed[r].zone_wait_ns});
  }
  return measured;
}

}  // namespace darkline
