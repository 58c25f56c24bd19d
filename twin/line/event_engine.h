// E1, the event engine: the reference of the line, and the one that can be watched and stopped at
// any moment. One pending event per station (end of work, or a stop) in a tournament tree of packed
// keys (time, kind, station): stops come before ends of work of the same tick, then the station
// with the lower number. The loop allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/base/sim_time.h"
#include "models/stream/station_state.h"
#include "twin/line/crew.h"
#include "twin/line/draws.h"
#include "twin/line/lead_time.h"
#include "twin/line/line_model.h"

namespace darkline {

// Where a station's time went. working + blocked + starved + down is all of it, exactly.
struct StationTimes {
  std::int64_t working_ms = 0;
  std::int64_t blocked_ms = 0;  // finished, no place for the part
  std::int64_t starved_ms = 0;  // empty, no part (or not all parts) there
  std::int64_t down_ms = 0;     // stopped, until the repair ends
  std::int64_t waiting_ms = 0;  // the part of down_ms before a technician came
};

class LineEngine {
 public:
  struct Options {
    std::int64_t job_limit = std::numeric_limits<std::int32_t>::max();  // stations stop after it
    CycleSource* cycles = nullptr;  // in place of the model's tables; must outlive the engine
    StopSource* stops = nullptr;    // in place of the model's laws; must outlive the engine
    JobWatch* watch = nullptr;      // told of the stations it watches; must outlive the engine
    bool trace_departures = false;
  };

  // `model` must outlive the engine.
  LineEngine(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
             const Options& options);
  LineEngine(const LineModel& model, std::uint64_t seed, std::uint32_t replication)
      : LineEngine(model, seed, replication, Options{}) {}

  // Lets everything happen up to and including `until`, which must not lie before now().
  void run_until(LineDuration until);
  // Until no event is left: every station has done job_limit jobs.
  // @throws InternalError if that would be endless (no job_limit was given).
  void run_to_end();

  LineDuration now() const { return LineDuration{now_}; }
  bool finished() const { return tree_[1] == kNever; }

  // Of station k of the model, at now().
  StationState state(std::size_t k) const;
  std::int64_t jobs_done(std::size_t k) const { return stations_[k].jobs; }
  std::int64_t repairs(std::size_t k) const { return stations_[k].repairs; }
  LineDuration last_departure(
      std::size_t k) const;                 // of a station that is empty and was not always
  StationTimes times(std::size_t k) const;  // since 0

  // Parts on a link: those that have left `from` and not started at `to`. At a join whose parts
  // enter each in its own place, that place is part of the link.
  std::int64_t level(std::size_t link) const;
  // The integral of the level over time, in parts x ms, modulo 2^64: differences are exact.
  std::uint64_t level_integral(std::size_t link) const;

  int busy_technicians() const { return crew_.busy(now_); }

  // Departures in ms, by station and job; empty unless asked for.
  const std::vector<std::vector<std::int64_t>>& departures() const { return departures_; }

 private:
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};
  enum class Phase : std::uint8_t { starved, working, blocked };
  enum class EventKind : std::uint8_t { stop, finish };

  struct Station {
    std::int64_t jobs = 0;       // that have left; the number of the job that is in or comes next
    std::int64_t since_ms = 0;   // starved or blocked since
    std::int64_t clock_end = 0;  // the station's work clock at the end of the job it has
    std::int64_t next_stop = std::numeric_limits<std::int64_t>::max();  // on that clock
    std::int64_t starved_ms = 0, blocked_ms = 0;
    std::uint64_t started_sum = 0, departed_sum = 0;  // of the times of all jobs, modulo 2^64
    std::size_t next = kNoStation;
    std::int64_t places = 0;                           // on the way to next
    std::uint32_t feeders_begin = 0, feeders_end = 0;  // in feeders_
    Phase phase = Phase::starved;
    bool joins_all_together = false;
    bool watched = false;  // by options_.watch

    std::int64_t down_ms = 0, waiting_ms = 0, repairs = 0;
    std::int64_t repair_start_ms = 0, repair_end_ms = 0;  // of the last repair
  };

  // What decides a station's work on a job.
  struct Work {
    std::size_t first_table = 0;  // in tables_, one per variant
    std::int64_t pace_ms = 0;
    std::uint32_t entity = 0;
    bool varies = false;  // some variant has more than one sample
    std::int64_t next_periodic_job = std::numeric_limits<std::int64_t>::max();  // from 0
    std::array<std::uint64_t, 2> cycle_words = {};                              // for four jobs
  };
  // The words that tell the variants of four jobs: drawn once for all stations that ask while they
  // are kept.
  struct VariantWords {
    std::int64_t four = -1;  // job / 4
    std::array<std::uint64_t, 2> words = {};
  };
  struct Table {
    std::size_t first = 0, count = 0;  // in samples_
  };

  struct StopClock {
    std::int64_t due = 0;  // on the station's work clock
    std::int64_t repair_ms = 0;
    std::uint32_t n = 0;
  };

  void connect();
  void load_tables();
  void load_stops();

  void schedule(std::size_t k, std::int64_t at_ms, EventKind kind);
  void set_key(std::size_t k, std::uint64_t key);
  void handle_finish(std::size_t k);
  void handle_stop(std::size_t k);
  bool may_depart(const Station& station) const;
  void depart(std::size_t k);
  void release(std::size_t k);
  void try_start(std::size_t k);
  void start(std::size_t k);
  void try_join(std::size_t k);
  std::int64_t work_ms(std::size_t k);
  std::int64_t sampled_cycle_ms(std::size_t k);
  std::int64_t periodic_ms(std::size_t k);
  std::size_t variant_of(std::int64_t job);
  void draw_next_stop(std::size_t k, std::size_t stop_class, std::uint32_t n, std::int64_t clock);
  std::int64_t taken(const Station& station) const {
    return station.jobs + (station.phase == Phase::starved ? 0 : 1);
  }

  const LineModel& model_;
  std::uint64_t seed_;
  std::uint32_t replication_;
  Options options_;
  std::int64_t now_ = 0;
  Crew crew_;

  std::vector<Station> stations_;
  std::vector<std::uint32_t> feeders_;
  std::vector<std::uint64_t> tree_;  // (2 leaves_): leaves behind, the earliest key at 1
  std::size_t leaves_ = 1;
  std::vector<std::uint32_t> departing_;  // stack of release(), (n_stations) long
  std::size_t n_departing_ = 0;

  std::vector<Work> work_;
  std::vector<Table> tables_;
  std::vector<std::int64_t> samples_;
  std::vector<std::uint64_t> variant_bounds_;  // a 32-bit word below bound v is variant <= v
  std::uint32_t bodies_entity_;
  std::array<VariantWords, 256> variant_words_;  // by job / 4 mod 256

  std::vector<std::vector<StopClock>> stop_clocks_;  // (n_stations x n_classes)
  std::vector<std::vector<std::int64_t>> departures_;
};

}  // namespace darkline
