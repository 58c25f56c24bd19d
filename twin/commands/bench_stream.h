// The rows of `darkline bench` that speak of recording a plant and showing it again.
#pragma once

#include <vector>

#include "models/scenario/factory_model.h"
#include "twin/commands/bench_plant.h"

namespace darkline {

// The plant alive with all its robots, with and without a recording, in turns: processor time; and
// with those who watch it (bench_watch.h). Two minutes of it, thirty times over, are the hour whose
// size, opening and seeking are measured.
std::vector<BenchRow> bench_stream(FactoryModel factory, int jobs);

}  // namespace darkline
