// The cells that the fuzz targets of controllers speak of.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "controllers/cell_program.h"

namespace darkline::fuzz {

// Two robots that share two zones, one of which dresses; and a cell of one robot.
inline const std::vector<CellProgram>& cells() {
  static const std::vector<CellProgram> kCells = [] {
    const ProgramStep move{.kind = StepKind::move, .q_rad = {0.5, -0.25}};
    const ProgramStep spot{.kind = StepKind::spot, .spot = 4, .weld_current_ka = 8.5F};
    const ProgramStep job{.kind = StepKind::job, .q_rad = {0.1}, .job = 2};
    const ProgramStep enter_1{.kind = StepKind::enter_zone, .zone = 1};
    const ProgramStep leave_1{.kind = StepKind::leave_zone, .zone = 1};
    const ProgramStep enter_5{.kind = StepKind::enter_zone, .zone = 5};
    const ProgramStep leave_5{.kind = StepKind::leave_zone, .zone = 5};
    const RobotProgram through{
        .steps = {move, enter_1, spot, enter_5, spot, leave_1, job, leave_5, move}};
    return std::vector<CellProgram>{
        {.cell = 7,
         .robots = {through, through},
         .zones = {{.number = 1, .nominal_ns = 1'000'000'000}, {.number = 5}},
         .tips = {{.dress_job = 3, .dress_every_spots = 2, .dresses_per_cap = 1}, {}}},
        {.cell = 9, .robots = {{.steps = {move, spot}}}}};
  }();
  return kCells;
}

}  // namespace darkline::fuzz
