#include "cells/inverse_dynamics.h"

#include <algorithm>
#include <cmath>

#include "models/base/error.h"

namespace darkline {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

Matrix3d cross_matrix(const Vector3d& v) {
  Matrix3d m;
  m << 0.0, -v.z(), v.y(), v.z(), 0.0, -v.x(), -v.y(), v.x(), 0.0;
  return m;
}

// Inertia of a point mass at `p` about the origin.
Matrix3d point_inertia(double mass, const Vector3d& p) {
  return mass * (p.squaredNorm() * Matrix3d::Identity() - p * p.transpose());
}

// L with L L^T = A in the lower triangle, and the solution of A x = b in `x`.
void solve_cholesky(JointMatrix& A, const JointVector& b, int n, JointVector& x) {
  const auto N = static_cast<std::size_t>(n);
  for (std::size_t j = 0; j < N; ++j) {
    for (std::size_t k = 0; k < j; ++k) A[j][j] -= A[j][k] * A[j][k];
    A[j][j] = std::sqrt(A[j][j]);
    for (std::size_t i = j + 1; i < N; ++i) {
      for (std::size_t k = 0; k < j; ++k) A[i][j] -= A[i][k] * A[j][k];
      A[i][j] /= A[j][j];
    }
  }
  for (std::size_t i = 0; i < N; ++i) {
    x[i] = b[i];
    for (std::size_t k = 0; k < i; ++k) x[i] -= A[i][k] * x[k];
    x[i] /= A[i][i];
  }
  for (std::size_t i = N; i-- > 0;) {
    for (std::size_t k = i + 1; k < N; ++k) x[i] -= A[k][i] * x[k];
    x[i] /= A[i][i];
  }
}

}  // namespace

GunModel no_gun() {
  GunModel gun;
  gun.mass_kg = 0.0;
  gun.I_C_kg_m2.setZero();
  return gun;
}

Inertial with_gun(const Inertial& last, const Pose& X_ET, const GunModel& gun) {
  if (gun.mass_kg <= 0.0) return last;
  const Vector3d p_gun = X_ET * gun.p_TC_m;
  const Matrix3d R = X_ET.linear();
  Inertial sum;
  sum.mass_kg = last.mass_kg + gun.mass_kg;
  sum.p_LC_m = (last.mass_kg * last.p_LC_m + gun.mass_kg * p_gun) / sum.mass_kg;
  sum.I_C_kg_m2 = last.I_C_kg_m2 + point_inertia(last.mass_kg, last.p_LC_m - sum.p_LC_m) +
                  R * tensor_of(gun) * R.transpose() +
                  point_inertia(gun.mass_kg, p_gun - sum.p_LC_m);
  return sum;
}

ArmDynamics::ArmDynamics(const RobotModel& robot, const GunModel& gun,
                         const Vector3d& gravity_B_m_s2)
    : n_(robot.n_joints()), gravity_(gravity_B_m_s2) {
  DARKLINE_CHECK(n_ >= 1 && n_ <= kMaxJoints, robot.id);
  DARKLINE_CHECK(robot.links.size() == robot.joints.size() + 1, robot.id);
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const Joint& joint = robot.joints[i];
    Inertial inertial = robot.links[i + 1].inertial;
    if (i + 1 == robot.joints.size()) inertial = with_gun(inertial, robot.X_ET, gun);
    if (!(inertial.mass_kg > 0.0)) {
      throw InputError({.key = robot.id + ": link " + robot.links[i + 1].name,
                        .found = "no mass",
                        .wanted = "a mass above 0 for every link that moves",
                        .mend = "give the link an <inertial> in the URDF file"});
    }
    Body& body = body_[i];
    body.mass = inertial.mass_kg;
    body.h = inertial.mass_kg * inertial.p_LC_m;
    body.I_o = inertial.I_C_kg_m2 + point_inertia(inertial.mass_kg, inertial.p_LC_m);
    body.axis = joint.axis.normalized();
    body.p = joint.X_PJ.translation();
    body.prismatic = joint.kind == JointKind::prismatic;
    const Matrix3d R = joint.X_PJ.linear();
    if (body.prismatic) {
      body.fixed = R;
      body.sine.setZero();
      body.cosine.setZero();
      body.slide = R * body.axis;
    } else {  // Rodrigues: a a^T + sin [a] + cos (1 - a a^T)
      const Matrix3d along = body.axis * body.axis.transpose();
      body.fixed = R * along;
      body.sine = R * cross_matrix(body.axis);
      body.cosine = R * (Matrix3d::Identity() - along);
    }
    rotor_[i] = joint.rotor_inertia;
  }
  find_least_inertia(robot);
}

void ArmDynamics::place(const JointVector& q, Placed& placed) const {
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_); ++i) {
    const Body& b = body_[i];
    if (b.prismatic) {
      placed.R[i] = b.fixed;
      placed.p[i] = b.p + q[i] * b.slide;
    } else {
      placed.R[i] = b.fixed + std::sin(q[i]) * b.sine + std::cos(q[i]) * b.cosine;
      placed.p[i] = b.p;
    }
  }
}

void ArmDynamics::inverse(const Placed& placed, const JointVector& qd, const JointVector& qdd,
                          JointVector& tau) const {
  std::array<Vector3d, kMaxJoints> force, moment;  // on link i, about its origin
  Vector3d w = Vector3d::Zero(), dw = Vector3d::Zero(), a = -gravity_;
  const auto n = static_cast<std::size_t>(n_);
  for (std::size_t i = 0; i < n; ++i) {
    const Body& b = body_[i];
    const auto to_child = placed.R[i].transpose();
    const Vector3d a_joint = to_child * (a + dw.cross(placed.p[i]) + w.cross(w.cross(placed.p[i])));
    const Vector3d w_parent = to_child * w;
    const Vector3d rate = b.axis * qd[i];
    dw = to_child * dw;
    if (b.prismatic) {
      w = w_parent;
      a = a_joint + 2.0 * w.cross(rate) + b.axis * qdd[i];
    } else {
      w = w_parent + rate;
      dw += w_parent.cross(rate) + b.axis * qdd[i];
      a = a_joint;
    }
    force[i] = b.mass * a + dw.cross(b.h) + w.cross(w.cross(b.h));
    moment[i] = b.I_o * dw + w.cross(b.I_o * w) + b.h.cross(a);
  }
  for (std::size_t i = n; i-- > 0;) {
    tau[i] = body_[i].axis.dot(body_[i].prismatic ? force[i] : moment[i]);
    if (i == 0) break;
    const Vector3d f = placed.R[i] * force[i];
    force[i - 1] += f;
    moment[i - 1] += placed.R[i] * moment[i] + placed.p[i].cross(f);
  }
}

void ArmDynamics::mass_matrix(const Placed& placed, JointMatrix& M) const {
  std::array<double, kMaxJoints> mass;
  std::array<Vector3d, kMaxJoints> h;
  std::array<Matrix3d, kMaxJoints> I;
  const auto n = static_cast<std::size_t>(n_);
  for (std::size_t i = 0; i < n; ++i) {
    mass[i] = body_[i].mass;
    h[i] = body_[i].h;
    I[i] = body_[i].I_o;
  }
  for (std::size_t i = n; i-- > 0;) {
    const Body& b = body_[i];
    // wrench that gives joint i unit acceleration and carries all links outward of it
    Vector3d f = mass[i] * b.axis, m = h[i].cross(b.axis);
    if (!b.prismatic) {
      f = b.axis.cross(h[i]);
      m = I[i] * b.axis;
    }
    M[i][i] = b.axis.dot(b.prismatic ? f : m);
    for (std::size_t j = i; j-- > 0;) {
      f = placed.R[j + 1] * f;
      m = placed.R[j + 1] * m + placed.p[j + 1].cross(f);
      M[i][j] = M[j][i] = body_[j].axis.dot(body_[j].prismatic ? f : m);
    }
    if (i == 0) break;
    const Vector3d& p = placed.p[i];
    const Vector3d h_rotated = placed.R[i] * h[i];
    // about the parent's origin: I - [p][Rh] - [Rh][p] - m [p][p]
    const Matrix3d crossed = cross_matrix(p) * cross_matrix(h_rotated);
    I[i - 1] += placed.R[i] * I[i] * placed.R[i].transpose() - crossed - crossed.transpose() +
                point_inertia(mass[i], p);
    h[i - 1] += h_rotated + mass[i] * p;
    mass[i - 1] += mass[i];
  }
}

void ArmDynamics::inverse(const JointVector& q, const JointVector& qd, const JointVector& qdd,
                          JointVector& tau) const {
  Placed placed;
  place(q, placed);
  inverse(placed, qd, qdd, tau);
}

void ArmDynamics::mass_matrix(const JointVector& q, JointMatrix& M) const {
  Placed placed;
  place(q, placed);
  mass_matrix(placed, M);
}

void ArmDynamics::terms(const JointVector& q, const JointVector& qd, ArmTerms& out) const {
  Placed placed;
  place(q, placed);
  inverse(placed, qd, JointVector{}, out.bias);
  mass_matrix(placed, out.M);
}

void ArmDynamics::forward(const ArmTerms& terms, const JointVector& tau,
                          const JointVector& extra_inertia, JointVector& qdd) const {
  JointMatrix A = terms.M;
  JointVector rest = {};
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_); ++i) {
    A[i][i] += extra_inertia[i];
    rest[i] = tau[i] - terms.bias[i];
  }
  solve_cholesky(A, rest, n_, qdd);
}

double ArmDynamics::mechanical_energy_j(const JointVector& q, const JointVector& qd) const {
  Placed placed;
  place(q, placed);
  JointMatrix M;
  mass_matrix(placed, M);
  double energy = 0.0;
  Pose X_BL = Pose::Identity();
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_); ++i) {
    X_BL = X_BL * make_pose(placed.R[i], placed.p[i]);
    energy -= gravity_.dot(X_BL.linear() * body_[i].h + body_[i].mass * X_BL.translation());
    for (std::size_t j = 0; j < static_cast<std::size_t>(n_); ++j) {
      energy += 0.5 * qd[i] * M[i][j] * qd[j];
    }
  }
  return energy;
}

void ArmDynamics::find_least_inertia(const RobotModel& robot) {
  constexpr int kPoses = 200;
  constexpr double kTurnRad = 3.14159265358979;  // joints that turn further look the same
  const auto n = static_cast<std::size_t>(n_);
  least_inertia_.fill(0.0);
  for (int pose = 0; pose < kPoses; ++pose) {
    JointVector q = {};
    for (std::size_t j = 0; j < n; ++j) {
      // additive recurrence: fills the box evenly; the steps are irrational and unrelated
      const double step = std::sqrt(static_cast<double>(2 + 3 * j * j + 5 * j));
      const double share = std::fmod(0.5 + pose * step, 1.0);
      const double lower = std::max(robot.joints[j].lower, -kTurnRad);
      const double upper = std::max(lower, std::min(robot.joints[j].upper, kTurnRad));
      q[j] = lower + share * (upper - lower);
    }
    JointMatrix M;
    mass_matrix(q, M);
    for (std::size_t j = 0; j < n; ++j) {
      JointMatrix A = M;
      for (std::size_t k = 0; k < n; ++k) A[k][k] += rotor_[k];
      JointVector unit = {}, column = {};
      unit[j] = 1.0;
      solve_cholesky(A, unit, n_, column);
      const double inertia = 1.0 / column[j];
      if (pose == 0 || inertia < least_inertia_[j]) least_inertia_[j] = inertia;
    }
  }
}

}  // namespace darkline
