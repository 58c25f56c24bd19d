// What one per cent more at a station gives the line: by simulating the changed line with the same
// random numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "twin/kpi/estimate.h"
#include "twin/line/replications.h"

namespace darkline {

// Change of the line's throughput in per cent. For a line of one station with availability A: 1.01
// per cent of speed gives as much, and one per cent of repairs gives 1 - A.
struct StationSensitivity {
  std::size_t station = 0;
  Estimate faster;          // its cycles, pace and periodic work are 1 % shorter
  Estimate repaired;        // its repairs are 1 % shorter
  double faster_jph = 0.0;  // the same in bodies per hour, gross
  double repaired_jph = 0.0;
};

struct SensitivityOptions {
  int replications = 10;  // >= 2
  double confidence = 0.95;
  int jobs = 1;
  std::stop_token stop = {};
};

// Of each of `stations`, in that order: 2 simulations a station and replication, beside the
// unchanged ones.
// @throws Interrupted
std::vector<StationSensitivity> measure_sensitivity(const LineModel& model, std::uint64_t seed,
                                                    const std::vector<std::size_t>& stations,
                                                    const SensitivityOptions& options);

// The model with that station 1 % faster, or its repairs 1 % shorter.
LineModel with_faster_station(const LineModel& model, std::size_t station);
LineModel with_shorter_repairs(const LineModel& model, std::size_t station);

}  // namespace darkline
