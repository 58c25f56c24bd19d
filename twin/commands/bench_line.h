// The rows of `darkline bench` that speak of the line's engines.
#pragma once

#include <vector>

#include "twin/commands/bench_plant.h"
#include "twin/line/line_model.h"

namespace darkline {

// - W1, a hundred stations with exponential service: the three engines per cell (job x station),
//   with their own draws and all statistics, against SimPy by processor time where python3-simpy3
//   and its script (tests/bench/w1_simpy.py) are there, else against the limit;
// - W1 with one published stream of draws: the makespan, against SimPy's;
// - the cost of a cell on a line of 10,000 stations over that on one of 100, against log n, and
//   that of four times the bodies;
// - a year of `line` with each engine, and 1,000 replications of it screened.
std::vector<BenchRow> bench_line(const LineModel& line);

}  // namespace darkline
