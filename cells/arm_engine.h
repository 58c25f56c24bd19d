// What moves the arms of one or many cells: the tiers behind one contract.
//
//   replay   arms are where their reference is; torques and energy by inverse dynamics
//   fleet    closed loop under torque limits, many arms at once (fleet.h)
//   bullet   closed loop in a Bullet world (bullet_arm.h)
//
// All of them are told the same: follow this segment from now on, carry this, press there. A cell
// world (cell_world.h) speaks to its engine and does not know which it is; equal segments give
// equal cycle times to the tick. Time is counted in ticks of 4 ms, and everything takes effect at
// the beginning of the next step().
//
// An engine belongs to one thread at a time. Nothing but add() and the first step() allocates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "cells/fleet.h"
#include "cells/motion_planning.h"
#include "models/cell/cycle_profile.h"
#include "models/cell/station_program.h"
#include "models/robot/segment.h"

namespace darkline {

// Power of a robot besides its motors: controller, brakes, fans (welding facts, section 3.4).
inline constexpr double kRobotBaseW = 450.0;

// What an arm's motors did since the arm was added.
struct ArmLoad {
  double energy_j = 0.0;  // from the mains, kRobotBaseW included
  double peak_torque_share = 0.0;
  JointVector square_sum = {};  // of torque shares, one term a tick
  std::int64_t ticks = 0;
  std::int64_t saturated_ticks = 0;
};

class ArmEngine {
 public:
  virtual ~ArmEngine() = default;
  virtual Fidelity tier() const = 0;

  // An arm at rest at `q`, holding that pose. `tool`: what hangs on its flange, and with it a
  // planner for every load that it will carry; the planners live as long as the engine.
  // `planner` and everything later given to carry() are of the same robot and base.
  virtual std::size_t add(const RobotModel& robot, const Pose& X_CB, const MotionPlanner& planner,
                          const JointVector& q) = 0;

  // The reference from now on: the segment from its start; after its end its last position.
  virtual void follow(std::size_t arm, const Segment& segment) = 0;

  // The load changes: `planner` knows tool and part.
  virtual void carry(std::size_t arm, const MotionPlanner& planner) = 0;

  // The electrode meets a plane (fleet.h) until release().
  virtual void press(std::size_t arm, const ElectrodeContact& contact) = 0;
  virtual void release(std::size_t arm) = 0;

  virtual void step() = 0;  // 4 ms of all arms

  virtual void read(std::size_t arm, JointVector& q, JointVector& qd) const = 0;
  virtual double tracking_error(std::size_t arm) const = 0;  // now; rad, or m for a slide
  virtual double contact_force_n(std::size_t arm) const = 0;
  virtual ArmLoad load(std::size_t arm) const = 0;
};

// `tier`: replay, fleet or bullet.
std::unique_ptr<ArmEngine> make_arm_engine(Fidelity tier);

// Drive power of one robot at motor torques `tau`, in W, without kRobotBaseW: copper losses and
// shaft power over the motors' efficiency; braking motors feed the bus, never the grid (welding
// facts, section 3.4).
double drive_power_w(const RobotModel& robot, const JointVector& tau, const JointVector& qd);

// Adds `ticks` ticks at motor torques `tau` and speeds `qd`.
void add_ticks(ArmLoad& load, const RobotModel& robot, const JointVector& tau,
               const JointVector& qd, std::int64_t ticks = 1);

}  // namespace darkline
