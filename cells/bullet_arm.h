// The arms of one cell in one Bullet world: fixed-base multibodies, driven by joint torques only.
//
// Bullet 3.24, double precision. Damping is off, the gyro term on, and the links stand on
// principal axes at their centres of mass (bullet_frames.h), so that a step has the acceleration
// of our own equations to rounding. The step is 4 ms; positions follow the trapezoid rule
// q1 = q0 + h (v0 + v1) / 2 where Bullet alone would take q0 + h v1.
//
// Arms carry no collision shapes: they pass through each other and through the body.
//
// One world belongs to one thread at a time. Worlds may be made in several threads: Bullet's two
// global counters are guarded here.
#pragma once

#include <cstddef>
#include <memory>

#include "models/cell/station_program.h"
#include "models/robot/robot_model.h"

namespace darkline {

inline constexpr double kPhysicsStepS = 0.004;

class BulletArms {
 public:
  BulletArms();
  ~BulletArms();
  BulletArms(const BulletArms&) = delete;
  BulletArms& operator=(const BulletArms&) = delete;

  // The arm's number, counted from 0. Arms must be added before the first step.
  std::size_t add(const RobotModel& robot, const GunModel& gun, const Pose& X_CB);

  void set_state(std::size_t arm, const JointVector& q, const JointVector& qd);
  void read(std::size_t arm, JointVector& q, JointVector& qd) const;

  // Held over the next step; N m (prismatic: N).
  void set_torque(std::size_t arm, const JointVector& tau);

  // 4 ms of all arms. Does not allocate after the first.
  void step();

  // Bullet's articulated-body algorithm at a state, gravity included: the oracle of the tests.
  // Leaves the arm in that state.
  JointVector acceleration(std::size_t arm, const JointVector& q, const JointVector& qd,
                           const JointVector& tau);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
