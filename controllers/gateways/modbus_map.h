// The I/O image of one cell as a Modbus client (a programmable logic controller) sees it: four
// tables of fixed layout for the most robots that a cell may have. docs/modbus.md tells it; its
// tables are what modbus_map_text() prints.
//
// All addresses count from 0, as on the wire. Numbers of 32 bits lie in two registers, the high
// half first. Robots are numbered from 0 here and from 1 for people; steps of a program from 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "models/cell/cell_io.h"

namespace darkline {

inline constexpr std::uint16_t kModbusLayout = 1;  // a change that a client would notice raises it

// Written by the client.
enum class HoldingRegister : std::uint16_t {
  heartbeat = 0,  // any change counts
  state = 1,      // PackMlState
};
inline constexpr std::size_t kHoldingRobots = 16;  // the first robot's block
inline constexpr std::size_t kHoldingStride = 4;
enum class HoldingOfRobot : std::uint16_t {
  step = 0,    // of its program, to carry out
  number = 1,  // of this order: another number is another order
};

enum class Coil : std::uint16_t {
  abort = 0,
  reset = 1,  // counts when it goes from 0 to 1
};
inline constexpr std::size_t kCoilStay = 16;  // one a robot

// Written by the gateway.
enum class InputRegister : std::uint16_t {
  layout = 0,
  robots = 1,
  cell = 2,       // 32 bits
  tick = 4,       // 32 bits: control periods of simulated time, of 4 ms
  heartbeat = 6,  // counts what the twin asked
  state = 7,      // PackMlState that the gateway declares
  faults = 8,     // StationFault, as bits
  fault_robot = 9,
  status = 10,  // the discrete inputs from 0 on, as bits
  parts = 11,   // that have left; the low half
};
inline constexpr std::size_t kInputRobots = 32;
inline constexpr std::size_t kInputStride = 32;
enum class InputOfRobot : std::uint16_t {
  state = 0,   // RobotState
  alarm = 1,   // RobotAlarm
  number = 2,  // of the last order that was begun or refused for good
  step = 3,    // of that order
  done = 4,    // the last step that was done
  length = 5,  // of its program
  refusal = 6,
  zone = 7,     // that is in the way
  status = 8,   // the robot's discrete inputs, as bits
  joints = 16,  // 7 of 32 bits, signed, in microrad or micrometre
};
// The programs: two registers a step, StepKind and its zone, job or spot.
inline constexpr std::size_t kInputPrograms = 4096;
inline constexpr std::size_t kInputProgramStride = 4096;
inline constexpr std::size_t kShownSteps = kInputProgramStride / 2;

enum class DiscreteInput : std::uint16_t {
  part_present = 0,
  twin_there = 1,
  enabled = 2,
  aborted = 3,
};
inline constexpr std::size_t kDiscreteRobots = 16;
inline constexpr std::size_t kDiscreteStride = 8;
enum class DiscreteOfRobot : std::uint16_t {
  exists = 0,
  waiting = 1,  // at rest, its last order done
  busy = 2,
  failed = 3,
  pending = 4,  // an order has been given that is not begun yet
  refused = 5,
};

enum class StationFault : std::uint16_t {
  watchdog = 0,      // the client's heartbeat stood still
  abort_asked = 1,   // by the coil
  robot_failed = 2,  // collision, servo overload, refused command, failed job
  bad_state = 3,     // the client declares what is no PackML state
};

// Why a robot does not do what it was told.
enum class Refusal : std::uint16_t {
  none = 0,
  no_such_step = 1,
  zone_held = 2,    // another robot holds the zone; begins by itself when it is free
  wrong_place = 3,  // a spot or job whose program step before is not where the robot stands
  in_zone = 4,      // the zone would be given back while the robot is in it
};

inline constexpr std::size_t kMostRobots = kMaxCellRobots;
inline constexpr std::size_t kHoldingRegisters = kHoldingRobots + kHoldingStride * kMostRobots;
inline constexpr std::size_t kCoils = kCoilStay + kMostRobots;
inline constexpr std::size_t kInputRegisters = kInputRobots + kInputStride * kMostRobots;
inline constexpr std::size_t kDiscreteInputs = kDiscreteRobots + kDiscreteStride * kMostRobots;
inline constexpr std::size_t kAllInputRegisters =
    kInputPrograms + kInputProgramStride * kMostRobots;
static_assert(kInputRegisters <= kInputPrograms && kAllInputRegisters <= 65536);

// What the client has written.
struct ModbusOutputs {
  std::array<std::uint16_t, kHoldingRegisters> registers = {};
  std::array<std::uint8_t, kCoils> coils = {};  // 0 or 1

  std::uint16_t at(HoldingRegister which) const {
    return registers[static_cast<std::size_t>(which)];
  }
  std::uint16_t at(std::size_t robot, HoldingOfRobot which) const {
    return registers[kHoldingRobots + kHoldingStride * robot + static_cast<std::size_t>(which)];
  }
  bool at(Coil which) const { return coils[static_cast<std::size_t>(which)] != 0; }
  bool stays(std::size_t robot) const { return coils[kCoilStay + robot] != 0; }
};

// What the client reads, programs apart.
struct ModbusInputs {
  std::array<std::uint16_t, kInputRegisters> registers = {};
  std::array<std::uint8_t, kDiscreteInputs> bits = {};  // 0 or 1

  void set(InputRegister which, std::uint16_t value) {
    registers[static_cast<std::size_t>(which)] = value;
  }
  void set_wide(InputRegister which, std::uint32_t value) {
    put_wide(static_cast<std::size_t>(which), value);
  }
  void set(std::size_t robot, InputOfRobot which, std::uint16_t value) {
    registers[place(robot, which)] = value;
  }
  void set_joint(std::size_t robot, std::size_t joint, std::int32_t micro) {
    put_wide(place(robot, InputOfRobot::joints) + 2 * joint, static_cast<std::uint32_t>(micro));
  }
  // Into the bits and the status registers.
  void set(DiscreteInput which, bool value) {
    const auto bit = static_cast<std::size_t>(which);
    put_bit(bit, static_cast<std::size_t>(InputRegister::status), bit, value);
  }
  void set(std::size_t robot, DiscreteOfRobot which, bool value) {
    const auto bit = static_cast<std::size_t>(which);
    put_bit(kDiscreteRobots + kDiscreteStride * robot + bit, place(robot, InputOfRobot::status),
            bit, value);
  }
  std::uint16_t at(InputRegister which) const { return registers[static_cast<std::size_t>(which)]; }
  std::uint16_t at(std::size_t robot, InputOfRobot which) const {
    return registers[place(robot, which)];
  }
  bool at(DiscreteInput which) const { return bits[static_cast<std::size_t>(which)] != 0; }
  bool at(std::size_t robot, DiscreteOfRobot which) const {
    return bits[kDiscreteRobots + kDiscreteStride * robot + static_cast<std::size_t>(which)] != 0;
  }

 private:
  static std::size_t place(std::size_t robot, InputOfRobot which) {
    return kInputRobots + kInputStride * robot + static_cast<std::size_t>(which);
  }
  void put_bit(std::size_t at, std::size_t status, std::size_t bit, bool value) {
    bits[at] = value ? 1 : 0;
    const unsigned others = registers[status] & ~(1U << bit);
    registers[status] = static_cast<std::uint16_t>(others | (value ? 1U << bit : 0U));
  }
  void put_wide(std::size_t at, std::uint32_t value) {
    registers[at] = static_cast<std::uint16_t>(value >> 16U);
    registers[at + 1] = static_cast<std::uint16_t>(value & 0xFFFFU);
  }
};

// The four tables, as Markdown.
std::string modbus_map_text();

}  // namespace darkline
