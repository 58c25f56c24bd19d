// Inner parts of station_planning.h: which welder of a station does which spots, in which order.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "cells/run_writer.h"
#include "cells/station_planning.h"
#include "models/cell/station_program.h"
#include "models/scenario/factory_model.h"

namespace darkline::internal {

// The welders of one side in their order along the body, and the rows of spots that any of them may
// weld, in theirs.
struct WeldSide {
  std::vector<std::size_t> robots;  // places in CellConfig::robots
  std::vector<Run> rows;
};

struct WeldWork {
  std::array<WeldSide, 2> sides;        // left, right
  std::vector<std::vector<Run>> fixed;  // by robot of the cell: what only that one may weld
  std::vector<int> sequence;            // by spot of the cell; empty: as the rows stand
};

// Rows along the flanges of the body (body_panel.h).
WeldWork generated_weld_work(const FactoryModel& factory, StationId station, std::size_t variant,
                             const CellConfig& cell);

// The station's listed spots in rows (station_layout.h), those with a lower sequence first. Their
// numbers count up from `first_number` in the order of the list.
WeldWork listed_weld_work(const FactoryModel& factory, StationId station, const CellConfig& cell,
                          std::uint32_t first_number);

// A spot that nobody reaches, or that the only robot that may weld it does not.
struct UnreachedSpot {
  WeldSpot spot;
  std::optional<std::size_t> robot;
};

// Writes the programs of the cell's welders. The rows of a side are dealt out along the body, so
// that its welders have the same number of spots to within one; then spots move between neighbours
// until their planned seconds are even, as far as whole spots and reach allow. What a welder does
// not reach goes to the nearest of the others.
std::optional<UnreachedSpot> write_weld_programs(CellConfig& cell, const WeldWork& work);

}  // namespace darkline::internal
