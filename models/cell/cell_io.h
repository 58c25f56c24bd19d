// What a cell and its controller say to each other, as plain values. controllers/ puts them on the
// wire (LOTP/1), cells/ produces and obeys them; neither includes the other.
//
// Time is simulated, in nanoseconds. The controller is asked at a control tick when the cell is
// due: at the wake time it asked for, or when a robot has finished or failed what it was told. A
// command given at tick t takes effect at t + one control period.
#pragma once

#include <array>
#include <cstdint>

#include "models/robot/robot_model.h"

namespace darkline {

inline constexpr int kMaxCellRobots = 12;
inline constexpr std::int64_t kControlPeriodNs = 4'000'000;  // 250 Hz, the physics step
inline constexpr std::int64_t kNeverNs = INT64_MAX;

// What a robot is doing.
enum class RobotState : std::uint16_t {
  ready = 0,  // at rest, waits for a command
  moving = 1,
  welding = 2,
  done = 3,     // finished the commanded step; becomes ready with the next command
  failed = 4,   // could not finish: see alarm
  working = 5,  // runs a job
};

enum class RobotAlarm : std::uint16_t {
  none = 0,
  expulsion = 201,       // weld to be repeated
  weld_force = 203,      // the electrodes did not reach their force
  collision = 301,       // the arm touched another arm or something that stands in the cell
  servo_overload = 302,  // torque beyond its limit
  bad_command = 404,     // target out of limits or not finite, a job that the robot does not know
};

enum class RobotOrder : std::uint8_t {
  stay = 0,
  move = 1,
  weld = 2,
  job = 3,
};

struct RobotObservation {
  JointVector q_rad = {};
  JointVector qd_rad_s = {};
  RobotState state = RobotState::ready;
  RobotAlarm alarm = RobotAlarm::none;
  std::uint32_t step = 0;  // number of the order that the state speaks of
};

struct CellObservation {
  std::uint32_t cell = 0;
  std::int64_t t_ns = 0;
  std::uint8_t n_robots = 0;
  bool part_present = false;
  std::array<RobotObservation, kMaxCellRobots> robots = {};
};

struct RobotCommand {
  RobotOrder order = RobotOrder::stay;
  std::uint32_t step = 0;       // a new number is a new order
  JointVector target_rad = {};  // move
  float weld_current_ka = 0.F;  // weld
  std::uint16_t job = 0;        // job: its place in CellRobot::jobs
  std::uint16_t waits_for = 0;  // the interference zone that the robot stands still for; 0: none
};

// The station's PackML state as its controller declares it (ANSI/ISA-TR88.00.02).
enum class PackMlState : std::uint8_t {
  stopped = 0,
  resetting,
  idle,
  starting,
  execute,
  completing,
  complete,
  aborting,
  aborted,
  stopping,
  clearing,
  suspending,
  suspended,
  unsuspending,
  holding,
  held,
  unholding,
};

// Why a station holds or aborted, as welding facts, section 5, number faults.
struct StopReason {
  std::uint16_t code = 0;   // 0: it does not stand, or nobody knows why
  std::int16_t robot = -1;  // its place; -1: no robot's matter
  std::uint16_t zone = 0;   // that was held too long; 0: none
};

struct CellCommand {
  std::uint32_t cell = 0;
  PackMlState state = PackMlState::idle;
  std::uint8_t n_robots = 0;
  std::int64_t next_wake_ns = kNeverNs;
  StopReason reason = {};
  std::array<RobotCommand, kMaxCellRobots> robots = {};
};

}  // namespace darkline
