// Seconds on two clocks, whose differences say how long something took.
#pragma once

#include <chrono>

#include <time.h>

namespace darkline {

// Of a clock that goes on evenly, whatever becomes of the date.
inline double wall_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// That processors have spent on this process, all its threads together.
inline double processor_s() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace darkline
