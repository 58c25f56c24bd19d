// One station under physics: its robots' arms, the processes at their tools, and what the cell's
// controller sees and says (cell_io.h).
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
// The arms are moved by an engine of one tier (arm_engine.h): Bullet, the fleet, or replay.
//
// Orders. An order is new when its step number differs from the last one taken; numbers start at
// 1. `move`: plans a segment at its least duration, follows it, and is done when the segment has
// ended and the arm is within 1e-4 rad of its end, at rest. `weld`: waits until the arm has been
// at rest for settle_s, then runs the process with its drawn times; done, or failed with
// RobotAlarm::expulsion. `job`: follows the job's path, waits for rest as a move does, then for
// the drawn seconds of its process; a pick ends with the part in the grip, a place without it.
// `stay`: acknowledges; the robot becomes ready. Failed at once with bad_command: a target that is
// not finite or out of limits, a current that is not in (0, 30] kA, a job that the robot does not
// have or that begins elsewhere, an unknown order, or a weld more than 5 mm from every spot of the
// station (if it has any). An order for a robot that is still busy makes it fail with bad_command
// when it has finished. Failed with servo_overload: a move that cannot be held with 75 % of
// torque, or an error beyond 0.05 rad.
//
// Electrodes. The force of a servo gun stays within its frame; what is left for the arm is what the
// gun's equaliser does not take (SpotProcess::equalising_share). From the end of closing to the
// start of opening the fixed electrode rests on the sheet with that force, through the springiness
// of the gun (5e5 N/m, physics facts, section 5); the servo is told to press just so much that the
// force is the wanted one in spite of its own stiffness; the joints' friction lets it come in some
// 0.1 s. A weld whose force is off by more than half when the gun opens fails with
// RobotAlarm::weld_force.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "cells/arm_engine.h"
#include "cells/collision_watch.h"
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
  double zone_wait_s = 0.0;    // stood still for an interference zone
  int welds = 0;               // good ones
  int expulsions = 0;          // to be repeated
  double least_force_n = 0.0;  // electrode on sheet when the gun opens, of all welds
  double most_force_n = 0.0;
  JointVector q_at_middle_spot = {};  // for the picture: at the weld half-way through the program
};

inline constexpr std::size_t kMaxStepRecords = 4096;

// A piece of a robot's way: where it was told to be.
struct FlownSegment {
  std::int64_t start_ns = 0;
  Segment segment;
};

// Something that a robot began, told as it happens: state, alarm and zone from t_ns on. Of several
// motions begun at the same t_ns only the last is told.
struct RobotChange {
  enum class Motion : std::uint8_t {
    none,     // the motion before goes on, or its end holds
    segment,  // follows `*segment`
    job,      // follows the path of `job`
  };
  std::int64_t t_ns = 0;
  std::size_t robot = 0;
  RobotState state = RobotState::ready;
  RobotAlarm alarm = RobotAlarm::none;
  std::uint16_t zone = 0;  // that it stands still for; 0: none
  std::uint16_t job = 0;   // working: its place in CellRobot::jobs
  Motion motion = Motion::none;
  const Segment* segment = nullptr;  // the world's, until its next tick
};

enum class Collisions : std::uint8_t {
  unwatched,
  noted,     // seen contacts are kept, and nothing else happens
  stopping,  // besides, a robot that touches something while it works fails with
             // RobotAlarm::collision and stays where it is
};

struct CellWorldOptions {
  std::uint32_t replication = 0;
  Fidelity tier = Fidelity::bullet;  // of the world's own engine
  ArmEngine* engine = nullptr;       // shared with other worlds instead; outlives them
  bool record_motion = false;        // keeps what flown() gives
  Collisions collisions = Collisions::unwatched;
  // Every change of a robot is added there by finish_tick(); who owns it empties it. With room for
  // 8 changes a robot, emptied each tick, nothing is allocated.
  std::vector<RobotChange>* changes = nullptr;
};

class CellWorld {
 public:
  // Robots stand at the last position of their program (or at home, without one).
  // @throws InputError for a robot whose dynamics cannot be made (inverse_dynamics.h).
  explicit CellWorld(CellConfig config, const CellWorldOptions& options = {});
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

  // A tick of the world's own engine and of the cell.
  void step();

  // The cell's part of a tick, for worlds that share an engine: once after each step of it.
  void finish_tick();

  std::int64_t t_ns() const;
  RobotRecord record(std::size_t robot) const;
  std::span<const SeenContact> contacts() const;
  std::span<const FlownSegment> flown(std::size_t robot) const;
  void read(std::size_t robot, JointVector& q, JointVector& qd) const;
  double tracking_error(std::size_t robot) const;  // now; rad, or m for a slide
  Fidelity tier() const;                           // of its engine
  int commands() const;                            // applied so far

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
