// Frames and poses, in monogram notation.
//
//   W hall   C cell   B robot base   E flange   T tool tip   F fixture   P part   S weld spot
//
// X_WC is the pose of C in W, and in a product adjacent letters cancel:
//   X_WT = X_WC * X_CB * X_BE * X_ET
// p_PS_C is the position of S from P, expressed in C; R_CB the rotation of B in C. All frames are
// right-handed with z up where they stand on a floor; metres and radians.
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>

namespace darkline {

using Pose = Eigen::Isometry3d;

// Rotation about the fixed axes x, y, z in turn, the meaning of rpy in URDF:
// R = Rz(yaw) * Ry(pitch) * Rx(roll).
inline Eigen::Matrix3d rotation_from_rpy(double roll, double pitch, double yaw) {
  return (Eigen::AngleAxisd(yaw, Eigen::Vector3d::UnitZ()) *
          Eigen::AngleAxisd(pitch, Eigen::Vector3d::UnitY()) *
          Eigen::AngleAxisd(roll, Eigen::Vector3d::UnitX()))
      .toRotationMatrix();
}

inline Pose make_pose(const Eigen::Matrix3d& rotation, const Eigen::Vector3d& position_m) {
  Pose X = Pose::Identity();
  X.linear() = rotation;
  X.translation() = position_m;
  return X;
}

}  // namespace darkline
