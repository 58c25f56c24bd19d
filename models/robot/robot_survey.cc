#include "models/robot/robot_survey.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <Eigen/Eigenvalues>

#include "models/base/random_stream.h"
#include "models/robot/kinematics.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

constexpr std::uint64_t kSeed = 20260101;
constexpr double kTriangleSlack = 1e-6;  // as the reader of URDF files allows
constexpr double kMeetingSlack_m = 1e-6;
constexpr unsigned kReachSamples = 1024;
constexpr std::size_t kClimbs = 8;

// A joint's axis in the base frame.
struct PlacedJoint {
  Vector3d along, point;
};

std::vector<PlacedJoint> placed_joints(const RobotModel& robot, const std::vector<Pose>& X_BL) {
  std::vector<PlacedJoint> placed;
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const Pose X_BJ = X_BL[i] * robot.joints[i].X_PJ;
    placed.push_back({X_BJ.linear() * robot.joints[i].axis, X_BJ.translation()});
  }
  return placed;
}

// The wrist centre in the last link's frame.
std::optional<Vector3d> wrist_centre(const RobotModel& robot) {
  std::vector<Pose> X_BL;
  link_poses(robot, JointVector{}, X_BL);
  const std::vector<PlacedJoint> axes = placed_joints(robot, X_BL);
  const std::size_t n = axes.size();
  for (std::size_t i = n - 3; i < n; ++i) {
    if (robot.joints[i].kind != JointKind::revolute) return std::nullopt;
  }
  const PlacedJoint &a = axes[n - 3], &b = axes[n - 2], &c = axes[n - 1];
  const Vector3d across = a.along.cross(b.along);
  if (across.norm() < 1e-3 || b.along.cross(c.along).norm() < 1e-3) return std::nullopt;
  const Vector3d meet =
      a.point + a.along * (b.point - a.point).dot(b.along.cross(across)) / across.squaredNorm();
  for (const PlacedJoint* other : {&b, &c}) {
    if ((meet - other->point).cross(other->along).norm() > kMeetingSlack_m) return std::nullopt;
  }
  return X_BL.back().inverse() * meet;
}

class ReachClimb {
 public:
  explicit ReachClimb(const RobotModel& robot) : robot_(robot) {
    const std::optional<Vector3d> wrist = wrist_centre(robot);
    of_wrist_ = wrist.has_value();
    p_EW_ = wrist.value_or(robot.X_ET.translation());
    const Joint& first = robot.joints[0];
    if (first.kind == JointKind::revolute) {
      along_ = first.X_PJ.linear() * first.axis;
      point_ = first.X_PJ.translation();
    }
  }

  bool of_wrist() const { return of_wrist_; }

  double at(const JointVector& q) const {
    Pose X = Pose::Identity();
    for (std::size_t i = 0; i < robot_.joints.size(); ++i) {
      X = X * joint_pose(robot_.joints[i], q[i]);
    }
    const Vector3d p = X * p_EW_ - point_;
    return along_.isZero() ? p.norm() : p.cross(along_).norm();
  }

  // Uphill along one joint at a time, with steps that shrink.
  double climb(JointVector& q) const {
    double best = at(q);
    for (double share = 0.1; share > 1e-9; share *= 0.5) {
      for (bool better = true; better;) {
        better = false;
        for (std::size_t i = 0; i < robot_.joints.size(); ++i) {
          const Joint& joint = robot_.joints[i];
          for (const double way : {-1.0, 1.0}) {
            JointVector next = q;
            next[i] = std::clamp(q[i] + way * share * (joint.upper - joint.lower), joint.lower,
                                 joint.upper);
            const double reach = at(next);
            if (reach <= best * (1.0 + 1e-15)) continue;
            best = reach;
            q = next;
            better = true;
          }
        }
      }
    }
    return best;
  }

 private:
  const RobotModel& robot_;
  bool of_wrist_ = false;
  Vector3d p_EW_ = Vector3d::Zero();
  Vector3d along_ = Vector3d::Zero(), point_ = Vector3d::Zero();
};

}  // namespace

JointVector sampled_position(const RobotModel& robot, unsigned n) {
  JointVector q = {};
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const RandomStream stream(kSeed, 0, static_cast<std::uint32_t>(i), DrawPurpose::robot_pose);
    const Joint& joint = robot.joints[i];
    q[i] = joint.lower + (joint.upper - joint.lower) * stream.uniforms(n)[0];
  }
  return q;
}

Reach computed_reach(const RobotModel& robot) {
  const ReachClimb climb(robot);
  std::vector<std::pair<double, unsigned>> starts;
  for (unsigned n = 0; n < kReachSamples; ++n) {
    starts.emplace_back(-climb.at(sampled_position(robot, n)), n);
  }
  std::sort(starts.begin(), starts.end());
  Reach reach;
  reach.of_wrist_centre = climb.of_wrist();
  for (std::size_t i = 0; i < kClimbs; ++i) {
    JointVector q = sampled_position(robot, starts[i].second);
    const double reach_m = climb.climb(q);
    if (reach_m <= reach.reach_m) continue;
    reach.reach_m = reach_m;
    reach.q = q;
  }
  return reach;
}

JointVector holding_torque(const RobotModel& robot, const JointVector& q, double payload_kg) {
  std::vector<Pose> X_BL;
  link_poses(robot, q, X_BL);
  const std::vector<PlacedJoint> axes = placed_joints(robot, X_BL);
  JointVector torque = {};
  // mass and first moment of what each joint carries, from the tool inwards
  double mass = payload_kg;
  Vector3d moment = payload_kg * (X_BL.back() * robot.X_ET).translation();
  for (std::size_t i = robot.joints.size(); i-- > 0;) {
    const Inertial& body = robot.links[i + 1].inertial;
    mass += body.mass_kg;
    moment += body.mass_kg * (X_BL[i + 1] * body.p_LC_m);
    const PlacedJoint& axis = axes[i];
    const double rises = robot.joints[i].kind == JointKind::revolute
                             ? axis.along.cross(moment - mass * axis.point).z()
                             : mass * axis.along.z();
    torque[i] = kStandardGravityMPerS2 * rises;
  }
  return torque;
}

StaticLoad worst_static_load(const RobotModel& robot, double payload_kg, unsigned positions) {
  StaticLoad worst;
  for (unsigned n = 0; n <= positions; ++n) {
    const JointVector q = n == positions ? robot.home : sampled_position(robot, n);
    const JointVector torque = holding_torque(robot, q, payload_kg);
    for (std::size_t i = 0; i < robot.joints.size(); ++i) {
      if (std::abs(torque[i]) <= worst.torque[i]) continue;
      worst.torque[i] = std::abs(torque[i]);
      worst.share[i] = worst.torque[i] / robot.joints[i].max_effort;
      worst.at[i] = q;
    }
  }
  return worst;
}

JointVector largest_carried_inertia(const RobotModel& robot, double payload_kg,
                                    unsigned positions) {
  JointVector largest = {};
  std::vector<Pose> X_BL;
  for (unsigned n = 0; n < positions; ++n) {
    link_poses(robot, sampled_position(robot, n), X_BL);
    const std::vector<PlacedJoint> axes = placed_joints(robot, X_BL);
    const Vector3d tool = (X_BL.back() * robot.X_ET).translation();
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const bool turns = robot.joints[i].kind == JointKind::revolute;
      const PlacedJoint& axis = axes[i];
      double sum = payload_kg * (turns ? (tool - axis.point).cross(axis.along).squaredNorm() : 1.0);
      for (std::size_t k = i + 1; k < robot.links.size(); ++k) {
        const Inertial& body = robot.links[k].inertial;
        if (!turns) {
          sum += body.mass_kg;
          continue;
        }
        const Vector3d in_link = X_BL[k].linear().transpose() * axis.along;
        const Vector3d arm = (X_BL[k] * body.p_LC_m - axis.point).cross(axis.along);
        sum += in_link.dot(body.I_C_kg_m2 * in_link) + body.mass_kg * arm.squaredNorm();
      }
      largest[i] = std::max(largest[i], sum);
    }
  }
  return largest;
}

std::vector<InertiaCheck> inertia_checks(const RobotModel& robot) {
  std::vector<InertiaCheck> checks;
  for (const Link& link : robot.links) {
    InertiaCheck check;
    check.link = link.name;
    check.mass_kg = link.inertial.mass_kg;
    check.principal_kg_m2 = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(link.inertial.I_C_kg_m2,
                                                                           Eigen::EigenvaluesOnly)
                                .eigenvalues();
    const Vector3d& I = check.principal_kg_m2;
    check.positive_definite = I[0] > 0.0;
    check.triangle_inequality = I[2] <= (I[0] + I[1]) * (1.0 + kTriangleSlack);
    checks.push_back(check);
  }
  return checks;
}

double mass_of(const RobotModel& robot) {
  double sum = 0.0;
  for (const Link& link : robot.links) sum += link.inertial.mass_kg;
  return sum;
}

}  // namespace darkline
