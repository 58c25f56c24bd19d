// Tier 0: a cell's nominal cycle without stepping through it. Moves take what the surrogate says
// (surrogate.h), processes their nominal seconds, the controller's answers a tick each, and waits
// for interference zones come from the grants in the order of time (cycle_replay.h).
#pragma once

#include "cells/cycle_sampling.h"
#include "models/cell/station_program.h"

namespace darkline {

// As measurement_of() a world that has run the cycle; records keep no times of waits.
// @throws InputError naming station and robot for a move that its motors cannot make.
CellMeasurement surrogate_cycle(const CellConfig& config);

}  // namespace darkline
