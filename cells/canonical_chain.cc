#include "cells/canonical_chain.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "cells/fleet_layout.h"
#include "models/base/error.h"

namespace darkline {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

constexpr double kParallel = 1e-15;    // sin alpha that is rounding of a product of rotations
constexpr double kRightAngle = 1e-12;  // |sin| or |cos| of what counts as 0 or 90 degrees

struct SineCosine {
  double sine = 0.0, cosine = 1.0;
};

// The kernels' own, so that it has the same bits everywhere.
SineCosine sine_cosine(double angle_rad) {
  alignas(64) double x[2] = {angle_rad, angle_rad};
  alignas(64) double s[2] = {}, c[2] = {};
  fleet_sse2::kernel.sin_cos(x, s, c);
  return {s[0], c[0]};
}

// atan2 of a unit vector without libm: a start within 0.004 rad, then Newton's steps, whose error
// e becomes e^5: e' = sin e + (sin e)^3 / 6 is the angle that is missing, to fifth order.
double angle_of(double x, double y) {
  const double ax = std::abs(x), ay = std::abs(y);
  const double t = std::min(ax, ay) / std::max(ax, ay);
  double angle = t * (std::numbers::pi / 4 + 0.273 * (1.0 - t));
  if (ay > ax) angle = std::numbers::pi / 2 - angle;
  if (x < 0.0) angle = std::numbers::pi - angle;
  if (y < 0.0) angle = -angle;
  for (int round = 0; round < 3; ++round) {
    const SineCosine at = sine_cosine(angle);
    const double missing = y * at.cosine - x * at.sine;
    angle += missing + missing * missing * missing / 6.0;
  }
  return angle;
}

Matrix3d about_z(double sine, double cosine) {
  Matrix3d R;
  R << cosine, -sine, 0.0, sine, cosine, 0.0, 0.0, 0.0, 1.0;
  return R;
}

Matrix3d about_x(double sine, double cosine) {
  Matrix3d R;
  R << 1.0, 0.0, 0.0, 0.0, cosine, -sine, 0.0, sine, cosine;
  return R;
}

// Some rotation with its z axis along the unit vector `z`.
Matrix3d frame_along(const Vector3d& z) {
  const Vector3d start = std::abs(z.x()) > 0.9 ? Vector3d::UnitY() : Vector3d::UnitX();
  const Vector3d x = (start - z * z.dot(start)).normalized();
  Matrix3d A;
  A << x, z.cross(x), z;
  return A;
}

// E = Rz(a) Rx(alpha) Rz(b).
struct Split {
  double sin_a = 0.0, cos_a = 1.0, sin_alpha = 0.0, cos_alpha = 1.0, a_rad = 0.0, b_rad = 0.0;
};

Split split(const Matrix3d& E) {
  Split s;
  const double across = std::sqrt(E(0, 2) * E(0, 2) + E(1, 2) * E(1, 2));
  if (across > kParallel) {
    s.sin_a = E(0, 2) / across;
    s.cos_a = -E(1, 2) / across;
    s.a_rad = angle_of(s.cos_a, s.sin_a);
  }
  // What is left when Rz(a) is taken off is Rx(alpha) Rz(b), also where alpha is so small that a
  // itself is ill determined.
  const Matrix3d rest = about_z(s.sin_a, s.cos_a).transpose() * E;
  s.sin_alpha = -rest(1, 2);
  s.cos_alpha = rest(2, 2);
  s.b_rad = angle_of(rest(0, 0), -rest(0, 1));
  return s;
}

void check(const RobotModel& robot) {
  const int n = robot.n_joints();
  if (n < kMinJoints || n > kMaxJoints) {
    throw InputError({.key = robot.id,
                      .found = fmt::format("{} joints", n),
                      .wanted = fmt::format("{} to {} joints", kMinJoints, kMaxJoints)});
  }
}

void set_link(CanonicalJoint& joint, const Inertial& link, const Matrix3d& R_LF,
              const std::string& name) {
  if (!(link.mass_kg > 0.0)) {
    throw InputError({.key = name,
                      .found = "no mass",
                      .wanted = "a mass above 0 for every link that moves",
                      .mend = "give the link an <inertial> in the URDF file"});
  }
  const Vector3d p = R_LF.transpose() * link.p_LC_m;
  const Matrix3d I_C = R_LF.transpose() * link.I_C_kg_m2 * R_LF;
  const Matrix3d I_o =
      I_C + link.mass_kg * (p.squaredNorm() * Matrix3d::Identity() - p * p.transpose());
  joint.mass_kg = link.mass_kg;
  joint.h_kg_m = link.mass_kg * p;
  joint.I_o_kg_m2 = 0.5 * (I_o + I_o.transpose());
}

bool has_right_angles(const CanonicalChain& chain) {
  if (chain.n_joints != 6) return false;
  for (std::size_t i = 0; i < 6; ++i) {
    const bool parallel = i == 0 || i == 2;
    const CanonicalJoint& joint = chain.joints[i];
    if (joint.slides) return false;
    if (!(std::abs(parallel ? joint.sin_alpha : joint.cos_alpha) < kRightAngle)) return false;
  }
  return true;
}

}  // namespace

bool CanonicalChain::has_slides() const {
  return std::any_of(joints.begin(), joints.end(),
                     [](const CanonicalJoint& joint) { return joint.slides; });
}

JointVector CanonicalChain::to_theta(const JointVector& q) const {
  JointVector theta = {};
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_joints); ++i) {
    theta[i] = joints[i].sign * q[i] + joints[i].offset_rad;
  }
  return theta;
}

JointVector CanonicalChain::to_q(const JointVector& theta) const {
  JointVector q = {};
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_joints); ++i) {
    q[i] = joints[i].sign * (theta[i] - joints[i].offset_rad);
  }
  return q;
}

JointVector CanonicalChain::signs_applied(const JointVector& value) const {
  JointVector turned = {};
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_joints); ++i) {
    turned[i] = joints[i].sign * value[i];
  }
  return turned;
}

Segment CanonicalChain::to_theta(const Segment& segment) const {
  Segment turned;
  turned.duration_s = segment.duration_s;
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_joints); ++i) {
    for (std::size_t k = 0; k < 6; ++k) turned.c[i][k] = joints[i].sign * segment.c[i][k];
    turned.c[i][0] += joints[i].offset_rad;
  }
  return turned;
}

CanonicalChain canonical_chain(const RobotModel& robot, const GunModel& gun,
                               const Vector3d& gravity_B_m_s2) {
  check(robot);
  const auto n = robot.joints.size();
  CanonicalChain chain;
  chain.n_joints = robot.n_joints();
  Matrix3d parent = Matrix3d::Identity();  // A_(i-1)
  std::array<Matrix3d, kMaxJoints> A;      // z along the axis, in the link's frame
  std::array<Split, kMaxJoints> parts;
  for (std::size_t i = 0; i < n; ++i) {
    const Joint& urdf = robot.joints[i];
    const Vector3d axis = urdf.axis.normalized();
    const double along = parent.col(2).dot(urdf.X_PJ.linear() * axis);
    chain.joints[i].sign = along >= -kRightAngle ? 1.0 : -1.0;
    A[i] = frame_along(chain.joints[i].sign * axis);
    parts[i] = split(parent.transpose() * urdf.X_PJ.linear() * A[i]);
    parent = A[i];
  }
  parent = Matrix3d::Identity();
  for (std::size_t i = 0; i < n; ++i) {
    CanonicalJoint& joint = chain.joints[i];
    const Matrix3d a_i = about_z(parts[i].sin_a, parts[i].cos_a);
    joint.r_m = a_i.transpose() * parent.transpose() * robot.joints[i].X_PJ.translation();
    joint.sin_alpha = parts[i].sin_alpha;
    joint.cos_alpha = parts[i].cos_alpha;
    // frame i is turned about its own z until the next joint needs no rotation about it
    const bool last = i + 1 == n;
    const double angle = parts[i].b_rad + (last ? 0.0 : parts[i + 1].a_rad);
    joint.slides = robot.joints[i].kind == JointKind::prismatic;
    (joint.slides ? joint.angle_rad : joint.offset_rad) = angle;
    const Matrix3d R_LF =
        last ? A[i] : Matrix3d(A[i] * about_z(parts[i + 1].sin_a, parts[i + 1].cos_a));
    const Link& link = robot.links[i + 1];
    set_link(joint, last ? with_gun(link.inertial, robot.X_ET, gun) : link.inertial, R_LF,
             robot.id + ": link " + link.name);
    parent = A[i];
  }
  // Rz(a) Rx(alpha) of the first joint is part of the base
  const Matrix3d R_BF =
      about_z(parts[0].sin_a, parts[0].cos_a) * about_x(parts[0].sin_alpha, parts[0].cos_alpha);
  CanonicalJoint& first = chain.joints[0];
  first.r_m = R_BF.transpose() * robot.joints[0].X_PJ.translation();
  first.sin_alpha = 0.0;
  first.cos_alpha = 1.0;
  chain.X_BF.linear() = R_BF;
  chain.gravity_F_m_s2 = R_BF.transpose() * gravity_B_m_s2;
  chain.X_LT = make_pose(A[n - 1].transpose() * robot.X_ET.linear(),
                         A[n - 1].transpose() * robot.X_ET.translation());
  chain.right_angles = has_right_angles(chain);
  return chain;
}

Pose tool_pose(const CanonicalChain& chain, const JointVector& q) {
  const JointVector theta = chain.to_theta(q);
  Pose X = chain.X_BF;
  for (std::size_t i = 0; i < static_cast<std::size_t>(chain.n_joints); ++i) {
    const CanonicalJoint& joint = chain.joints[i];
    const SineCosine turn = sine_cosine(joint.slides ? joint.angle_rad : theta[i]);
    const Matrix3d lean = about_x(joint.sin_alpha, joint.cos_alpha);
    const double slid_m = joint.slides ? theta[i] : 0.0;
    X = X * make_pose(lean * about_z(turn.sine, turn.cosine), joint.r_m + slid_m * lean.col(2));
  }
  return X * chain.X_LT;
}

}  // namespace darkline
