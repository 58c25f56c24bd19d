// Tier 2: the arms of one or many cells in one fleet (fleet.h).
//
// Loads are kept where a cell asks for them (add()'s arms of a study); a plant of many arms may
// leave them out and take energy from inverse dynamics instead (surrogate.h).
#pragma once

#include <vector>

#include "cells/arm_engine.h"
#include "cells/fleet.h"

namespace darkline {

class FleetEngine final : public ArmEngine {
 public:
  enum class Loads { kept, left_out };
  explicit FleetEngine(Loads loads = Loads::kept, InstructionSet isa = instruction_sets().back())
      : loads_(loads), fleet_(isa) {}

  Fidelity tier() const override { return Fidelity::fleet; }
  std::size_t add(const RobotModel& robot, const Pose& X_CB, const MotionPlanner& planner,
                  const JointVector& q) override;
  void follow(std::size_t arm, const Segment& segment) override;
  void carry(std::size_t arm, const MotionPlanner& planner) override;
  void press(std::size_t arm, const ElectrodeContact& contact) override;
  void release(std::size_t arm) override;
  void step() override;
  void read(std::size_t arm, JointVector& q, JointVector& qd) const override;
  double tracking_error(std::size_t arm) const override;
  double contact_force_n(std::size_t arm) const override { return fleet_.contact_force_n(arm); }
  ArmLoad load(std::size_t arm) const override;

 private:
  struct Arm {
    const RobotModel* robot = nullptr;
    ArmLoad load;
  };

  Loads loads_;
  Fleet fleet_;
  std::vector<JointVector> speeds_;  // at the beginning of the tick
  std::vector<Arm> arms_;
};

}  // namespace darkline
