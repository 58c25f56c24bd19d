// What the two cores of the event engine have in common. Internal to the engine: use
// event_engine.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/stream/station_state.h"
#include "twin/line/draws.h"
#include "twin/line/line_model.h"
#include "twin/line/line_observer.h"

namespace darkline {

// Where the time of a station's machines went. working + blocked + starved + down + setup + planned
// is all of it, exactly: machines x time. Closed time is planned whatever the station is doing.
struct StationTimes {
  std::int64_t working_ms = 0;
  std::int64_t blocked_ms = 0;  // finished, no place for the part
  std::int64_t starved_ms = 0;  // empty, no part (or not all parts) there
  std::int64_t down_ms = 0;     // stopped, until the repair ends
  std::int64_t waiting_ms = 0;  // the part of down_ms before a technician was at work
  std::int64_t setup_ms = 0;    // changeover and waking up
  std::int64_t planned_ms = 0;  // closed, or in maintenance
  std::int64_t standby_ms = 0;  // parts of the time without work, see EnergySaving
  std::int64_t hibernate_ms = 0;

  std::int64_t occupied_ms = 0;  // with a part in the machine, whatever it does

  std::int64_t total_ms() const {
    return working_ms + blocked_ms + starved_ms + down_ms + setup_ms + planned_ms;
  }
};
StationTimes sum_of(const StationTimes& a, const StationTimes& b);
StationTimes difference_of(const StationTimes& a, const StationTimes& b);  // a - b

struct LineEngineOptions {
  // Sources stop after so many bodies; a line without sources when its exit has done so many.
  std::int64_t job_limit = std::numeric_limits<std::int32_t>::max();
  CycleSource* cycles = nullptr;     // in place of the model's tables; must outlive the engine
  StopSource* stops = nullptr;       // in place of the model's laws; must outlive the engine
  LineObserver* observer = nullptr;  // must outlive the engine
  bool trace_departures = false;
  bool general_core = false;  // plain models too run in the core that takes all
};

// For each station whether the observer watches it; empty without one.
std::vector<std::uint8_t> watched_stations(const LineObserver* observer, std::size_t n_stations);

class EventCore {
 public:
  EventCore() = default;
  virtual ~EventCore() = default;
  EventCore(const EventCore&) = delete;
  EventCore& operator=(const EventCore&) = delete;

  // See LineEngine.
  virtual void run_until(std::int64_t until_ms) = 0;
  virtual void run_to_end() = 0;
  virtual std::int64_t now() const = 0;
  virtual bool finished() const = 0;
  virtual StationState state(std::size_t k) const = 0;
  virtual std::int64_t jobs_done(std::size_t k) const = 0;
  virtual std::int64_t jobs_started(std::size_t k) const = 0;
  virtual std::int64_t reworked(std::size_t k) const = 0;
  virtual std::int64_t scrapped(std::size_t k) const = 0;
  virtual std::int64_t repairs(std::size_t k) const = 0;
  virtual bool is_attended(std::size_t k) const = 0;
  virtual std::int64_t last_departure(std::size_t k) const = 0;
  virtual StationTimes times(std::size_t k) const = 0;
  virtual std::int64_t level(std::size_t link) const = 0;
  virtual std::uint64_t level_integral(std::size_t link) const = 0;
  virtual int busy_technicians() const = 0;
  virtual int idle_technicians() const = 0;
  virtual std::int64_t technician_ms() const = 0;
  virtual const std::vector<std::vector<std::int64_t>>& departures() const = 0;
};

}  // namespace darkline
