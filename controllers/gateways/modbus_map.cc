#include "controllers/gateways/modbus_map.h"

#include <span>

#include <fmt/format.h>

namespace darkline {
namespace {

struct Row {
  std::size_t address = 0;
  std::size_t width = 1;  // addresses that it takes
  bool of_robot = false;  // `address` is that of robot 1
  const char* text = "";
};

template <class Address>
constexpr Row station(Address address, const char* text, std::size_t width = 1) {
  return {.address = static_cast<std::size_t>(address), .width = width, .text = text};
}

template <class Address>
constexpr Row robot(std::size_t first, Address address, const char* text, std::size_t width = 1) {
  return {.address = first + static_cast<std::size_t>(address),
          .width = width,
          .of_robot = true,
          .text = text};
}

constexpr Row kCoilRows[] = {
    station(Coil::abort, "abort: as long as it is 1, all robots stay and the station is aborted"),
    station(Coil::reset,
            "reset: going from 0 to 1 clears faults and refusals and enables the station"),
    robot(kCoilStay, 0, "stay: as long as it is 1, the robot begins nothing"),
};

constexpr Row kDiscreteRows[] = {
    station(DiscreteInput::part_present, "a part is in the station"),
    station(DiscreteInput::twin_there, "the twin has sent the programs"),
    station(DiscreteInput::enabled, "orders are carried out"),
    station(DiscreteInput::aborted, "the station is aborted: see input register 8"),
    robot(kDiscreteRobots, DiscreteOfRobot::exists, "the cell has this robot"),
    robot(kDiscreteRobots, DiscreteOfRobot::waiting, "stands, its last order done"),
    robot(kDiscreteRobots, DiscreteOfRobot::busy, "moves, welds or works"),
    robot(kDiscreteRobots, DiscreteOfRobot::failed, "failed: see its alarm"),
    robot(kDiscreteRobots, DiscreteOfRobot::pending, "was given an order that is not begun yet"),
    robot(kDiscreteRobots, DiscreteOfRobot::refused, "its refusal is not 0"),
};

constexpr Row kHoldingRows[] = {
    station(HoldingRegister::heartbeat,
            "heartbeat of the client: any change counts; if it stands still for the time of "
            "`--watchdog` the station is aborted"),
    station(HoldingRegister::state, "PackML state that the client declares"),
    robot(kHoldingRobots, HoldingOfRobot::step, "step of its program to carry out, from 1"),
    robot(kHoldingRobots, HoldingOfRobot::number,
          "number of this order: a change of it is a new order. Write step and number in one "
          "request"),
};

constexpr Row kInputRows[] = {
    station(InputRegister::layout, "layout of these tables: 1"),
    station(InputRegister::robots, "robots of the cell"),
    station(InputRegister::cell, "number of the cell", 2),
    station(InputRegister::tick, "simulated time in control periods of 4 ms", 2),
    station(InputRegister::heartbeat, "heartbeat of the gateway: goes up when the twin asks it"),
    station(InputRegister::state, "PackML state that the gateway declares to the twin"),
    station(InputRegister::faults,
            "faults, by bits: 0 the heartbeat stood still, 1 abort by the coil, 2 a robot failed, "
            "3 no such PackML state"),
    station(InputRegister::fault_robot, "the robot of bit 2, from 1; 0: none"),
    station(InputRegister::status, "discrete inputs 0 to 3, as bits 0 to 3"),
    station(InputRegister::parts, "parts that have left since the start; after 65,535 comes 0"),
    robot(kInputRobots, InputOfRobot::state,
          "state: 0 ready, 1 moving, 2 welding, 3 done, 4 failed, 5 working"),
    robot(kInputRobots, InputOfRobot::alarm,
          "alarm: 0 none, 201 expulsion, 203 weld force, 301 collision, 302 servo overload, 404 "
          "bad command"),
    robot(kInputRobots, InputOfRobot::number, "number of the last order that was begun or refused"),
    robot(kInputRobots, InputOfRobot::step, "step of that order"),
    robot(kInputRobots, InputOfRobot::done, "the last step that was done; 0: none since the start"),
    robot(kInputRobots, InputOfRobot::length, "steps of its program"),
    robot(kInputRobots, InputOfRobot::refusal,
          "refusal: 0 none, 1 no such step, 2 the zone is held by another robot (the order begins "
          "when it is free), 3 a spot or job from the wrong place, 4 the robot is in the zone that "
          "it would give back"),
    robot(kInputRobots, InputOfRobot::zone, "the zone of refusal 2 and 4; else 0"),
    robot(
        kInputRobots, InputOfRobot::status,
        "the robot's discrete inputs as bits: 0 exists, 1 waiting, 2 busy, 3 failed, 4 pending, 5 "
        "refused"),
    robot(kInputRobots, InputOfRobot::joints,
          "joints 1 to 7, two registers each, signed: microrad, or micrometre for a sliding joint",
          2 * kMaxJoints),
    robot(kInputPrograms, 0,
          "its program, two registers a step: kind (1 move, 2 spot, 3 job, 4 enter zone, 5 leave "
          "zone), then zone, job or the low half of the spot's number. Steps beyond 2,048 are not "
          "shown",
          kInputProgramStride),
};

std::string table(const char* title, const char* access, std::span<const Row> rows,
                  std::size_t stride) {
  std::string text = fmt::format("### {}\n{}\n\n| address | meaning |\n|---|---|\n", title, access);
  for (const Row& row : rows) {
    const std::size_t step =
        row.address >= kInputPrograms ? kInputProgramStride : (row.of_robot ? stride : 0);
    std::string address = std::to_string(row.address);
    if (row.of_robot) address += fmt::format(" + {} r", step);
    if (row.width == 2) address += " and the next";
    if (row.width > 2) address += fmt::format(" and the next {}", row.width - 1);
    text += fmt::format("| {} | {} |\n", address, row.text);
  }
  return text + "\n";
}

}  // namespace

std::string modbus_map_text() {
  return table("Coils", "Functions 1, 5 and 15; written by the client.", kCoilRows, 1) +
         table("Discrete inputs", "Function 2; written by the gateway.", kDiscreteRows,
               kDiscreteStride) +
         table("Holding registers", "Functions 3, 6, 16, 22 and 23; written by the client.",
               kHoldingRows, kHoldingStride) +
         table("Input registers", "Function 4; written by the gateway.", kInputRows, kInputStride);
}

}  // namespace darkline
