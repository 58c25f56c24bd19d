// The processes at the robots' tools: welds, jobs, and what they do to arm and load.
#include <algorithm>
#include <cmath>

#include "cells/cell_world_impl.h"
#include "models/base/sim_time.h"
#include "models/robot/jacobian.h"
#include "models/robot/kinematics.h"

namespace darkline {

using internal::RobotRun;

namespace {

constexpr double kSameReference = 1e-6;  // rad: where a job's path begins
constexpr double kMostCurrentKa = 30.0;  // beyond any spot-welding timer
constexpr double kFarFromSpotM = 5e-3;   // a weld here is none of the station's
constexpr double kForceTolerance = 0.5;  // of the equalising force

}  // namespace

void CellWorld::Impl::begin_weld(std::size_t r, const RobotCommand& order) {
  RobotRun& run = robots[r];
  const auto current_ka = static_cast<double>(order.weld_current_ka);
  double distance_m = 0.0;
  run.spot = nearest_spot(r, distance_m);
  if (!(current_ka > 0.0 && current_ka <= kMostCurrentKa) || distance_m > kFarFromSpotM) {
    finish(r, RobotAlarm::bad_command);
    return;
  }
  run.record.spot_error_m = std::max(run.record.spot_error_m, distance_m);
  SpotProcess process = config.process;
  if (run.spot != nullptr) process.weld_s = run.spot->schedule.weld_s;
  run.weld = draw_weld(process, run.stream, run.welds_drawn++);
  const std::int64_t settled_ns =
      std::max(t_ns, run.rest_since_ns + to_bus_duration(process.settle_s).count());
  run.process_end_ns = settled_ns + to_bus_duration(run.weld.process_s).count();
  run.squeeze_ns = settled_ns + to_bus_duration(run.weld.squeeze_s).count();
  run.opening_ns = run.process_end_ns - to_bus_duration(run.weld.open_s).count();
  run.force_missed = false;
  run.open.process_s = run.weld.process_s;
  run.state = RobotState::welding;
  if (run.works_begun++ == run.middle_work) {
    engine->read(run.arm, run.record.q_at_middle_spot, run.qd);
  }
  tell(r);
}

void CellWorld::Impl::advance_weld(std::size_t r) {
  RobotRun& run = robots[r];
  if (run.spot != nullptr) {
    if (!run.pressing && t_ns >= run.squeeze_ns && t_ns < run.opening_ns) {
      engine->press(run.arm, contact_at(r, *run.spot));
      run.pressing = true;
    }
    if (run.pressing && t_ns >= run.opening_ns) {
      const double force_n = engine->contact_force_n(run.arm);
      RobotRecord& record = run.record;
      const bool first = record.most_force_n == 0.0;
      record.least_force_n = first ? force_n : std::min(record.least_force_n, force_n);
      record.most_force_n = std::max(record.most_force_n, force_n);
      run.force_missed = std::abs(force_n - run.force_n) > kForceTolerance * run.force_n;
      engine->release(run.arm);
      run.pressing = false;
    }
  }
  if (t_ns < run.process_end_ns) return;
  finish(r, run.force_missed     ? RobotAlarm::weld_force
            : run.weld.expulsion ? RobotAlarm::expulsion
                                 : RobotAlarm::none);
}

// The sheet under the fixed electrode, and how hard the servo presses for the wanted force: with
// its own stiffness K = m w^2 (m: what the electrode moves along the normal) in series with the
// gun's k, F = (press - K gap) / (1 + K / k) (physics facts, section 5).
ElectrodeContact CellWorld::Impl::contact_at(std::size_t r, const WeldSpot& spot) {
  RobotRun& run = robots[r];
  const CellRobot& robot = config.robots[r];
  const MotionPlanner& planner = run.planner();
  const int n = robot.model.n_joints();
  const JointVector q = run.segment.at(to_seconds(BusDuration{t_ns - run.segment_start_ns}), n).q;
  const Pose X_BT = forward_kinematics(robot.model, q);
  const Eigen::Vector3d arm_B = X_BT.linear().col(2) * robot.gun.tip_m;

  ElectrodeContact contact;
  // along the electrode: a sheet that it meets at an angle is dented, not slid upon
  contact.normal_B = -X_BT.linear().col(2);
  contact.point_B_m = robot.X_CB.inverse() * spot.p_CS_m;
  const double gap_m = contact.normal_B.dot(X_BT.translation() + arm_B - contact.point_B_m);

  ArmTerms terms;
  planner.dynamics().terms(q, {}, terms);
  terms.bias = {};
  const Jacobian J = tool_jacobian(robot.model, q);
  JointVector row = {}, reply = {};
  for (int j = 0; j < n; ++j) {
    row[static_cast<std::size_t>(j)] =
        (J.col(j).head<3>() + Eigen::Vector3d(J.col(j).tail<3>()).cross(arm_B))
            .dot(contact.normal_B);
  }
  planner.dynamics().forward(terms, row, planner.dynamics().rotor_inertia(), reply);
  double mobility = 0.0;  // 1/kg
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) mobility += row[j] * reply[j];

  constexpr double kServoRate = 30.0;    // 1/s, of every tier
  constexpr double kDampingRatio = 0.7;  // of gun and arm
  const double mass_kg = 1.0 / mobility;
  const double servo_n_per_m = kServoRate * kServoRate * mass_kg;
  contact.damping_n_s_per_m = 2.0 * kDampingRatio * std::sqrt(contact.stiffness_n_per_m * mass_kg);
  run.force_n = config.process.equalising_share * spot.schedule.force_n;
  contact.settled_n = run.force_n;
  contact.press_n = std::max(
      0.0, run.force_n * (1.0 + servo_n_per_m / contact.stiffness_n_per_m) + servo_n_per_m * gap_m);
  return contact;
}

// None, at distance 0, in a station without spots.
const WeldSpot* CellWorld::Impl::nearest_spot(std::size_t r, double& distance_m) const {
  const CellRobot& robot = config.robots[r];
  JointVector q = {}, qd = {};
  engine->read(robots[r].arm, q, qd);
  const Pose X_CT = robot.X_CB * forward_kinematics(robot.model, q);
  const Eigen::Vector3d tip_C = X_CT * Eigen::Vector3d(0, 0, robot.gun.tip_m);
  const WeldSpot* nearest = nullptr;
  for (const WeldSpot& spot : config.spots) {
    const double away_m = (spot.p_CS_m - tip_C).norm();
    if (nearest != nullptr && away_m >= distance_m) continue;
    nearest = &spot;
    distance_m = away_m;
  }
  return nearest;
}

void CellWorld::Impl::begin_job(std::size_t r, const RobotCommand& order) {
  RobotRun& run = robots[r];
  const auto& jobs = config.robots[r].jobs;
  run.job = order.job < jobs.size() ? &jobs[order.job] : nullptr;
  if (run.job != nullptr && !run.job->path.empty()) {
    const int n = config.robots[r].model.n_joints();
    const JointVector from =
        run.segment.at(to_seconds(BusDuration{t_ns - run.segment_start_ns}), n).q;
    for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
      if (std::abs(run.job->path.front().c[j][0] - from[j]) > kSameReference) run.job = nullptr;
      if (run.job == nullptr) break;
    }
  }
  if (run.job == nullptr) {
    finish(r, RobotAlarm::bad_command);
    return;
  }
  run.path_at = 0;
  run.path_ended = false;
  run.state = RobotState::working;
  if (run.works_begun++ == run.middle_work) {
    engine->read(run.arm, run.record.q_at_middle_spot, run.qd);
  }
  if (!run.job->path.empty()) {
    follow(run, run.job->path[run.path_at++]);
    run.untold = RobotChange::Motion::job;
  } else if (at_rest(run)) {
    begin_process(run);
  }
  tell(r);
}

void CellWorld::Impl::advance_job(std::size_t r) {
  RobotRun& run = robots[r];
  if (!run.path_ended) {
    if (t_ns < run.segment_end_ns) return;
    if (run.path_at < run.job->path.size()) {
      follow(run, run.job->path[run.path_at++]);
      run.untold = RobotChange::Motion::none;  // told with the job
      return;
    }
    if (!at_rest(run)) return;
    begin_process(run);
  }
  if (t_ns < run.process_end_ns) return;
  end_job(run);
  finish(r, RobotAlarm::none);
}

// The job's path has ended and the arm is at rest.
void CellWorld::Impl::begin_process(RobotRun& run) {
  run.path_ended = true;
  const double process_s =
      draw_job_s(run.job->process_s, config.process.spread, run.stream, run.jobs_drawn++);
  run.open.process_s = process_s;
  run.process_end_ns = t_ns + to_bus_duration(process_s).count();
}

// What the job has done to the load.
void CellWorld::Impl::end_job(RobotRun& run) {
  const std::size_t robot = static_cast<std::size_t>(&run - robots.data());
  const auto& jobs = config.robots[robot].jobs;
  if (run.job->kind == JobKind::place) {
    run.carries = 0;
  } else if (run.job->kind == JobKind::pick) {
    run.carries = 1;
    for (const RobotJob& each : jobs) {
      if (&each == run.job) break;
      if (each.kind == JobKind::pick) ++run.carries;
    }
  } else {
    return;
  }
  engine->carry(run.arm, run.planner());
  if (watch) {
    watch->carry(robot, t_ns, run.carries > 0 ? run.job->part : CarriedPart{});
  }
}

}  // namespace darkline
