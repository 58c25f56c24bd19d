// A station's cycle without its physics: programs as steps with known seconds, and the controller's
// rule for interference zones. Other seconds give other waits; this finds them.
//
// A robot takes its steps in order. Work lasts answer_ns (until the controller's command has taken
// effect) and then work_ns. enter_zone and leave_zone last nothing. A zone is held by one robot:
// who asks first gets it first, of those who ask at one time the one that stands first in the cell.
// It is handed over at the moment at which its holder leaves it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cells/cell_world.h"

namespace darkline {

struct ReplayStep {
  StepKind kind = StepKind::move;
  std::uint16_t zone = 0;      // enter_zone, leave_zone
  std::int64_t answer_ns = 0;  // work: before it begins, of which waits for zones are no part
  std::int64_t work_ns = 0;
};

struct ReplayedWait {
  std::size_t step = 0;  // the enter_zone, its place in the program
  std::int64_t duration_ns = 0;
};

struct ReplayedRobot {
  std::int64_t end_ns = 0;  // of its last step, from the start of the cycle
  std::int64_t zone_wait_ns = 0;
  int zone_waits = 0;  // how often it had to wait
  std::vector<ReplayedWait> waits = {};
};

// `programs`: (n robots). @throws InternalError if robots wait for each other in a circle: programs
// that take zones in ascending order cannot.
std::vector<ReplayedRobot> replay_cycle(std::span<const std::vector<ReplayStep>> programs);

// The steps of a robot's program with the seconds that its record measured in a cycle without
// scatter: one record for each move, spot and job, in order. `places`, if given, receives for each
// step of the program its place in record.steps, or -1 for zones.
// @throws InternalError if the record is not of this program.
std::vector<ReplayStep> measured_steps(const RobotProgram& program, const RobotRecord& record,
                                       std::vector<int>* places = nullptr);

}  // namespace darkline
