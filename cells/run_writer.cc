#include "cells/run_writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "models/robot/kinematics.h"

namespace darkline::internal {
namespace {

constexpr std::array<double, 4> kBackM = {0.25, 0.15, 0.08, 0.0};  // of approach and retract
constexpr double kMostStepRad = 0.5;  // between neighbours in a row: no change of branch

}  // namespace

PlannedArm::PlannedArm(const CellRobot& cell_robot)
    : robot(cell_robot),
      planner(cell_robot.model, cell_robot.gun,
              cell_robot.X_CB.linear().transpose() * Eigen::Vector3d(0, 0, -kGravityMPerS2)),
      X_BC(cell_robot.X_CB.inverse()),
      reach(cell_robot.model) {}

std::optional<JointVector> PlannedArm::joints_at(const Pose& X_CT, const JointVector& from) const {
  if (!robot.model.opw && reach.beyond_m(X_BC * X_CT) > 0.0)
    return std::nullopt;  // spares a long search
  return nearest_inverse(robot.model, X_BC * X_CT, from);
}

const std::vector<GunPose>& PlannedArm::poses() const {
  static const std::vector<GunPose> few = [] {
    std::vector<GunPose> all;
    for (const double lean : {0.0, std::numbers::pi / 9.0}) {
      for (int turn = 0; turn < 8; ++turn) all.push_back({turn * std::numbers::pi / 4.0, lean});
    }
    return all;
  }();
  return robot.model.opw ? gun_poses() : few;
}

double travel_s(const RobotModel& robot, const JointVector& from, const JointVector& to) {
  double longest_s = 0.0;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    longest_s = std::max(longest_s, std::abs(to[j] - from[j]) / robot.joints[j].max_speed);
  }
  return longest_s;
}

bool is_small_step(const JointVector& from, const JointVector& to) {
  for (std::size_t j = 0; j < from.size(); ++j) {
    if (std::abs(to[j] - from[j]) > kMostStepRad) return false;
  }
  return true;
}

Run RunWriter::append(const Run& run) {
  if (const auto solved = best(run)) {
    write(run, *solved);
    return {};
  }
  Run left;
  for (const WeldSpot& place : run) {
    const auto alone = run.size() > 1 ? best({place}) : std::nullopt;
    if (alone) {
      write({place}, *alone);
    } else {
      left.push_back(place);
    }
  }
  return left;
}

bool RunWriter::append_whole(const Run& run) {
  const auto solved = best(run);
  if (solved) write(run, *solved);
  return solved.has_value();
}

bool RunWriter::move_to(const JointVector& q) {
  if (q == at_) return true;
  const auto seconds = arm_->planner.least_duration_s(at_, q);
  if (!seconds) return false;
  ProgramStep step;
  step.kind = StepKind::move;
  step.q_rad = q;
  program_.steps.push_back(step);
  move_s_ += *seconds;
  at_ = q;
  return true;
}

void RunWriter::do_step(ProgramStep step, const JointVector& q) {
  step.q_rad = q;
  program_.steps.push_back(step);
  at_ = q;
}

double RunWriter::move_s() const {
  const JointVector& home = arm_->robot.model.home;
  if (at_ == home) return move_s_;
  return move_s_ + arm_->planner.least_duration_s(at_, home).value_or(0.0);
}

RobotProgram RunWriter::finish() {
  move_to(arm_->robot.model.home);
  return std::move(program_);
}

// The gun pose with the least travel; upright ones before leaning ones.
std::optional<RunWriter::SolvedRun> RunWriter::best(const Run& run) const {
  std::vector<SolvedRun> found;
  const auto& poses = arm_->poses();
  for (std::size_t i = 0; i < poses.size(); ++i) {
    const bool leans_more = i > 0 && poses[i].lean_rad > poses[i - 1].lean_rad;
    if (leans_more) {
      if (auto chosen = first_feasible(found)) return chosen;
      found.clear();
    }
    for (const double back_m : kBackM) {
      auto solved = solve(run, poses[i], back_m);
      if (!solved) continue;
      found.push_back(std::move(*solved));
      break;
    }
    const bool costly = !arm_->robot.model.opw && !found.empty();
    if (costly) {
      if (auto chosen = first_feasible(found)) return chosen;
      found.clear();
    }
  }
  return first_feasible(found);
}

std::optional<RunWriter::SolvedRun> RunWriter::solve(const Run& run, const GunPose& gun_pose,
                                                     double back_m) const {
  const RobotModel& model = arm_->robot.model;
  const auto joints = [&](const WeldSpot& place, double back, const JointVector& from) {
    return arm_->joints_at(
        tool_at_spot(place, arm_->robot.gun, gun_pose.turn_rad, gun_pose.lean_rad, back), from);
  };
  SolvedRun solved;
  const auto approach = joints(run.front(), back_m, at_);
  if (!approach) return std::nullopt;
  solved.approach = *approach;
  solved.travel_s = travel_s(model, at_, *approach);
  JointVector from = *approach;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const auto q = joints(run[i], 0.0, from);
    if (!q || (i > 0 && !is_small_step(from, *q))) return std::nullopt;
    solved.travel_s += travel_s(model, from, *q);
    solved.places.push_back(*q);
    from = *q;
  }
  const auto retract = joints(run.back(), back_m, from);
  if (!retract) return std::nullopt;
  solved.retract = *retract;
  solved.travel_s += travel_s(model, from, *retract) + travel_s(model, *retract, model.home);
  return solved;
}

bool RunWriter::feasible(const SolvedRun& solved) const {
  const MotionPlanner& planner = arm_->planner;
  if (!planner.least_duration_s(at_, solved.approach)) return false;
  JointVector from = solved.approach;
  for (const JointVector& q : solved.places) {
    if (!planner.least_duration_s(from, q)) return false;
    from = q;
  }
  return planner.least_duration_s(from, solved.retract).has_value() &&
         planner.least_duration_s(solved.retract, arm_->robot.model.home).has_value();
}

// The quickest of `found` whose moves the motors can make.
std::optional<RunWriter::SolvedRun> RunWriter::first_feasible(std::vector<SolvedRun>& found) const {
  std::ranges::stable_sort(found, {}, &SolvedRun::travel_s);
  const auto quickest =
      std::ranges::find_if(found, [&](const SolvedRun& solved) { return feasible(solved); });
  if (quickest == found.end()) return std::nullopt;
  return std::move(*quickest);
}

void RunWriter::write(const Run& run, const SolvedRun& solved) {
  move_to(solved.approach);
  for (std::size_t i = 0; i < run.size(); ++i) {
    move_to(solved.places[i]);
    do_step(step_at_(run[i]), solved.places[i]);
  }
  move_to(solved.retract);
}

}  // namespace darkline::internal
