// Joints that reach a pose, for arms without a closed form: damped least squares (Levenberg and
// Marquardt on the pose error; Buss, "Introduction to inverse kinematics with Jacobian transpose,
// pseudoinverse and damped least squares methods", 2004). Deterministic.
#pragma once

#include <optional>

#include "models/robot/robot_model.h"

namespace darkline {

inline constexpr double kInversePositionM = 1e-6;
inline constexpr double kInverseRotationRad = 1e-6;

// Starts at `from`, then at home, at the middle of the limits and at fixed random positions, and
// returns the first end that is within 1e-6 m and 1e-6 rad of X_BT and within the joint limits;
// joints that may turn more than once are unwrapped towards `from`. None if no start gets there:
// the pose is out of reach, or hard to find. An arm of fewer than six joints reaches few poses
// exactly, and one of seven reaches each in infinitely many ways: it stays near its start.
std::optional<JointVector> numeric_inverse(const RobotModel& robot, const Pose& X_BT,
                                           const JointVector& from);

}  // namespace darkline
