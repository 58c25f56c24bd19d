// What a frame of the moving hall costs, by darkline-viewer.
#pragma once

#include <vector>

#include "models/scenario/factory_model.h"
#include "twin/commands/bench_plant.h"

namespace darkline {

// Every arm at home, every station at work, drawn in software without a display.
// @throws IoError if darkline-viewer is not beside this program or cannot draw.
std::vector<BenchRow> bench_view(const FactoryModel& factory);

}  // namespace darkline
