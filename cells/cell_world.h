// One station under physics: its robots' arms in Bullet, the computed-torque servo that each robot
// controller runs, the welding process, and what the cell's controller sees and says (cell_io.h).
//
// A tick is 4 ms. The loop of a study:
//
//   CellWorld world(config);
//   while (!finished) {
//     if (world.due()) world.apply(controller.update(world.observe()));
//     world.step();
//   }
//
// A command applied at tick t takes effect at t + 4 ms, at the end of the next step(). A world is
// used by one thread at a time; same config, replication and commands give the same bits on one
// build and processor family. step() does not allocate.
//
// Servo: tau = RNEA(q, qd, qdd_ref + w^2 e + 2 w e') + rotor inertia + friction, w = 30 /s, cut at
// the effort limits; qdd_ref is the mean over the step. The motor torque less the joint's friction
// moves links and rotors: qdd from (M + rotors), and Bullet, which knows no rotors, is given
// RNEA(q, qd, qdd).
//
// Orders. An order is new when its step number differs from the last one taken; numbers start at
// 1. `move`: plans a segment at its least duration, follows it, and is done when the segment has
// ended and the arm is within 1e-4 rad of its end, at rest. `weld`: waits until the arm has been
// at rest for settle_s, then runs the process with its drawn times; done, or failed with
// RobotAlarm::expulsion. `stay`: acknowledges; the robot becomes ready. Failed at once with
// bad_command: a target that is not finite or out of limits, a current that is not in (0, 30] kA,
// an unknown order, or a weld more than 5 mm from every spot of the station (if it has any). An
// order for a robot that is still busy makes it fail with bad_command when it has finished. Failed
// with servo_overload: a move that cannot be held with 75 % of torque, or an error beyond 0.05 rad.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/cell/cell_io.h"
#include "models/cell/station_program.h"

namespace darkline {

// One order as it was carried out, or a wait for an interference zone.
struct StepRecord {
  std::uint32_t step = 0;  // 0: a wait
  RobotOrder order = RobotOrder::stay;
  std::uint16_t job = 0;   // job: its place in CellRobot::jobs
  std::uint16_t zone = 0;  // wait: the zone that was not free
  std::int64_t start_ns = 0, end_ns = 0;
  double process_s = 0.0;  // weld, job: drawn, without settling
  double settle_s = 0.0;   // move: from the end of the segment until the arm was at rest
  bool failed = false;
};

// What a robot has done and what it took, since the world was made.
struct RobotRecord {
  std::vector<StepRecord> steps;    // at most kMaxStepRecords; more are not kept
  double energy_j = 0.0;            // arm and its controller, from the mains; no welding current
  double peak_torque_share = 0.0;   // largest |motor torque| / effort
  double rms_torque_share = 0.0;    // of the joint where it is largest
  double tracking_error_rad = 0.0;  // largest while moving; prismatic joints in m
  double spot_error_m = 0.0;        // largest distance from electrode to spot at a weld
  std::int64_t saturated_ticks = 0;
  double zone_wait_s = 0.0;           // stood still for an interference zone
  int welds = 0;                      // good ones
  int expulsions = 0;                 // to be repeated
  JointVector q_at_middle_spot = {};  // for the picture: at the weld half-way through the program
};

inline constexpr std::size_t kMaxStepRecords = 4096;

// Power of a robot besides its motors: controller, brakes, fans (welding facts, section 3.4).
inline constexpr double kRobotBaseW = 450.0;

class CellWorld {
 public:
  // Robots stand at the last position of their program (or at home, without one).
  // @throws InputError for a robot whose dynamics cannot be made (inverse_dynamics.h).
  explicit CellWorld(CellConfig config, std::uint32_t replication = 0);
  ~CellWorld();
  CellWorld(const CellWorld&) = delete;
  CellWorld& operator=(const CellWorld&) = delete;

  const CellConfig& config() const;

  // Whether a body stands in the station; true at the start. A change makes the cell due.
  void set_part_present(bool present);

  // A robot finished or failed, or the body came or went, after the last apply(); or the time is
  // the wake time asked for, or nothing has been applied yet.
  bool due() const;

  // Its `cell` is 0: the number on the bus is the caller's to set.
  CellObservation observe() const;

  // Takes effect one tick later. Robots beyond command.n_robots are left as they are.
  void apply(const CellCommand& command);

  void step();

  std::int64_t t_ns() const;
  const RobotRecord& record(std::size_t robot) const;
  int commands() const;  // applied so far

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
