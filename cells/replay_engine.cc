#include "cells/replay_engine.h"

#include <algorithm>
#include <cmath>

namespace darkline {
namespace {

// Torques of the reference at t_s, as the servo of the other tiers would give them on the spot.
JointVector reference_torque(const MotionPlanner& planner, const Segment& segment, double t_s,
                             Segment::Sample& now) {
  const int n = planner.robot().n_joints();
  now = segment.at(t_s, n);
  const Segment::Sample next = segment.at(t_s + kPhysicsStepS, n);
  JointVector qdd = {}, tau = {};
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    qdd[j] = (next.qd[j] - now.qd[j]) / kPhysicsStepS;
  }
  planner.dynamics().inverse(now.q, now.qd, qdd, tau);
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    tau[j] +=
        planner.dynamics().rotor_inertia()[j] * qdd[j] + planner.friction().torque(j, now.qd[j]);
  }
  return tau;
}

}  // namespace

std::size_t ReplayEngine::add(const RobotModel& robot, const Pose&, const MotionPlanner& planner,
                              const JointVector& q) {
  Arm& arm = arms_.emplace_back();
  arm.planner = &planner;
  arm.segment = rest_to_rest(q, q, kPhysicsStepS, robot.n_joints());
  arm.began = arm.counted = now_;
  return arms_.size() - 1;
}

void ReplayEngine::follow(std::size_t number, const Segment& segment) {
  Arm& arm = arms_[number];
  count(arm, now_);
  arm.segment = segment;
  arm.began = now_;
}

void ReplayEngine::carry(std::size_t arm, const MotionPlanner& planner) {
  count(arms_[arm], now_);
  arms_[arm].planner = &planner;
}

void ReplayEngine::press(std::size_t arm, const ElectrodeContact& contact) {
  arms_[arm].force_n = contact.settled_n;
}

void ReplayEngine::release(std::size_t arm) {
  arms_[arm].force_n = 0.0;
}

void ReplayEngine::read(std::size_t number, JointVector& q, JointVector& qd) const {
  const Arm& arm = arms_[number];
  const Segment::Sample now = arm.segment.at(static_cast<double>(now_ - arm.began) * kPhysicsStepS,
                                             arm.planner->robot().n_joints());
  q = now.q;
  qd = now.qd;
}

double ReplayEngine::contact_force_n(std::size_t arm) const {
  return arms_[arm].force_n;
}

// Brings the load up to tick `until`.
void ReplayEngine::count(Arm& arm, std::int64_t until) const {
  const RobotModel& robot = arm.planner->robot();
  Segment::Sample now;
  while (arm.counted < until) {
    const double t_s = static_cast<double>(arm.counted - arm.began) * kPhysicsStepS;
    const bool moving = t_s < arm.segment.duration_s;
    // at rest, every tick is like the next
    const std::int64_t left = until - arm.counted;
    const std::int64_t ticks = moving ? std::min<std::int64_t>(ticks_a_sample_, left) : left;
    const double middle_s = t_s + 0.5 * kPhysicsStepS * static_cast<double>(moving ? ticks - 1 : 0);
    const JointVector tau = reference_torque(*arm.planner, arm.segment, middle_s, now);
    add_ticks(arm.load, robot, tau, now.qd, ticks);
    arm.counted += ticks;
  }
}

ArmLoad ReplayEngine::load(std::size_t number) const {
  Arm arm = arms_[number];
  count(arm, now_);
  return arm.load;
}

}  // namespace darkline
