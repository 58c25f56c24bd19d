// The programs of one cell, as its controller gets them before the first tick.
#pragma once

#include <cstdint>
#include <vector>

#include "models/cell/station_program.h"

namespace darkline {

struct CellProgram {
  std::uint32_t cell = 0;                 // unique among the cells of a link
  std::vector<RobotProgram> robots = {};  // at most kMaxCellRobots, in the order of CellObservation
};

}  // namespace darkline
