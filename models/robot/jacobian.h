// How the tool moves with the joints, and how near an arm is to where it cannot move freely.
#pragma once

#include <cstddef>

#include "models/robot/robot_model.h"

namespace darkline {

// (6 x n_joints): velocity of the tool frame's origin (m/s), then its angular velocity (rad/s),
// both in the base frame, for a unit speed of each joint. Nothing is allocated.
using Jacobian = Eigen::Matrix<double, 6, Eigen::Dynamic, 0, 6, kMaxJoints>;

Jacobian tool_jacobian(const RobotModel& robot, const JointVector& q);

// The smallest singular value of the Jacobian with its rotations counted as those of a point one
// metre from the tool: 0 at a singular pose, where some motion is lost however the joints turn. For
// an arm of fewer than six joints it speaks of the motions that the joints make, n_joints of them.
double smallest_singular_value(const RobotModel& robot, const JointVector& q);

// The joint that is nearest to one of its limits, by its share of the whole range (0 at the limit,
// 0.5 in the middle, negative outside), and how far that is in rad or m.
struct LimitMargin {
  std::size_t joint = 0;
  double share = 0.0;
  double distance = 0.0;
};
LimitMargin nearest_limit(const RobotModel& robot, const JointVector& q);

}  // namespace darkline
