#include "models/robot/kinematics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/base/error.h"
#include "models/robot/numeric_inverse.h"

namespace darkline {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr double kLimitSlack = 1e-9;     // rad outside a limit that rounding may bring
constexpr double kCosineSlack = 1e-12;   // of an angle of a stretched arm
constexpr double kSingularWrist = 1e-9;  // |sin theta5| below which theta4 may be chosen

// The angles of the first three axes of one branch.
struct ArmAngles {
  double theta1, theta2, theta3;
};

// Up to four of them: front before rear shoulder, elbow up before down.
struct ArmBranches {
  std::array<ArmAngles, 4> angles = {};
  std::size_t count = 0;
};

ArmBranches solve_arm(const OpwParameters& opw, const Eigen::Vector3d& wrist) {
  ArmBranches found;
  const double across2 = wrist.x() * wrist.x() + wrist.y() * wrist.y() - opw.b * opw.b;
  if (across2 < 0.0) return found;
  const double n = std::sqrt(across2) - opw.a1;
  const double h = wrist.z() - opw.c1;
  const double k2 = opw.a2 * opw.a2 + opw.c3 * opw.c3;
  const double k = std::sqrt(k2);
  const double heading = std::atan2(wrist.y(), wrist.x());
  const double aside = std::atan2(opw.b, n + opw.a1);

  for (const bool rear : {false, true}) {
    const double reach = rear ? n + 2.0 * opw.a1 : n;
    const double s2 = reach * reach + h * h;
    const double s = std::sqrt(s2);
    const double cos_shoulder = (s2 + opw.c2 * opw.c2 - k2) / (2.0 * s * opw.c2);
    const double cos_elbow = (s2 - opw.c2 * opw.c2 - k2) / (2.0 * opw.c2 * k);
    // written so that the NaN of s = 0 is refused too
    if (!(std::abs(cos_shoulder) <= 1.0 + kCosineSlack)) continue;
    if (!(std::abs(cos_elbow) <= 1.0 + kCosineSlack)) continue;
    const double shoulder = std::acos(std::clamp(cos_shoulder, -1.0, 1.0));
    const double elbow = std::acos(std::clamp(cos_elbow, -1.0, 1.0));
    const double theta1 = rear ? heading + aside - std::numbers::pi : heading - aside;
    const double lean = (rear ? -1.0 : 1.0) * std::atan2(reach, h);
    // The elbow is up where the upper arm leans less than the line to the wrist.
    const double up = rear ? 1.0 : -1.0;
    for (const double side : {up, -up}) {
      found.angles[found.count++] = {theta1, lean + side * shoulder,
                                     -side * elbow - std::atan2(opw.a2, opw.c3)};
    }
  }
  return found;
}

// theta5 and theta6 that turn the forearm into `M` (the tool's rotation in the forearm's frame)
// for a given theta4. They solve it wholly where theta4 is a branch of the wrist, or any angle at
// its singular pose.
std::array<double, 3> solve_wrist(const Eigen::Matrix3d& M, double theta4) {
  const double c4 = std::cos(theta4);
  const double s4 = std::sin(theta4);
  const double theta5 = std::atan2(c4 * M(0, 2) + s4 * M(1, 2), M(2, 2));
  const double theta6 = std::atan2(c4 * M(1, 0) - s4 * M(0, 0), c4 * M(1, 1) - s4 * M(0, 1));
  return {theta4, theta5, theta6};
}

// `q` by whole turns to the place within the limits that is nearest to `wanted`, or none.
std::optional<double> within_limits(const Joint& joint, double q, double wanted) {
  const double lowest = q + kTurn * std::ceil((joint.lower - kLimitSlack - q) / kTurn);
  if (lowest > joint.upper + kLimitSlack) return std::nullopt;
  const double most_turns = std::floor((joint.upper + kLimitSlack - lowest) / kTurn);
  const double turns = std::clamp(std::round((wanted - lowest) / kTurn), 0.0, most_turns);
  const double best = lowest + kTurn * turns;
  return std::clamp(best, joint.lower, joint.upper);
}

// All branches, each joint turned to the place nearest to `near`. At a singular wrist theta4 is
// that of `near`, so that the wrist does not turn for nothing.
std::vector<JointVector> solve(const RobotModel& robot, const Pose& X_BT, const JointVector& near) {
  DARKLINE_CHECK(robot.opw.has_value() && robot.n_joints() == 6,
                 robot.id + " has no closed-form kinematics");
  const OpwParameters& opw = *robot.opw;
  std::vector<JointVector> solutions;
  if (!X_BT.matrix().allFinite()) return solutions;
  const Eigen::Matrix3d R = X_BT.linear();
  const Eigen::Vector3d wrist = X_BT.translation() - opw.c4 * R.col(2);
  const ArmBranches arm = solve_arm(opw, wrist);

  for (std::size_t branch = 0; branch < arm.count; ++branch) {
    const ArmAngles& a = arm.angles[branch];
    const Eigen::Matrix3d R_forearm = rotation_from_rpy(0.0, a.theta2 + a.theta3, a.theta1);
    const Eigen::Matrix3d M = R_forearm.transpose() * R;
    const bool singular = std::hypot(M(0, 2), M(1, 2)) < kSingularWrist;
    const double theta4 =
        singular ? opw.sign[3] * near[3] - opw.offset[3] : std::atan2(M(1, 2), M(0, 2));
    for (const double flip : {0.0, std::numbers::pi}) {
      if (singular && flip != 0.0) continue;  // the same pose once more
      const std::array<double, 3> w = solve_wrist(M, theta4 + flip);
      const std::array<double, 6> theta = {a.theta1, a.theta2, a.theta3, w[0], w[1], w[2]};
      JointVector q = {};
      bool reached = true;
      for (std::size_t i = 0; i < 6 && reached; ++i) {
        const double turned = opw.sign[i] * (theta[i] + opw.offset[i]);
        const std::optional<double> placed = within_limits(robot.joints[i], turned, near[i]);
        reached = placed.has_value();
        q[i] = placed.value_or(0.0);
      }
      if (reached) solutions.push_back(q);
    }
  }
  return solutions;
}

}  // namespace

Pose joint_pose(const Joint& joint, double q) {
  Pose X = joint.X_PJ;
  if (joint.kind == JointKind::prismatic) {
    X.translate(Eigen::Vector3d(joint.axis * q));
  } else {
    X.rotate(Eigen::AngleAxisd(q, joint.axis));
  }
  return X;
}

void link_poses(const RobotModel& robot, const JointVector& q, std::vector<Pose>& out) {
  out.resize(robot.joints.size() + 1);
  out[0] = Pose::Identity();
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    out[i + 1] = out[i] * joint_pose(robot.joints[i], q[i]);
  }
}

Pose forward_kinematics(const RobotModel& robot, const JointVector& q) {
  Pose X_BL = Pose::Identity();
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    X_BL = X_BL * joint_pose(robot.joints[i], q[i]);
  }
  return X_BL * robot.X_ET;
}

Pose closed_form_kinematics(const OpwParameters& opw, const JointVector& q) {
  std::array<double, 6> theta = {};
  for (std::size_t i = 0; i < 6; ++i) theta[i] = opw.sign[i] * q[i] - opw.offset[i];
  const double k = std::hypot(opw.a2, opw.c3);
  const double forearm = theta[1] + theta[2];
  const double bend = forearm + std::atan2(opw.a2, opw.c3);
  const Eigen::Vector3d wrist_in_plane(opw.c2 * std::sin(theta[1]) + k * std::sin(bend) + opw.a1,
                                       opw.b,
                                       opw.c2 * std::cos(theta[1]) + k * std::cos(bend) + opw.c1);
  const Eigen::AngleAxisd heading(theta[0], Eigen::Vector3d::UnitZ());
  const Eigen::Matrix3d R = rotation_from_rpy(0.0, forearm, theta[0]) *
                            Eigen::AngleAxisd(theta[3], Eigen::Vector3d::UnitZ()) *
                            rotation_from_rpy(0.0, theta[4], 0.0) *
                            Eigen::AngleAxisd(theta[5], Eigen::Vector3d::UnitZ());
  return make_pose(R, heading * wrist_in_plane + opw.c4 * R.col(2));
}

std::vector<JointVector> inverse_kinematics(const RobotModel& robot, const Pose& X_BT) {
  return solve(robot, X_BT, JointVector{});
}

std::optional<JointVector> nearest_inverse(const RobotModel& robot, const Pose& X_BT,
                                           const JointVector& from) {
  if (!robot.opw) return numeric_inverse(robot, X_BT, from);
  std::optional<JointVector> nearest;
  double least_s = std::numeric_limits<double>::infinity();
  for (const JointVector& q : solve(robot, X_BT, from)) {
    double longest_s = 0.0;
    for (std::size_t i = 0; i < robot.joints.size(); ++i) {
      longest_s = std::max(longest_s, std::abs(q[i] - from[i]) / robot.joints[i].max_speed);
    }
    if (longest_s < least_s) {
      least_s = longest_s;
      nearest = q;
    }
  }
  return nearest;
}

}  // namespace darkline
