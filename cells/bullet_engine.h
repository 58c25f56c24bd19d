// Tier 3: the arms of one open cell in Bullet, each under its robot controller's servo.
//
// Servo: tau = RNEA(q, qd, qdd_ref + w^2 e + 2 w e') + rotor inertia + friction + press, w = 30 /s,
// cut at the effort limits; qdd_ref is the mean over the step. The motor torque less the joint's
// friction, and the electrode's force, move links, load and rotors: qdd from (M + rotors), and
// Bullet, which knows neither rotors nor what a gripper carries, is given RNEA(q, qd, qdd) of the
// arm with its tool.
#pragma once

#include <vector>

#include "cells/arm_engine.h"
#include "cells/bullet_arm.h"

namespace darkline {

class BulletEngine final : public ArmEngine {
 public:
  Fidelity tier() const override { return Fidelity::bullet; }
  std::size_t add(const RobotModel& robot, const Pose& X_CB, const MotionPlanner& planner,
                  const JointVector& q) override;
  void follow(std::size_t arm, const Segment& segment) override;
  void carry(std::size_t arm, const MotionPlanner& planner) override;
  void press(std::size_t arm, const ElectrodeContact& contact) override;
  void release(std::size_t arm) override;
  void step() override;
  void read(std::size_t arm, JointVector& q, JointVector& qd) const override;
  double tracking_error(std::size_t arm) const override;
  double contact_force_n(std::size_t arm) const override { return arms_[arm].force_n; }
  ArmLoad load(std::size_t arm) const override { return arms_[arm].load; }

  // The same after `elapsed_s` (whole ticks) of the segment.
  void follow(std::size_t arm, const Segment& segment, double elapsed_s);

  // Another speed of all joints at once, as a blow gives it.
  void kick(std::size_t arm, const JointVector& qd);

 private:
  struct Arm {
    const MotionPlanner* planner = nullptr;  // of tool and load
    const MotionPlanner* tool = nullptr;     // of the tool alone: what Bullet has
    JointVector q = {}, qd = {};
    Segment segment;
    std::int64_t ticks = 0;  // since the segment began
    bool contact = false;
    ElectrodeContact plane;
    double force_n = 0.0;
    ArmLoad load;
  };

  void drive(std::size_t arm);
  JointVector contact_torque(Arm& arm, double& press_n_per_m) const;

  BulletArms world_;
  std::vector<Arm> arms_;
};

}  // namespace darkline
