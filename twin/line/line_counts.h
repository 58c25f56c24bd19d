// What an engine has counted up to a moment, and what a window between two moments measures.
#pragma once

#include <cstdint>
#include <vector>

#include "twin/line/line_model.h"
#include "twin/line/replications.h"

namespace darkline {

// From 0 up to and including a moment.
struct LineCounts {
  std::vector<ReplicationResult::Station> stations;  // (n_stations)
  std::vector<std::uint64_t> level_integral;         // (n_links) parts x ms, modulo 2^64
};

// The measures of the model's window from the counts at its two ends; bit for bit what simulate()
// makes of the event engine's.
ReplicationResult measured_between(const LineModel& model, const LineCounts& at_warm_up,
                                   const LineCounts& at_horizon);

}  // namespace darkline
