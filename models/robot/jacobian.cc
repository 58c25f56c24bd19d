#include "models/robot/jacobian.h"

#include <algorithm>
#include <array>

#include <Eigen/SVD>

#include "models/robot/kinematics.h"

namespace darkline {

Jacobian tool_jacobian(const RobotModel& robot, const JointVector& q) {
  const std::size_t n = robot.joints.size();
  std::array<Eigen::Vector3d, kMaxJoints> axis, origin;
  Pose X_BL = Pose::Identity();
  for (std::size_t i = 0; i < n; ++i) {
    const Joint& joint = robot.joints[i];
    const Pose X_BJ = X_BL * joint.X_PJ;
    axis[i] = X_BJ.linear() * joint.axis;
    origin[i] = X_BJ.translation();
    X_BL = X_BL * joint_pose(joint, q[i]);
  }
  const Eigen::Vector3d tool = (X_BL * robot.X_ET).translation();
  Jacobian J(6, static_cast<Eigen::Index>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const auto column = static_cast<Eigen::Index>(i);
    const bool turns = robot.joints[i].kind == JointKind::revolute;
    J.col(column).head<3>() = turns ? axis[i].cross(tool - origin[i]) : axis[i];
    J.col(column).tail<3>() = turns ? axis[i] : Eigen::Vector3d::Zero();
  }
  return J;
}

double smallest_singular_value(const RobotModel& robot, const JointVector& q) {
  return Eigen::JacobiSVD<Eigen::MatrixXd>(tool_jacobian(robot, q)).singularValues().minCoeff();
}

LimitMargin nearest_limit(const RobotModel& robot, const JointVector& q) {
  LimitMargin nearest{.joint = 0, .share = 1.0, .distance = 0.0};
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const Joint& joint = robot.joints[i];
    const double distance = std::min(q[i] - joint.lower, joint.upper - q[i]);
    const double share = distance / (joint.upper - joint.lower);
    if (share < nearest.share) nearest = {i, share, distance};
  }
  return nearest;
}

}  // namespace darkline
