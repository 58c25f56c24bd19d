// E2, the data-flow engine: what the event engine (event_engine.h) simulates, to the last bit, at a
// fraction of its cost.
//
// Once all repairs are granted, the departures of a line without rework follow from
//   start a = max(departure of the job before, departures of this job from the stations before)
//   departure = max(a + work + repairs, departure of job j - places - 1 from the station after)
// so each station goes on by itself as soon as the numbers it needs are known, in any order of
// time. Only the requests for a technician are decided in order of time, from a calendar. When no
// station can go on, the earliest request may be decided: whatever is not yet known starts after
// the end of a repair that is still to be granted, hence (a repair takes >= 1 ms) after every
// request that could come before it.
//
// Stations stand at different times, so a run cannot be watched: it goes to the model's horizon
// and tells what the event engine would at the warm-up's end and at the horizon.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "twin/line/crew.h"
#include "twin/line/draws.h"
#include "twin/line/event_engine.h"
#include "twin/line/line_counts.h"
#include "twin/line/line_model.h"
#include "twin/line/work_blocks.h"

namespace darkline {

class FlowEngine {
 public:
  // A source of cycles is asked for a station's jobs in their order, but up to
  // WorkBlocks::kBlock jobs ahead and not in the order of simulated time. An observer is told of
  // starts and departures alone, of each job when it departs, a station after those before it; some
  // lie beyond the horizon.
  using Options = LineEngine::Options;

  // `model` must outlive the engine.
  FlowEngine(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
             const Options& options);
  FlowEngine(const LineModel& model, std::uint64_t seed, std::uint32_t replication)
      : FlowEngine(model, seed, replication, Options{}) {}

  // Everything that happens up to and including the horizon. Once.
  void run();

  // After run().
  ReplicationResult result() const;
  std::int64_t jobs_done(std::size_t k) const { return counts_[horizon][k].jobs; }
  std::int64_t repairs(std::size_t k) const { return counts_[horizon][k].repairs; }
  // Of the last job that left station k by the horizon; some must have.
  LineDuration last_departure(std::size_t k) const;
  // In ms, by station and job; empty unless asked for.
  const std::vector<std::vector<std::int64_t>>& departures() const { return departures_; }

 private:
  enum class Phase : std::uint8_t { starved, asking, finished, over };
  enum Mark : std::size_t { warm_up, horizon, kMarks };

  // Of one station, from 0 up to and including a mark.
  struct Counts {
    StationTimes times;
    std::int64_t jobs = 0;                            // that have left
    std::int64_t started = 0;                         // jobs
    std::int64_t repairs = 0;                         // granted
    std::uint64_t started_sum = 0, departed_sum = 0;  // of the times of all jobs, modulo 2^64
  };

  // A time that job n of a station waits for: of job n - lag, the place n - lag of a ring.
  struct Need {
    const std::int64_t* times = nullptr;
    const std::int64_t* known = nullptr;  // jobs whose time is in the ring
    std::uint32_t mask = 0, lag = 0;
  };

  // What each job reads and writes lies in the first two lines of the cache.
  struct alignas(64) Station {
    std::int64_t departed = 0;   // jobs; the number of the job in hand
    std::int64_t last_ms = 0;    // departure of the job before
    std::int64_t clock_end = 0;  // the station's work clock at the end of the job in hand
    std::int64_t next_stop = std::numeric_limits<std::int64_t>::max();  // on that clock
    std::int64_t mark_ms = 0;                         // the next moment whose counts are kept
    std::uint64_t started_sum = 0, departed_sum = 0;  // of jobs that have left, modulo 2^64
    std::int64_t blocked_ms = 0;

    Need input, credit;                                 // the first of each
    std::uint32_t mask = 0;                             // of the station's rings
    std::uint16_t other_inputs = 0, other_credits = 0;  // in needs_, from first_need on
    Phase phase = Phase::starved;
    std::uint8_t marks_passed = 0;
    bool joins_together = false, told_at_finish = false;  // as the rings below
    bool watched = false;                                 // by the observer

    std::int64_t* departures = nullptr;  // a ring
    std::int64_t start_ms = 0;           // of the job in hand, in phases asking and finished
    std::int64_t finish_ms = 0;          // and its end, in phase finished
    std::size_t first_need = 0;
    // Rings that only joins of all parts together need, else null.
    std::int64_t* starts = nullptr;
    std::int64_t* finishes = nullptr;
    std::int64_t started = 0, finished = 0;  // jobs whose times are in them

    std::int64_t down_ms = 0, waiting_ms = 0, repairs = 0;
    std::int64_t repair_start_ms = 0, repair_end_ms = 0;  // of the last repair
  };

  // The job that a station has in hand while it goes on.
  struct Hand {
    std::int64_t job = 0, start_ms = 0, finish_ms = 0;
  };

  struct StopClock {
    std::int64_t due = 0;  // on the station's work clock
    std::int64_t repair_ms = 0;
    std::uint32_t n = 0;
  };

  void connect();
  void load_stops();
  void find_order();

  void run_bands();
  bool pull_through(std::size_t k);
  void run_decisions();
  bool advance(std::size_t k);
  static bool wait(const Need& need, std::int64_t job, std::int64_t& at_ms);
  bool start(std::size_t k, Station& station, Hand& hand);
  bool depart(std::size_t k, Station& station, Hand& hand);
  void stop_in_work(std::size_t k, std::int64_t work_ms);
  void list(std::size_t k);
  void list_neighbours(std::size_t k);

  void ask(std::size_t k, std::int64_t at_ms);
  void decide(std::size_t k, std::int64_t at_ms);
  std::int64_t repair(std::size_t k, std::int64_t at_ms);
  void tell(std::size_t k, const Hand& hand, std::int64_t departure_ms) const;
  void finish(Station& station, std::int64_t at_ms);
  void draw_next_stop(std::size_t k, std::size_t stop_class, std::uint32_t n, std::int64_t clock);

  void pass_mark(std::size_t k, bool started, bool finished);
  LineCounts counts_at(Mark mark, std::int64_t at_ms) const;

  const LineModel& model_;
  std::uint64_t seed_;
  std::uint32_t replication_;
  Options options_;
  Crew crew_;
  WorkBlocks work_;
  bool decides_;  // technicians are limited
  bool traces_;

  std::vector<Station> stations_;
  std::vector<Need> needs_;
  std::vector<std::int64_t> rings_;
  std::vector<std::uint32_t> order_;       // each station after those before it, line by line
  std::vector<std::uint32_t> neighbours_;  // before and after, by neighbours_begin_
  std::vector<std::uint32_t> neighbours_begin_, neighbours_after_;
  std::int64_t band_end_ = std::numeric_limits<std::int64_t>::max();  // no job from this on starts
  std::vector<std::uint32_t> pulled_;                                 // stack of run_bands()
  std::vector<std::vector<StopClock>> stop_clocks_;                   // (n_stations x n_classes)

  std::vector<std::uint64_t> requests_;  // a heap of time and station, the earliest in front
  std::vector<std::uint32_t> listed_;    // a ring of stations that may be able to go on
  std::vector<std::uint8_t> is_listed_;
  std::size_t list_begin_ = 0, list_size_ = 0;

  std::array<std::vector<Counts>, kMarks> counts_;
  std::vector<std::int64_t> last_by_horizon_;
  std::vector<std::vector<std::int64_t>> departures_;
};

}  // namespace darkline
