#include "cells/motion_planning.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cells/bullet_arm.h"

namespace darkline {
namespace {

constexpr int kSamples = 48;
constexpr double kLeastMoveS = 0.02;

// The largest x in (0, 1] with a x^2 + b x + c <= limit for all of (0, x]; 0 if c > limit.
double largest_share(double a, double b, double c, double limit) {
  const double rest = limit - c;
  if (rest < 0.0) return 0.0;
  if (a + b <= rest && (a >= 0.0 || -b / (2.0 * a) <= 0.0 || -b / (2.0 * a) >= 1.0)) return 1.0;
  // the first root of a x^2 + b x - rest, in the form that keeps its digits
  const double under_root = b * b + 4.0 * a * rest;
  if (under_root < 0.0) return 1.0;  // bent down and never there
  const double denominator = b + std::sqrt(under_root);
  if (denominator <= 0.0) return 1.0;
  return std::min(1.0, 2.0 * rest / denominator);
}

}  // namespace

MotionPlanner::MotionPlanner(const RobotModel& robot, const GunModel& gun,
                             const Eigen::Vector3d& gravity_B_m_s2)
    : robot_(robot),
      gun_(gun),
      gravity_B_m_s2_(gravity_B_m_s2),
      dynamics_(robot, gun, gravity_B_m_s2),
      friction_(joint_friction(robot, dynamics_, kPhysicsStepS)) {}

std::optional<double> MotionPlanner::least_duration_s(const JointVector& from,
                                                      const JointVector& to) const {
  const int n = robot_.n_joints();
  const double kinematic_s = kinematic_duration_s(robot_, from, to, kLeastMoveS);
  if (!std::isfinite(kinematic_s)) return std::nullopt;  // a joint without speed
  const Segment move = rest_to_rest(from, to, kinematic_s, n);
  double x = 1.0;
  for (int k = 0; k <= kSamples; ++k) {
    const Segment::Sample at = move.at(kinematic_s * k / kSamples, n);
    JointVector all = {}, gravity = {};
    dynamics_.inverse(at.q, at.qd, at.qdd, all);
    dynamics_.inverse(at.q, JointVector{}, JointVector{}, gravity);
    for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
      const double limit = kPlannedTorqueShare * robot_.joints[j].max_effort;
      if (limit <= 0.0) continue;  // the robot's file states none
      const double a = all[j] - gravity[j] + dynamics_.rotor_inertia()[j] * at.qdd[j];
      const double b = friction_.viscous[j] * at.qd[j];
      const double moving = at.qd[j] == 0.0 ? 0.0 : std::copysign(1.0, at.qd[j]);
      const double c = gravity[j] + friction_.coulomb[j] * moving;
      x = std::min(x, largest_share(a, b, c, limit));
      x = std::min(x, largest_share(-a, -b, -c, limit));
    }
  }
  if (x <= 0.0) return std::nullopt;
  return kinematic_s / x;
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
