// Tier 1: arms on program are where their segments say. Torques and energy come from inverse
// dynamics along the reference, at each tick or every few of them.
#pragma once

#include <vector>

#include "cells/arm_engine.h"

namespace darkline {

class ReplayEngine final : public ArmEngine {
 public:
  // Loads of moving arms are looked at once in `ticks_a_sample` ticks, and count for all of them.
  explicit ReplayEngine(int ticks_a_sample = 1) : ticks_a_sample_(ticks_a_sample) {}

  Fidelity tier() const override { return Fidelity::replay; }
  std::size_t add(const RobotModel& robot, const Pose& X_CB, const MotionPlanner& planner,
                  const JointVector& q) override;
  void follow(std::size_t arm, const Segment& segment) override;
  void carry(std::size_t arm, const MotionPlanner& planner) override;
  void press(std::size_t arm, const ElectrodeContact& contact) override;
  void release(std::size_t arm) override;
  void step() override { ++now_; }
  // The reference, and how long ago it began.
  const Segment& segment(std::size_t arm) const { return arms_[arm].segment; }
  double elapsed_s(std::size_t arm) const {
    return static_cast<double>(now_ - arms_[arm].began) * kPhysicsStepS;
  }
  const MotionPlanner& planner(std::size_t arm) const { return *arms_[arm].planner; }

  void read(std::size_t arm, JointVector& q, JointVector& qd) const override;
  double tracking_error(std::size_t) const override { return 0.0; }
  double contact_force_n(std::size_t arm) const override;
  ArmLoad load(std::size_t arm) const override;

 private:
  struct Arm {
    const MotionPlanner* planner = nullptr;
    Segment segment;
    std::int64_t began = 0;    // tick at which the segment begins
    std::int64_t counted = 0;  // ticks up to here are in the load
    double force_n = 0.0;      // between electrode and sheet
    ArmLoad load;
  };

  void count(Arm& arm, std::int64_t until) const;

  int ticks_a_sample_;
  std::int64_t now_ = 0;  // ticks
  std::vector<Arm> arms_;
};

}  // namespace darkline
