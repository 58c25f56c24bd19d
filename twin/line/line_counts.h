// What an engine has counted up to a moment, and what a window between two moments measures.
#pragma once

#include <cstdint>
#include <vector>

#include "twin/line/line_model.h"
#include "twin/line/replications.h"

namespace darkline {

// Of one station, from 0 up to and including a moment.
struct StationCounts {
  StationTimes times;
  std::int64_t jobs = 0;                            // that have left
  std::int64_t started = 0;                         // jobs
  std::int64_t repairs = 0;                         // granted
  std::uint64_t started_sum = 0, departed_sum = 0;  // of the times of all jobs, modulo 2^64
};

// The measures of the model's window from the counts (n_stations) at its two ends; bit for bit what
// simulate() makes of the event engine's.
ReplicationResult measured_between(const LineModel& model,
                                   const std::vector<StationCounts>& at_warm_up,
                                   const std::vector<StationCounts>& at_horizon);

}  // namespace darkline
