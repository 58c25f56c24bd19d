// How long a line takes to fill, found from the line itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "twin/line/line_model.h"

namespace darkline {

// MSER-5 (White, Cobb and Spratt 2000): the series is averaged in batches of five, and the first d
// batches are left out, d <= n / 2, for which the squared error of the mean of the rest,
// sum (z - mean)^2 / (n - d)^2, is least. Returns 5 d. A result in the second quarter of the series
// says that it is too short to tell.
std::size_t mser_5(std::span<const double> series);

// A warm-up must have let this many bodies out for each station of the line.
inline constexpr std::int64_t kWarmUpBodiesPerStation = 10;

struct WarmUp {
  std::int64_t ms = 0;         // the longer of the two below, in whole minutes
  std::int64_t mser_ms = 0;    // by MSER-5 on the output of the pilots
  std::int64_t filled_ms = 0;  // when kWarmUpBodiesPerStation bodies a station had left
  std::int64_t pilot_ms = 0;   // length of the pilots
  // The output still drifted, or the bodies had not left, in pilots of the greatest length: ms is
  // half of it, and the line may have no steady state.
  bool found = false;
};

// From kPilots pilot runs of replications 0, 1, ..., whose output is averaged. They begin with ten
// times what kWarmUpBodiesPerStation bodies a station need at the pace of the slowest station and
// are doubled up to four times. Does not read model.warm_up_ms and horizon_ms.
inline constexpr int kPilots = 5;
WarmUp find_warm_up(const LineModel& model, std::uint64_t seed, int jobs);

}  // namespace darkline
