#include "cells/fleet_engine.h"

#include <cmath>

namespace darkline {

std::size_t FleetEngine::add(const RobotModel& robot, const Pose&, const MotionPlanner& planner,
                             const JointVector& q) {
  const std::size_t number = fleet_.add(robot, planner.gun(), planner.gravity_B_m_s2());
  Arm& arm = arms_.emplace_back();
  arm.robot = &planner.robot();
  fleet_.set_state(number, q, {});
  follow(number, rest_to_rest(q, q, kPhysicsStepS, robot.n_joints()));
  return number;
}

void FleetEngine::follow(std::size_t arm, const Segment& segment) {
  fleet_.set_segment(arm, segment);
}

void FleetEngine::carry(std::size_t arm, const MotionPlanner& planner) {
  fleet_.set_tool(arm, planner.robot(), planner.gun(), planner.gravity_B_m_s2(),
                  planner.friction());
}

void FleetEngine::press(std::size_t arm, const ElectrodeContact& contact) {
  fleet_.set_contact(arm, contact);
}

void FleetEngine::release(std::size_t arm) {
  fleet_.clear_contact(arm);
}

void FleetEngine::step() {
  if (loads_ == Loads::left_out) {
    fleet_.step();
    return;
  }
  // as in the other tiers: the speeds at the beginning of the tick, and the torques over it
  JointVector q = {}, qd = {};
  speeds_.resize(arms_.size());
  for (std::size_t a = 0; a < arms_.size(); ++a) {
    fleet_.read(a, q, qd);
    speeds_[a] = qd;
  }
  fleet_.step();
  for (std::size_t a = 0; a < arms_.size(); ++a) {
    add_ticks(arms_[a].load, *arms_[a].robot, fleet_.torque(a), speeds_[a]);
  }
}

void FleetEngine::read(std::size_t arm, JointVector& q, JointVector& qd) const {
  fleet_.read(arm, q, qd);
}

double FleetEngine::tracking_error(std::size_t arm) const {
  return fleet_.tracking_error(arm);
}

ArmLoad FleetEngine::load(std::size_t arm) const {
  ArmLoad load = arms_[arm].load;
  load.saturated_ticks = fleet_.record(arm).saturated_ticks;
  return load;
}

}  // namespace darkline
