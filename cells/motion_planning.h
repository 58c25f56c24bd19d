// How fast an arm may go from rest to rest: the least duration of the synchronous joint quintic
// s = 10 x^3 - 15 x^4 + 6 x^5 within limits of speed, acceleration, jerk and torque.
//
// Torque: |RNEA + rotor + friction| <= 75 % of the effort limit (welding facts, section 3.4),
// sampled along the move. Stretching a move by L = 1/x scales its speeds by x, so the torque of a
// sample is gravity + Coulomb + viscous x + inertial x^2: the largest feasible x is the root of a
// quadratic (the slow-down formula of the physics facts, section 8, with viscous friction).
// The work is the surrogate's (surrogate.h).
#pragma once

#include <optional>

#include "cells/inverse_dynamics.h"
#include "cells/joint_friction.h"
#include "cells/surrogate.h"
#include "models/robot/segment.h"

namespace darkline {

class MotionPlanner {
 public:
  MotionPlanner(const RobotModel& robot, const GunModel& gun,
                const Eigen::Vector3d& gravity_B_m_s2 = {0.0, 0.0, -kGravityMPerS2});

  // Least duration in s; none if the arm cannot even hold a pose of the way with its share of
  // torque, or a joint that must move has no speed. Does not allocate.
  std::optional<double> least_duration_s(const JointVector& from, const JointVector& to) const;

  // The move at its least duration, rounded up to whole physics steps (4 ms); none as above.
  std::optional<Segment> plan_move(const JointVector& from, const JointVector& to) const;

  const ArmDynamics& dynamics() const { return dynamics_; }
  const JointFriction& friction() const { return friction_; }
  const RobotModel& robot() const { return robot_; }
  const GunModel& gun() const { return gun_; }  // with what it carries
  const Eigen::Vector3d& gravity_B_m_s2() const { return gravity_B_m_s2_; }
  const Surrogate& surrogate() const { return surrogate_; }  // what its moves take

 private:
  RobotModel robot_;
  GunModel gun_;
  Eigen::Vector3d gravity_B_m_s2_;
  ArmDynamics dynamics_;
  JointFriction friction_;
  Surrogate surrogate_;
};

}  // namespace darkline
