// Where a run's random values come from. The line draws from Philox streams named by (seed,
// replication, entity, purpose, n); tests and the live plant put another source in its place.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/base/random_stream.h"
#include "twin/line/line_model.h"

namespace darkline {

// Cycle times: asked once for each station and job, when the job starts there, in the order of
// simulated time.
class CycleSource {
 public:
  CycleSource() = default;
  virtual ~CycleSource() = default;
  CycleSource(const CycleSource&) = delete;
  CycleSource& operator=(const CycleSource&) = delete;

  // Work of job `job` (the station's job-th start, from 0) at a station, in ms, >= 1. The engine
  // adds periodic work and keeps the pace.
  virtual std::int64_t cycle_ms(std::size_t station, std::int64_t job) = 0;
};

// The n-th stop (from 0) of a class: time to it on the class's clock since the one before (for
// clocks of the calendar since the end of its repair), and its repair.
struct StopDraw {
  std::int64_t work_ms = 1;    // >= 1
  std::int64_t repair_ms = 1;  // >= 1, before the dark factor
};

class StopSource {
 public:
  StopSource() = default;
  virtual ~StopSource() = default;
  StopSource(const StopSource&) = delete;
  StopSource& operator=(const StopSource&) = delete;

  // Of a station with several machines, machine m has the stops with n % machines == m.
  virtual StopDraw stop(std::size_t station, std::size_t stop_class, std::uint32_t n) = 0;
};

// The n-th stop of a class by its laws, each 1 + floor(x) ms; constants are their mean. One draw of
// the stream gives both.
StopDraw draw_stop(const StopClass& stop, const RandomStream& stream, std::uint32_t n);

}  // namespace darkline
