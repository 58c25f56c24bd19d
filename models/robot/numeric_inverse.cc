#include "models/robot/numeric_inverse.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Cholesky>

#include "models/robot/jacobian.h"
#include "models/robot/kinematics.h"
#include "models/robot/robot_survey.h"

namespace darkline {
namespace {

constexpr int kRandomStarts = 24;
constexpr int kMostSteps = 120;
constexpr double kTurn = 2.0 * std::numbers::pi;

using PoseError = Eigen::Matrix<double, 6, 1>;
using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, kMaxJoints, kMaxJoints>;
using Column = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, kMaxJoints, 1>;

// What is missing from the tool to X_BT: metres, then the rotation vector in the base frame.
PoseError missing(const RobotModel& robot, const JointVector& q, const Pose& X_BT) {
  const Pose X = forward_kinematics(robot, q);
  const Eigen::AngleAxisd turn(X_BT.linear() * X.linear().transpose());
  PoseError error;
  error << X_BT.translation() - X.translation(), turn.angle() * turn.axis();
  return error;
}

bool reached(const PoseError& error) {
  return error.head<3>().norm() < kInversePositionM && error.tail<3>().norm() < kInverseRotationRad;
}

// One step from q, or q itself where every joint that would help stands at its limit.
JointVector stepped(const RobotModel& robot, const JointVector& q, const Jacobian& J,
                    const PoseError& error, double damping) {
  const auto n = static_cast<Eigen::Index>(robot.joints.size());
  Column gradient = J.transpose() * error;
  Square A = J.transpose() * J;
  A.diagonal().array() += damping;
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto joint = static_cast<std::size_t>(i);
    const bool stuck = (q[joint] <= robot.joints[joint].lower && gradient[i] < 0.0) ||
                       (q[joint] >= robot.joints[joint].upper && gradient[i] > 0.0);
    if (!stuck) continue;
    A.row(i).setZero();
    A.col(i).setZero();
    A(i, i) = 1.0;
    gradient[i] = 0.0;
  }
  const Column step = A.ldlt().solve(gradient);
  JointVector next = q;
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto joint = static_cast<std::size_t>(i);
    // a longer step than a radian leaves the range in which the Jacobian says anything
    next[joint] = std::clamp(q[joint] + std::clamp(step[i], -1.0, 1.0), robot.joints[joint].lower,
                             robot.joints[joint].upper);
  }
  return next;
}

std::optional<JointVector> descend(const RobotModel& robot, const Pose& X_BT, JointVector q) {
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    q[i] = std::clamp(q[i], robot.joints[i].lower, robot.joints[i].upper);
  }
  PoseError error = missing(robot, q, X_BT);
  double damping = 1e-2;
  for (int step = 0; step < kMostSteps && !reached(error); ++step) {
    const Jacobian J = tool_jacobian(robot, q);
    const JointVector next = stepped(robot, q, J, error, damping);
    const PoseError after = missing(robot, next, X_BT);
    if (after.squaredNorm() < error.squaredNorm()) {
      q = next;
      error = after;
      damping = std::max(0.2 * damping, 1e-12);
    } else {
      damping *= 5.0;
      if (damping > 1e6) break;  // a minimum that is not the pose
    }
  }
  return reached(error) ? std::optional(q) : std::nullopt;
}

// Whole turns bring each joint as near to `near` as its limits allow.
void unwrap(const RobotModel& robot, JointVector& q, const JointVector& near) {
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const Joint& joint = robot.joints[i];
    if (joint.kind != JointKind::revolute) continue;
    const double start = q[i];
    for (double turned = start - kTurn * std::floor((start - joint.lower) / kTurn);
         turned <= joint.upper; turned += kTurn) {
      if (std::abs(turned - near[i]) < std::abs(q[i] - near[i])) q[i] = turned;
    }
    q[i] = std::clamp(q[i], joint.lower, joint.upper);  // rounding of a turn
  }
}

}  // namespace

std::optional<JointVector> numeric_inverse(const RobotModel& robot, const Pose& X_BT,
                                           const JointVector& from) {
  if (!X_BT.matrix().allFinite()) return std::nullopt;
  JointVector middle = {};
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    middle[i] = 0.5 * (robot.joints[i].lower + robot.joints[i].upper);
  }
  for (int start = -3; start < kRandomStarts; ++start) {
    const JointVector at = start == -3   ? from
                           : start == -2 ? robot.home
                           : start == -1 ? middle
                                         : sampled_position(robot, static_cast<unsigned>(start));
    std::optional<JointVector> q = descend(robot, X_BT, at);
    if (!q) continue;
    unwrap(robot, *q, from);
    return q;
  }
  return std::nullopt;
}

}  // namespace darkline
