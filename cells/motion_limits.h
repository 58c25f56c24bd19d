// How much of a robot's limits a state of motion uses; for the planners of this folder.
#pragma once

#include <algorithm>
#include <cmath>

#include "cells/motion_planning.h"

namespace darkline {

// The largest share of speed, acceleration and 75 % of torque (with friction); 1: just met.
inline double use_of_limits(const MotionPlanner& planner, const Segment::Sample& at) {
  const RobotModel& robot = planner.robot();
  JointVector tau = {};
  planner.dynamics().inverse(at.q, at.qd, at.qdd, tau);
  double most = 0.0;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    const Joint& joint = robot.joints[j];
    most = std::max(
        {most, std::abs(at.qd[j]) / joint.max_speed, std::abs(at.qdd[j]) / joint.max_acceleration});
    if (joint.max_effort <= 0.0) continue;  // the robot's file states none
    const double moving = at.qd[j] == 0.0 ? 0.0 : std::copysign(1.0, at.qd[j]);
    const double motor = tau[j] + joint.rotor_inertia * at.qdd[j] +
                         planner.friction().viscous[j] * at.qd[j] +
                         planner.friction().coulomb[j] * moving;
    most = std::max(most, std::abs(motor) / (kPlannedTorqueShare * joint.max_effort));
  }
  return most;
}

// The same of jerk, for joints whose file states a limit.
inline double use_of_jerk(const RobotModel& robot, const Segment& piece, double t_s) {
  double most = 0.0;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    if (robot.joints[j].max_jerk <= 0.0) continue;
    const auto& c = piece.c[j];
    const double jerk = 6.0 * c[3] + t_s * (24.0 * c[4] + t_s * 60.0 * c[5]);
    most = std::max(most, std::abs(jerk) / robot.joints[j].max_jerk);
  }
  return most;
}

}  // namespace darkline
