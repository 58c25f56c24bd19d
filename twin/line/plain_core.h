// The event engine's core for plain models (line_model.h): stations of one machine in trees of
// joins. One pending event per station (end of work, or a stop) in a tournament tree of packed keys
// (time, kind, station): stops come before ends of work of the same tick, then the station with the
// lower number. Departures of stations are the state; who is where follows. The loop allocates
// nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "twin/line/crew.h"
#include "twin/line/event_core.h"
#include "twin/line/job_work.h"
#include "twin/line/tournament_tree.h"

namespace darkline {

class PlainCore final : public EventCore {
 public:
  PlainCore(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
            const LineEngineOptions& options);

  void run_until(std::int64_t until_ms) override;
  void run_to_end() override;
  std::int64_t now() const override { return now_; }
  bool finished() const override { return tree_.first() == TournamentTree::kNever; }
  StationState state(std::size_t k) const override;
  std::int64_t jobs_done(std::size_t k) const override { return stations_[k].jobs; }
  std::int64_t jobs_started(std::size_t k) const override { return taken(stations_[k]); }
  std::int64_t reworked(std::size_t) const override { return 0; }
  std::int64_t scrapped(std::size_t) const override { return 0; }
  std::int64_t repairs(std::size_t k) const override { return stations_[k].repairs; }
  bool is_attended(std::size_t k) const override;
  std::int64_t last_departure(std::size_t k) const override;
  StationTimes times(std::size_t k) const override;
  std::int64_t level(std::size_t link) const override;
  std::uint64_t level_integral(std::size_t link) const override;
  int busy_technicians() const override { return crew_.busy(now_); }
  int idle_technicians() const override { return crew_.idle(now_); }
  std::int64_t technician_ms() const override { return crew_.busy_ms(now_); }
  const std::vector<std::vector<std::int64_t>>& departures() const override { return departures_; }

 private:
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

    std::int64_t down_ms = 0, waiting_ms = 0, repairs = 0;
    std::int64_t repair_start_ms = 0, repair_end_ms = 0;  // of the last repair
  };

  struct StopClock {
    std::int64_t due = 0;  // on the station's work clock
    std::int64_t repair_ms = 0;
    std::uint32_t n = 0;
  };

  void connect();
  void load_stops();

  void schedule(std::size_t k, std::int64_t at_ms, EventKind kind);
  void handle_finish(std::size_t k);
  void handle_stop(std::size_t k);
  bool may_depart(const Station& station) const;
  void depart(std::size_t k);
  void release(std::size_t k);
  void try_start(std::size_t k);
  void start(std::size_t k);
  void try_join(std::size_t k);
  void draw_next_stop(std::size_t k, std::size_t stop_class, std::uint32_t n, std::int64_t clock);
  void tell(LineEventKind kind, std::size_t k, std::int64_t value) const {
    if (watched_.empty() || watched_[k] == 0) return;
    options_.observer->happened({now_, kind, static_cast<std::uint32_t>(k), value});
  }
  std::int64_t taken(const Station& station) const {
    return station.jobs + (station.phase == Phase::starved ? 0 : 1);
  }

  const LineModel& model_;
  std::uint64_t seed_;
  std::uint32_t replication_;
  LineEngineOptions options_;
  std::int64_t now_ = 0;
  Crew crew_;

  std::vector<Station> stations_;
  std::vector<std::uint32_t> feeders_;
  TournamentTree tree_;
  std::vector<std::uint32_t> departing_;  // stack of release(), (n_stations) long
  std::size_t n_departing_ = 0;

  JobWork work_;
  std::vector<std::vector<StopClock>> stop_clocks_;  // (n_stations x n_classes)
  std::vector<std::vector<std::int64_t>> departures_;
  std::vector<std::uint8_t> watched_;  // (n_stations) by the observer; empty without one
};

}  // namespace darkline
