// A serial chain in the coordinates in which the fleet computes: every joint turns about its own
// z axis or slides along it, and its placing in the parent's frame is a shift r and a rotation
// Rx(alpha):
//
//   X_(i-1)(i) = shift(r_i) Rx(alpha_i) Rz(theta_i),   theta_i = sign_i q_i + offset_i
//
// or, where it slides,
//
//   X_(i-1)(i) = shift(r_i) Rx(alpha_i) shift(theta_i e_z) Rz(angle_i),   theta_i = sign_i q_i
//
// with 0 <= alpha <= 90 degrees and alpha_1 = 0. Frame i stands where the URDF's link frame stands
// and is turned against it by a constant rotation, so masses, tensors, tool and gravity change
// their axes once, here. Speeds, accelerations and torques take the sign alone.
//
// Why: an arm whose axes stand at 0 or 90 degrees to each other needs no arithmetic for alpha, and
// a base on a wall or a ceiling is three other numbers for gravity. Nothing is rounded to a right
// angle: what a URDF file calls 1.5708 stays 1.5708.
//
// Free of libm, so that the same RobotModel gives the same bits on every processor.
#pragma once

#include <array>

#include "cells/inverse_dynamics.h"
#include "models/robot/segment.h"

namespace darkline {

struct CanonicalJoint {
  Eigen::Vector3d r_m = Eigen::Vector3d::Zero();  // in the parent's frame
  double sin_alpha = 0.0, cos_alpha = 1.0;
  double sign = 1.0;        // +1 or -1
  double offset_rad = 0.0;  // in (-2 pi, 2 pi]; 0 where it slides
  bool slides = false;
  double angle_rad = 0.0;  // where it slides; in (-2 pi, 2 pi]

  // Of the link that the joint moves, in its frame; the gun is part of the last one.
  double mass_kg = 0.0;
  Eigen::Vector3d h_kg_m = Eigen::Vector3d::Zero();     // mass times centre of mass
  Eigen::Matrix3d I_o_kg_m2 = Eigen::Matrix3d::Zero();  // about the frame's origin
};

struct CanonicalChain {
  int n_joints = 0;
  std::array<CanonicalJoint, kMaxJoints> joints = {};
  Pose X_BF = Pose::Identity();  // frame 0, fixed in the robot's base frame
  Pose X_LT = Pose::Identity();  // the tool frame in the last frame
  Eigen::Vector3d gravity_F_m_s2 = Eigen::Vector3d::Zero();  // in frame 0

  // Six turning joints, alpha = 0, 90, 0, 90, 90, 90 degrees to 1e-12: parallel shoulder axes and a
  // wrist.
  bool right_angles = false;

  bool has_slides() const;

  JointVector to_theta(const JointVector& q) const;
  JointVector to_q(const JointVector& theta) const;
  JointVector signs_applied(const JointVector& value) const;  // qd, qdd or tau, either way
  Segment to_theta(const Segment& segment) const;
};

// @throws InputError for a chain that does not have 4 to 7 joints, and for a moving link without
//   mass.
CanonicalChain canonical_chain(const RobotModel& robot, const GunModel& gun,
                               const Eigen::Vector3d& gravity_B_m_s2 = {0.0, 0.0, -kGravityMPerS2});

// X_BT at joints `q`: equals forward_kinematics.
Pose tool_pose(const CanonicalChain& chain, const JointVector& q);

}  // namespace darkline
