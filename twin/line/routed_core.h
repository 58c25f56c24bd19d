// The event engine's core for every model: routes, machines side by side, calendars, rework,
// carriers. Bodies are known by name and lie on links and in machines; whatever can happen at a
// station is tried when something about it changed, in the order of the changes.
//
// Pending events are kept in slots of a tournament tree, one of each kind for each machine, link or
// station; the number of the slot is the order within a tick. The loop allocates nothing.
//
// The files: routed_core.cc sets up and runs, routed_flow.cc moves bodies, routed_work.cc is what
// machines do with them, routed_views.cc counts the time, routed_standstill.cc finds circles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "twin/line/crew.h"
#include "twin/line/event_core.h"
#include "twin/line/job_work.h"
#include "twin/line/tournament_tree.h"

namespace darkline {

class RoutedCore final : public EventCore {
 public:
  RoutedCore(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
             const LineEngineOptions& options);

  void run_until(std::int64_t until_ms) override;
  void run_to_end() override;
  std::int64_t now() const override { return now_; }
  bool finished() const override { return n_pending_ == 0; }
  StationState state(std::size_t k) const override;
  std::int64_t jobs_done(std::size_t k) const override { return stations_[k].done; }
  std::int64_t jobs_started(std::size_t k) const override { return stations_[k].started; }
  std::int64_t reworked(std::size_t k) const override { return stations_[k].reworked; }
  std::int64_t scrapped(std::size_t k) const override { return stations_[k].scrapped; }
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
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  // Where a finished part wants to go, beside the number of a link.
  static constexpr std::uint32_t kOut = kNone - 1;       // out of the line
  static constexpr std::uint32_t kAllLinks = kNone - 2;  // onto each forward link
  static constexpr std::uint32_t kAnyLink = kNone - 3;   // onto one of them
  static constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();

  enum class Phase : std::uint8_t { empty, maintaining, setting_up, working, blocked };

  enum class Verdict : std::uint8_t { good, rework, scrap };

  struct Body {
    std::int64_t number = 0;
    std::int64_t reworks = 0;
  };
  struct Part {
    std::uint32_t body = kNone;
    std::int64_t ready_ms = 0;  // at the end of the link
  };
  struct Range {
    std::uint32_t begin = 0, end = 0;
    std::uint32_t size() const { return end - begin; }
  };

  struct Link {
    std::uint32_t from = 0, to = 0;
    std::int64_t places = 0, travel_ms = 0;
    std::size_t ring = 0, ring_size = 0;  // in parts_; a place more than the link's
    std::size_t head = 0;                 // in the ring
    std::int64_t count = 0, arrived = 0;  // parts on it; of them at its end
    std::uint64_t area = 0;               // integral of count up to area_ms, modulo 2^64
    std::int64_t area_ms = 0;
  };

  struct Station {
    Range machines, in, forward;        // in machines_, in_links_, out_links_
    std::uint32_t rework_link = kNone;  // beside forward
    JoinRule join = JoinRule::each_in_its_place;
    RouteRule route = RouteRule::all;
    bool is_marked = false;
    bool is_source = true;  // has no links in but of carriers
    const WorkCalendar* calendar = nullptr;
    std::uint32_t n_blocked =
        0;  // machines that wait, in order, in blocked_ from machines.begin on
    std::int64_t started = 0, done = 0, reworked = 0, scrapped = 0, repairs = 0;
    std::int64_t created = 0;  // bodies of a source
    std::uint32_t n_routed = 0, n_inspected = 0, n_supplied = 0, n_fetched = 0;
    std::int64_t waiting_outside = 0, yard = 0;
    std::int64_t last_departure_ms = -1;
  };

  struct Machine {
    std::uint32_t station = 0;
    std::uint32_t body = kNone;
    std::uint32_t way = kNone;  // of a finished part
    Phase phase = Phase::empty;
    // The stretch of maintenance, setup or work that it is in: left_ms of it from resumed_ms on.
    std::int64_t resumed_ms = 0, left_ms = 0;
    std::int64_t setup_ms = 0, work_ms = 0;           // of this job, still to come
    std::int64_t clock = 0;                           // the work clock at resumed_ms
    std::int64_t work_stop = kFar;                    // next stop on the work clock
    std::int64_t work_stop_ms = kFar;                 // and when that will be, if in this job
    std::int64_t calendar_stop_ms = kFar;             // next stop by the calendar
    std::int64_t down_until_ms = 0, attended_ms = 0;  // of the last repair
    std::int64_t finished_ms = 0;                     // when its part began to wait
    std::int64_t idle_since_ms = 0;                   // end of its last work
    std::int64_t booked_ms = 0;                       // `times` counts up to here
    std::size_t variant = kNoStation;                 // of its last job
    Range stops, upkeep;                              // in stops_, upkeep_
    std::uint32_t entity = 0;
    StationTimes times;
  };

  struct StopClock {
    std::int64_t due = 0;  // on the work clock, or a time, as StopClass::clock says
    std::int64_t repair_ms = 0;
    std::uint32_t n = 0;
    bool by_calendar = false;
  };
  struct Upkeep {
    std::int64_t jobs = 0;         // since the last
    std::int64_t next_due_ms = 0;  // if by the calendar
  };

  // routed_core.cc
  void add_stations();
  void add_links();
  void add_initial_parts();
  void set_slot(std::size_t slot, std::int64_t at_ms);
  void clear_slot(std::size_t slot);
  void step();
  void mark(std::uint32_t k);
  void settle();
  std::uint32_t new_body(std::int64_t number);
  void tell(LineEventKind kind, std::size_t k, std::int64_t value) const {
    if (watched_.empty() || watched_[k] == 0) return;
    options_.observer->happened({now_, kind, static_cast<std::uint32_t>(k), value});
  }

  // routed_flow.cc
  bool joins(const Station& s) const { return s.in.size() > 1 && s.join != JoinRule::merge; }
  std::uint32_t free_machine(const Station& s);
  bool has_room(std::uint32_t l);
  std::uint32_t way_now(const Machine& m);
  std::int64_t parts_ahead(const Link& link) const;
  std::uint32_t waiting_for(std::uint32_t l);
  void put(std::uint32_t l, std::uint32_t body);
  std::uint32_t take(std::uint32_t l);
  void leave(std::uint32_t m, std::uint32_t way);
  void offer(std::uint32_t m);
  void mark_feeders(const Station& s);
  void release(std::uint32_t k);
  bool pull(std::uint32_t k);
  std::uint32_t body_for(std::uint32_t k);
  std::uint32_t body_of_links(const Station& s);
  std::uint32_t body_of_join(const Station& s);
  std::uint32_t first_to_arrive(const Station& s);
  void handle_arrival(std::uint32_t l);
  void handle_supply(std::uint32_t k);
  void handle_dispatch(std::uint32_t k);

  // routed_work.cc
  void start(std::uint32_t m, std::uint32_t body);
  std::int64_t due_upkeep(Machine& machine);
  std::int64_t changeover_and_waking(Machine& machine);
  void enter(std::uint32_t m, Phase phase, std::int64_t ms);
  void next_phase(std::uint32_t m);
  void schedule(std::uint32_t m);
  void handle_finish(std::uint32_t m);
  void end_work(std::uint32_t m);
  void scrap(std::uint32_t m);
  Verdict inspect(std::uint32_t m);
  std::uint32_t choose_way(std::uint32_t m);
  void handle_stop(std::uint32_t m);
  void handle_up(std::uint32_t m);
  void draw_stop_of(std::uint32_t m, std::uint32_t clock, std::uint32_t n, std::int64_t from);
  void find_next_stops(Machine& machine);

  // routed_views.cc
  void book(Machine& machine) const;
  std::int64_t open_between(const Station& s, std::int64_t a, std::int64_t b) const;
  void grow(Link& link, std::int64_t by) const;

  // routed_standstill.cc
  void refuse_circle(std::uint32_t m) const;
  [[noreturn]] void refuse_standstill(const std::string& what,
                                      const std::vector<std::size_t>& stations) const;
  void refuse_silence() const;

  const LineModel& model_;
  std::uint64_t seed_;
  std::uint32_t replication_;
  LineEngineOptions options_;
  std::int64_t now_ = 0;
  Crew crew_;
  JobWork work_;
  std::vector<WorkCalendar> calendars_;

  std::vector<Station> stations_;
  std::vector<Machine> machines_;
  std::vector<Link> links_;
  std::vector<std::uint32_t> in_links_, out_links_;
  std::vector<Part> parts_;             // the rings of the links
  std::vector<std::uint32_t> blocked_;  // (n_machines) see Station::n_blocked
  std::vector<Body> bodies_;
  std::vector<std::uint32_t> free_bodies_;
  std::vector<StopClock> stops_;
  std::vector<Upkeep> upkeep_;

  std::vector<std::uint32_t> marked_;  // ring of (n_stations)
  std::size_t first_marked_ = 0, n_marked_ = 0;
  std::size_t n_machines_ = 0;
  TournamentTree tree_{1};
  std::int64_t n_pending_ = 0;  // slots set that can move a body: all but stops by the calendar
  bool has_circle_ = false;     // the links form a cycle
  bool has_sources_ = false;
  bool is_limited_ = false;  // the job limit has kept something from starting
  std::uint32_t newly_blocked_ = kNone;

  std::vector<std::vector<std::int64_t>> departures_;
  std::vector<std::uint8_t> watched_;  // (n_stations) by the observer; empty without one
};

}  // namespace darkline
