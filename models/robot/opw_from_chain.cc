#include "models/robot/opw_from_chain.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "models/robot/kinematics.h"
#include "models/robot/robot_survey.h"

namespace darkline {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

constexpr double kSlack = 1e-6;  // m, and sine of an angle
constexpr unsigned kPositions = 64;

int sign_of(double value) {
  return value < 0.0 ? -1 : 1;
}

// The joint axes in the base frame with all joints at 0, and the tool.
struct Axes {
  std::array<Vector3d, 6> along, point;
  Pose X_BT = Pose::Identity();
};

Axes axes_at_zero(const RobotModel& robot) {
  Axes axes;
  Pose X_BL = Pose::Identity();
  for (std::size_t i = 0; i < 6; ++i) {
    X_BL = X_BL * robot.joints[i].X_PJ;
    axes.along[i] = X_BL.linear() * robot.joints[i].axis;
    axes.point[i] = X_BL.translation();
  }
  axes.X_BT = X_BL * robot.X_ET;
  return axes;
}

double distance(const Vector3d& p, const Vector3d& point, const Vector3d& along) {
  return (p - point).cross(along).norm();
}

// Everything below is with all joints at 0, where theta = -offset.
std::optional<OpwParameters> candidate(const Axes& axes) {
  OpwParameters opw;
  const auto& z = axes.along;
  const auto& p = axes.point;
  // axis 1, and the plane of the arm: axes 2 and 3 along its y
  if (std::hypot(z[0].x(), z[0].y()) > kSlack) return std::nullopt;
  if (distance(Vector3d::Zero(), p[0], z[0]) > kSlack) return std::nullopt;
  if (std::abs(z[1].z()) > kSlack || z[1].cross(z[2]).norm() > kSlack) return std::nullopt;
  double heading = std::atan2(-z[1].x(), z[1].y());
  Matrix3d R_BA = rotation_from_rpy(0.0, 0.0, heading);
  const double out_m = R_BA.col(0).dot(p[1]);
  const bool turn = std::abs(out_m) > kSlack ? out_m < 0.0 : std::cos(heading) < -kSlack;
  if (turn) {
    heading += heading > 0.0 ? -std::numbers::pi : std::numbers::pi;
    R_BA = rotation_from_rpy(0.0, 0.0, heading);
  }
  opw.sign[0] = sign_of(z[0].z());
  opw.sign[1] = sign_of(R_BA.col(1).dot(z[1]));
  opw.sign[2] = sign_of(R_BA.col(1).dot(z[2]));
  opw.a1 = R_BA.col(0).dot(p[1]);
  opw.c1 = p[1].z();

  // the upper arm
  const Vector3d upper = R_BA.transpose() * (p[2] - p[1]);
  opw.c2 = std::hypot(upper.x(), upper.z());
  if (opw.c2 < kSlack) return std::nullopt;
  const double theta2 = std::atan2(upper.x(), upper.z());

  // the wrist centre: where axes 4 and 6 come nearest to axis 5
  const Vector3d across = z[3].cross(z[4]);
  if (std::abs(z[3].dot(z[4])) > kSlack || std::abs(z[4].dot(z[5])) > kSlack) return std::nullopt;
  const Vector3d wrist = p[3] + z[3] * (p[4] - p[3]).dot(z[4].cross(across)) / across.squaredNorm();
  if (distance(wrist, p[4], z[4]) > kSlack || distance(wrist, p[5], z[5]) > kSlack) {
    return std::nullopt;
  }
  const Vector3d forearm = R_BA.transpose() * z[3];
  const Vector3d elbow_to_wrist = R_BA.transpose() * (wrist - p[2]);
  if (std::abs(forearm.y()) > kSlack) return std::nullopt;
  opw.sign[3] = sign_of(forearm.dot(elbow_to_wrist));
  const Vector3d ahead = opw.sign[3] * forearm;
  const double theta23 = std::atan2(ahead.x(), ahead.z());
  const Matrix3d R_AF = rotation_from_rpy(0.0, theta23, 0.0);
  opw.a2 = R_AF.col(0).dot(elbow_to_wrist);
  opw.c3 = R_AF.col(2).dot(elbow_to_wrist);
  if (opw.c3 < kSlack) return std::nullopt;
  opw.b = R_BA.col(1).dot(wrist);

  // the wrist
  const Matrix3d R_BF = R_BA * R_AF;
  const Vector3d axis5 = R_BF.transpose() * z[4];
  opw.sign[4] = sign_of(std::abs(axis5.y()) > kSlack ? axis5.y() : -axis5.x());
  const Vector3d turned = opw.sign[4] * axis5;
  const double theta4 = std::atan2(-turned.x(), turned.y());
  const Vector3d tool_z = axes.X_BT.linear().col(2);
  if (tool_z.cross(z[5]).norm() > kSlack) return std::nullopt;
  opw.sign[5] = sign_of(tool_z.dot(z[5]));
  opw.c4 = tool_z.dot(axes.X_BT.translation() - wrist);
  const Matrix3d R_B4 = R_BF * rotation_from_rpy(0.0, 0.0, theta4);
  const Vector3d bent = R_B4.transpose() * tool_z;
  const double theta5 = std::atan2(bent.x(), bent.z());
  const Matrix3d M = (R_B4 * rotation_from_rpy(0.0, theta5, 0.0)).transpose() * axes.X_BT.linear();
  const double theta6 = std::atan2(M(1, 0), M(0, 0));
  opw.offset = {-heading, -theta2, theta2 - theta23, -theta4, -theta5, -theta6};
  for (double& offset : opw.offset) offset = std::remainder(offset, 2.0 * std::numbers::pi);
  return opw;
}

}  // namespace

std::optional<OpwParameters> opw_from_chain(const RobotModel& robot) {
  const auto turns = [](const Joint& joint) { return joint.kind == JointKind::revolute; };
  if (robot.n_joints() != 6 || !std::all_of(robot.joints.begin(), robot.joints.end(), turns)) {
    return std::nullopt;
  }
  const std::optional<OpwParameters> opw = candidate(axes_at_zero(robot));
  if (!opw) return std::nullopt;
  for (unsigned n = 0; n < kPositions; ++n) {
    const JointVector q = sampled_position(robot, n);
    const double difference =
        (forward_kinematics(robot, q).matrix() - closed_form_kinematics(*opw, q).matrix())
            .cwiseAbs()
            .maxCoeff();
    if (!(difference < kSlack)) return std::nullopt;
  }
  return opw;
}

}  // namespace darkline
