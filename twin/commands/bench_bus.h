// The rows of darkline bench about the bus of controller processes.
#pragma once

#include <vector>

#include "models/cell/station_program.h"
#include "twin/commands/bench_plant.h"

namespace darkline {

// `cell`: what every controller is for. @throws IoError if processes cannot be started.
std::vector<BenchRow> bench_bus(const CellConfig& cell);

}  // namespace darkline
