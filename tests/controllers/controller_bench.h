// A cell controller on a bench: its robots report what the test says.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "controllers/cell_controller.h"

namespace darkline {

inline constexpr std::uint32_t kCell = 5;

inline std::string name_of(PackMlState state) {
  static const std::vector<std::string> names = {
      "stopped",   "resetting",    "idle",    "starting", "execute",  "completing",
      "complete",  "aborting",     "aborted", "stopping", "clearing", "suspending",
      "suspended", "unsuspending", "holding", "held",     "unholding"};
  return names.at(static_cast<std::size_t>(state));
}

// A cell whose robots do what the test says, driven one control tick at a time.
struct Bench {
  explicit Bench(std::vector<RobotProgram> programs)
      : Bench(CellProgram{.cell = kCell, .robots = std::move(programs)}) {}
  explicit Bench(CellProgram program) : controller(std::move(program)) {
    seen.cell = kCell;
    seen.n_robots = static_cast<std::uint8_t>(controller.n_robots());
    controller.activate();
  }

  CellCommand& tick() {
    command = controller.update(seen);
    seen.t_ns += kControlPeriodNs;
    return command;
  }

  // What the robot reports from the next tick on, under the number last given to it.
  void report(std::size_t robot, RobotState state, RobotAlarm alarm = RobotAlarm::none) {
    seen.robots[robot].state = state;
    seen.robots[robot].alarm = alarm;
    seen.robots[robot].step = command.robots[robot].step;
  }

  std::string walk() const {
    std::string text;
    for (const PackMlState state : controller.last_walk()) {
      text += (text.empty() ? "" : " ") + name_of(state);
    }
    return text;
  }

  CellController controller;
  CellObservation seen;
  CellCommand command;
};

}  // namespace darkline
