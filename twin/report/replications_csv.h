// The data behind the intervals: every replication by itself.
#pragma once

#include <string>

#include "twin/report/run_result.h"

namespace darkline {

// One row a replication and thing, in tidy form: replication, object (an address, or "line"),
// figure, value, unit. Figures of the line: bodies per hour, parts in it, lead times; of a station:
// the shares of its time, jobs, repairs.
std::string replications_csv(const RunResult& result);

}  // namespace darkline
