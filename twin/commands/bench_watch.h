// The rows of `darkline bench --stream` that speak of those who watch a live plant.
#pragma once

#include <vector>

#include "models/scenario/factory_model.h"
#include "twin/commands/bench_plant.h"

namespace darkline {

// The published plant's own processor time with nobody there, with one who watches, with one who
// has joined and reads no more (SIGSTOP), and with one who is killed on the way. Watchers are
// processes of their own. Beside each, the first; all end in one state, else InternalError.
std::vector<BenchRow> watching_rows(const FactoryModel& factory, int jobs);

}  // namespace darkline
