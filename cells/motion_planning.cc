#include "cells/motion_planning.h"

#include <cmath>

#include "cells/bullet_arm.h"

namespace darkline {
MotionPlanner::MotionPlanner(const RobotModel& robot, const GunModel& gun,
                             const Eigen::Vector3d& gravity_B_m_s2)
    : robot_(robot),
      gun_(gun),
      gravity_B_m_s2_(gravity_B_m_s2),
      dynamics_(robot, gun, gravity_B_m_s2),
      friction_(joint_friction(robot, dynamics_, kPhysicsStepS)),
      surrogate_(robot, gun, gravity_B_m_s2, dynamics_, friction_, instruction_sets().back()) {}

std::optional<double> MotionPlanner::least_duration_s(const JointVector& from,
                                                      const JointVector& to) const {
  return surrogate_.least_duration_s(from, to);
}

std::optional<Segment> MotionPlanner::plan_move(const JointVector& from,
                                                const JointVector& to) const {
  const auto least_s = least_duration_s(from, to);
  if (!least_s) return std::nullopt;
  constexpr double kRounding = 1e-9;  // a whole number of steps stays itself
  const double steps = std::ceil(*least_s / kPhysicsStepS - kRounding);
  return rest_to_rest(from, to, steps * kPhysicsStepS, robot_.n_joints());
}

}  // namespace darkline
