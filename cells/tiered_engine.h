// Each arm in the cheapest tier that says the truth of it, for a live plant of many cells.
//
//   replay   arms on program: their planned moves keep within 75 % of the motors' torque
//   fleet    arms whose electrode is on a sheet, and after it until they are back on their
//   reference
//            (error below 1e-5 rad and 1e-4 rad/s for 10 ticks)
//   bullet   all arms of an open cell, in a world of its own
//
// Hand-over is at the edges of ticks and without a jump: the next tier starts with position, speed
// and reference of the one before. Loads are those of the reference (inverse dynamics) in every
// tier. No allocation but in add(), open() and the first contact of many arms at once.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "cells/arm_engine.h"
#include "cells/bullet_engine.h"
#include "cells/fleet.h"
#include "cells/replay_engine.h"

namespace darkline {

class TieredEngine final : public ArmEngine {
 public:
  // Loads are sampled at 31 Hz (physics facts, section 8: 30 Hz).
  TieredEngine() : replay_(8) {}

  Fidelity tier() const override { return Fidelity::replay; }  // the usual one
  std::size_t add(const RobotModel& robot, const Pose& X_CB, const MotionPlanner& planner,
                  const JointVector& q) override;
  void follow(std::size_t arm, const Segment& segment) override;
  void carry(std::size_t arm, const MotionPlanner& planner) override;
  void press(std::size_t arm, const ElectrodeContact& contact) override;
  void release(std::size_t arm) override;
  void step() override;
  void read(std::size_t arm, JointVector& q, JointVector& qd) const override;
  double tracking_error(std::size_t arm) const override;
  double contact_force_n(std::size_t arm) const override;
  ArmLoad load(std::size_t arm) const override { return replay_.load(arm); }

  // The arms of one cell go to a Bullet world of their own, or come back.
  void open(std::span<const std::size_t> arms);
  void close(std::span<const std::size_t> arms);

  // A blow: other speeds than the reference's. Takes an arm on replay to the fleet.
  void kick(std::size_t arm, const JointVector& qd);

  Fidelity tier_of(std::size_t arm) const { return arms_[arm].tier; }
  // Arm-ticks moved by each tier so far, by Fidelity.
  const std::array<std::int64_t, 5>& ticks_by_tier() const { return ticks_by_tier_; }

 private:
  struct Arm {
    Fidelity tier = Fidelity::replay;
    Pose X_CB = Pose::Identity();
    const MotionPlanner* tool = nullptr;
    std::size_t slot = 0;    // in the fleet
    std::size_t cell = 0;    // in open_
    std::size_t number = 0;  // there
    bool contact = false;
    ElectrodeContact plane;
    int on_reference = 0;  // ticks
  };
  struct Slot {
    int n_joints = 0;
    bool right_angles = false;
    bool used = false;
    std::size_t arm = 0;
  };

  void enter_fleet(std::size_t arm);
  void leave_fleet(std::size_t arm);
  void watch(std::size_t slot);
  std::size_t take_slot(std::size_t arm);

  ReplayEngine replay_;
  Fleet fleet_;
  std::vector<Slot> slots_;  // (n arms of the fleet)
  std::vector<std::unique_ptr<BulletEngine>> open_;
  std::vector<Arm> arms_;
  std::size_t in_fleet_ = 0, in_bullet_ = 0;
  std::array<std::int64_t, 5> ticks_by_tier_ = {};
};

}  // namespace darkline
