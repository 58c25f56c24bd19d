// Simulated time. It is an integer everywhere: milliseconds in the line, nanoseconds on the bus
// and in the cells, converted here and nowhere else. Double seconds live only inside a cell step.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

namespace darkline {

using LineDuration = std::chrono::duration<std::int64_t, std::milli>;  // +-292 million years
using BusDuration = std::chrono::duration<std::int64_t, std::nano>;    // +-292 years

// Seconds to the nearest tick. Ranges are the caller's to check (readers bound what users write).
inline LineDuration to_line_duration(double seconds) {
  return LineDuration{std::llround(seconds * 1e3)};
}
inline BusDuration to_bus_duration(double seconds) {
  return BusDuration{std::llround(seconds * 1e9)};
}
inline double to_seconds(LineDuration d) {
  return static_cast<double>(d.count()) * 1e-3;
}
inline double to_seconds(BusDuration d) {
  return static_cast<double>(d.count()) * 1e-9;
}

// Line to bus is exact; bus to line rounds up, so that nothing happens in the line before it
// happened in the cell.
inline BusDuration to_bus_duration(LineDuration d) {
  return BusDuration{d.count() * 1'000'000};
}
inline LineDuration to_line_duration(BusDuration d) {
  return std::chrono::ceil<LineDuration>(d);
}

}  // namespace darkline
