// Cells and their controllers on one clock, until every cell has done its cycle.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "cells/cell_world.h"
#include "cells/cycle_sampling.h"
#include "controllers/controller_link.h"

namespace darkline {

// The longest cycle that is waited for, in simulated time: a program that takes longer is wrong.
inline constexpr double kLongestCycle_s = 1800.0;

// Ends the work if the user asked for it. @throws Interrupted, saying how to go on.
void stop_if_asked(const std::stop_token& stop);

// Runs each world (its number in `worlds` is its cell number) from its first tick to the tick at
// which its controller declares the cycle complete. A cell that is complete is stepped no more.
// @throws InputError naming station and robot if a controller holds or aborts, Interrupted when
//   stopped, IoError if a controller fails.
void run_one_cycle(ControllerLink& link, std::span<const std::unique_ptr<CellWorld>> worlds,
                   const std::stop_token& stop);

// One cycle of each cell in worlds of that tier; by the surrogate alone, without a controller,
// where that is the tier. @throws as run_one_cycle.
std::vector<CellMeasurement> measure_cells(ControllerLink& link, std::vector<CellConfig> cells,
                                           Fidelity tier, const std::stop_token& stop);

}  // namespace darkline
