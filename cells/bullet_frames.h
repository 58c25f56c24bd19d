// The one place where Eigen's numbers become Bullet's and back. Bullet's quaternion takes x, y,
// z, w in its constructor, Eigen's takes w first; Bullet here is the double-precision build.
#pragma once

#include <BulletDynamics/Featherstone/btMultiBody.h>
#include <Eigen/Eigenvalues>

#include "models/robot/robot_model.h"

namespace darkline {

static_assert(sizeof(btScalar) == 8, "link bullet-float64, not bullet");

inline btVector3 to_bullet(const Eigen::Vector3d& v) {
  return {v.x(), v.y(), v.z()};
}

inline btQuaternion to_bullet(const Eigen::Matrix3d& R) {
  const Eigen::Quaterniond q(R);
  return {q.x(), q.y(), q.z(), q.w()};
}

// Bullet wants every link frame at the centre of mass, on principal axes. P_L: from the principal
// axes to the link's, a rotation; p: the centre in the link's frame; principal moments beside.
struct PrincipalFrame {
  Eigen::Matrix3d P_L = Eigen::Matrix3d::Identity();
  Eigen::Vector3d p_LC_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d moments_kg_m2 = Eigen::Vector3d::Zero();
};

inline PrincipalFrame principal_frame(const Inertial& inertial) {
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(inertial.I_C_kg_m2);
  PrincipalFrame frame;
  frame.P_L = solver.eigenvectors();
  if (frame.P_L.determinant() < 0.0) frame.P_L.col(2) *= -1.0;
  frame.p_LC_m = inertial.p_LC_m;
  frame.moments_kg_m2 = solver.eigenvalues();
  return frame;
}

}  // namespace darkline
