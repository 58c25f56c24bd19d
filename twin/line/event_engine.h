// E1, the event engine: the reference of the line, and the one that can be watched and stopped at
// any moment. Plain models (line_model.h) run in a core of their own for speed; on them both cores
// give the same bits. Neither allocates in its loop.
//
// Order of events within a tick: ends of repairs, stops, ends of work, arrivals at the ends of
// conveyors, supplies, dispatches; among equals the station, machine or link with the lower number.
// Each is handled to its last consequence before the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/base/sim_time.h"
#include "models/stream/station_state.h"
#include "twin/line/draws.h"
#include "twin/line/event_core.h"
#include "twin/line/line_model.h"

namespace darkline {

class LineEngine {
 public:
  using Options = LineEngineOptions;

  // `model` must outlive the engine.
  LineEngine(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
             const Options& options);
  LineEngine(const LineModel& model, std::uint64_t seed, std::uint32_t replication)
      : LineEngine(model, seed, replication, Options{}) {}

  // Lets everything happen up to and including `until`, which must not lie before now().
  // @throws InputError if the line comes to a standstill: parts that wait for each other in a
  //   circle, or a line in which nothing can happen any more; with the time and the stations.
  void run_until(LineDuration until);
  // Until no event is left: sources have come to job_limit, and what they gave is through.
  // @throws InternalError if that would be endless (no job_limit was given); InputError as above.
  void run_to_end();

  LineDuration now() const { return LineDuration{core_->now()}; }
  bool finished() const { return core_->finished(); }

  // Of station k of the model, at now().
  StationState state(std::size_t k) const { return core_->state(k); }  // the busiest machine's
  std::int64_t jobs_done(std::size_t k) const { return core_->jobs_done(k); }  // gone onward, good
  std::int64_t jobs_started(std::size_t k) const { return core_->jobs_started(k); }
  std::int64_t reworked(std::size_t k) const { return core_->reworked(k); }
  std::int64_t scrapped(std::size_t k) const { return core_->scrapped(k); }
  std::int64_t repairs(std::size_t k) const { return core_->repairs(k); }  // granted
  // Whether a technician is at work on one of its machines; with an unlimited crew, whether one is
  // being repaired.
  bool is_attended(std::size_t k) const { return core_->is_attended(k); }
  LineDuration last_departure(
      std::size_t k) const;  // of a station that is empty and was not always
  StationTimes times(std::size_t k) const { return core_->times(k); }  // since 0, all machines

  // Parts on a link: those that have left `from` and not started at `to`. At a join whose parts
  // enter each in its own place, that place is part of the link.
  std::int64_t level(std::size_t link) const { return core_->level(link); }
  // The integral of the level over time, in parts x ms, modulo 2^64: differences are exact.
  std::uint64_t level_integral(std::size_t link) const { return core_->level_integral(link); }

  // Of a crew of technicians (not of an unlimited one): those who repair now, and the time that all
  // of them have spent on repairs since 0.
  int busy_technicians() const { return core_->busy_technicians(); }
  int idle_technicians() const { return core_->idle_technicians(); }  // on duty, with nothing to do
  std::int64_t technician_ms() const { return core_->technician_ms(); }

  // Departures in ms, by station and job; empty unless asked for.
  const std::vector<std::vector<std::int64_t>>& departures() const { return core_->departures(); }

 private:
  std::unique_ptr<EventCore> core_;
  bool ends_;
};

}  // namespace darkline
