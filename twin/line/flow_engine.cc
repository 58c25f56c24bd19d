#include "twin/line/flow_engine.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "models/base/address.h"
#include "models/base/error.h"

namespace darkline {
namespace {

constexpr std::int64_t kAlwaysKnown = std::numeric_limits<std::int64_t>::max();
constexpr int kStationBits = 16;
// Jobs that all stations go through before any goes on: few enough that the stations which are on
// their way from one band to the next, a few dozen, lie in the fastest cache with their work.
constexpr std::int64_t kBand = WorkBlocks::kBlock;
constexpr std::uint64_t kStationMask = (1U << kStationBits) - 1;

}  // namespace

FlowEngine::FlowEngine(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                       const Options& options)
    : model_(model),
      seed_(seed),
      replication_(replication),
      options_(options),
      crew_(model),
      work_(model, seed, replication, options.cycles, options.job_limit),
      decides_(!model.technicians.empty()),
      traces_(options.trace_departures) {
  check_line_model(model);
  const std::size_t n = model.stations.size();
  stations_.resize(n);
  for (std::size_t k = 0; k < n; ++k) {
    stations_[k].mark_ms = model.warm_up_ms;
    stations_[k].watched = options.observer != nullptr && options.observer->watches(k);
  }
  for (auto& counts : counts_) counts.resize(n);
  last_by_horizon_.resize(n);
  if (options.trace_departures) departures_.resize(n);
  requests_.reserve(n + 1);
  listed_.resize(std::bit_ceil(n + 1));
  pulled_.reserve(n);
  is_listed_.resize(n);
  connect();
  load_stops();
  find_order();
}

// A part waits in the ring of the station before: for its departure, or, where all parts enter
// together, for its end. A place is free when the job that held it has left the station after, or,
// where all parts enter together, has started there.
void FlowEngine::connect() {
  const std::size_t n = stations_.size();
  const std::int64_t most = options_.job_limit;  // places that can be in use
  std::vector<std::size_t> feeders(n), longest(n);
  for (const LineLink& link : model_.links) {
    ++feeders[link.to];
    const auto places = static_cast<std::size_t>(std::min(link.places, most));
    longest[link.from] = std::max(longest[link.from], places);
    longest[link.to] = std::max(longest[link.to], places);
  }
  const auto together = [&](std::size_t k) {
    return model_.stations[k].join == JoinRule::all_together && feeders[k] > 1;
  };
  std::vector<char> told_at_finish(n);
  for (const LineLink& link : model_.links) {
    if (together(link.to)) told_at_finish[link.from] = 1;
  }
  std::vector<std::size_t> ring(n);
  std::size_t all = 0;
  for (std::size_t k = 0; k < n; ++k) {
    ring[k] = std::bit_ceil(longest[k] + 3);
    all += ring[k] * (1U + (together(k) ? 1U : 0U) + static_cast<unsigned>(told_at_finish[k]));
  }
  rings_.resize(1 + all);  // the first stays 0
  std::size_t at = 1;
  const auto next_ring = [&](std::size_t k) {
    at += ring[k];
    return &rings_[at - ring[k]];
  };
  for (std::size_t k = 0; k < n; ++k) {
    stations_[k].mask = static_cast<std::uint32_t>(ring[k] - 1);
    stations_[k].departures = next_ring(k);
    if (together(k)) stations_[k].starts = next_ring(k);
    if (told_at_finish[k] != 0) stations_[k].finishes = next_ring(k);
  }
  std::vector<std::vector<std::size_t>> into(n), out_of(n);
  for (std::size_t l = 0; l < model_.links.size(); ++l) {
    into[model_.links[l].to].push_back(l);
    out_of[model_.links[l].from].push_back(l);
  }
  for (std::size_t k = 0; k < n; ++k) {
    Station& station = stations_[k];
    station.joins_together = together(k);
    station.told_at_finish = told_at_finish[k] != 0;
    neighbours_begin_.push_back(static_cast<std::uint32_t>(neighbours_.size()));
    std::vector<Need> inputs, credits;
    for (const std::size_t l : into[k]) {
      const Station& from = stations_[model_.links[l].from];
      inputs.push_back(together(k) ? Need{from.finishes, &from.finished, from.mask, 0}
                                   : Need{from.departures, &from.departed, from.mask, 0});
      neighbours_.push_back(static_cast<std::uint32_t>(model_.links[l].from));
    }
    neighbours_after_.push_back(static_cast<std::uint32_t>(neighbours_.size()));
    for (const std::size_t l : out_of[k]) {
      const LineLink& link = model_.links[l];
      const Station& to = stations_[link.to];
      const auto places = static_cast<std::uint32_t>(std::min(link.places, most));
      credits.push_back(together(link.to) ? Need{to.starts, &to.started, to.mask, places}
                                          : Need{to.departures, &to.departed, to.mask, places + 1});
      neighbours_.push_back(static_cast<std::uint32_t>(link.to));
    }
    // the first of each lies in the station's own record
    const Need none = {rings_.data(), &kAlwaysKnown, 0, 0};
    station.input = inputs.empty() ? none : inputs[0];
    station.credit = credits.empty() ? none : credits[0];
    station.first_need = needs_.size();
    if (!inputs.empty()) needs_.insert(needs_.end(), inputs.begin() + 1, inputs.end());
    if (!credits.empty()) needs_.insert(needs_.end(), credits.begin() + 1, credits.end());
    station.other_inputs = static_cast<std::uint16_t>(std::max<std::size_t>(inputs.size(), 1) - 1);
    station.other_credits =
        static_cast<std::uint16_t>(std::max<std::size_t>(credits.size(), 1) - 1);
  }
  needs_.emplace_back();  // so that each station's first_need is one
  neighbours_begin_.push_back(static_cast<std::uint32_t>(neighbours_.size()));
}

void FlowEngine::load_stops() {
  stop_clocks_.resize(stations_.size());
  for (std::size_t k = 0; k < stations_.size(); ++k) {
    stop_clocks_[k].resize(model_.stations[k].stops.size());
    for (std::size_t c = 0; c < stop_clocks_[k].size(); ++c) {
      draw_next_stop(k, c, 0, 0);
      stations_[k].next_stop = std::min(stations_[k].next_stop, stop_clocks_[k][c].due);
    }
  }
}

void FlowEngine::draw_next_stop(std::size_t k, std::size_t stop_class, std::uint32_t n,
                                std::int64_t clock) {
  StopDraw draw;
  if (options_.stops != nullptr) {
    draw = options_.stops->stop(k, stop_class, n);
  } else {
    const LineStation& station = model_.stations[k];
    const StopClass& stop = station.stops[stop_class];
    const RandomStream stream(seed_, replication_, station.entity, failure_purpose(stop.number));
    draw = draw_stop(stop, stream, n);
  }
  DARKLINE_CHECK(draw.work_ms >= 1 && draw.repair_ms >= 1, model_.stations[k].address);
  stop_clocks_[k][stop_class] = {clock + draw.work_ms, draw.repair_ms, n};
}

// From each end of the line up to its sources, which are written down first: neighbours in a line
// are neighbours in the order.
void FlowEngine::find_order() {
  const std::size_t n = stations_.size();
  std::vector<std::uint32_t> next(neighbours_begin_.begin(), neighbours_begin_.end() - 1);
  for (std::size_t end = 0; end < n; ++end) {
    if (neighbours_after_[end] != neighbours_begin_[end + 1]) continue;
    pulled_.push_back(static_cast<std::uint32_t>(end));
    while (!pulled_.empty()) {
      const std::uint32_t k = pulled_.back();
      if (next[k] == neighbours_after_[k]) {
        order_.push_back(k);
        pulled_.pop_back();
      } else {
        pulled_.push_back(neighbours_[next[k]++]);
      }
    }
  }
  DARKLINE_CHECK(order_.size() == n, "a cycle of links");
}

// --- going on

void FlowEngine::run() {
  if (decides_) {
    run_decisions();
  } else {
    run_bands();
  }
  DARKLINE_CHECK(rings_[0] == 0, "the time that is always known");
  // Whatever else happens, happens after the horizon.
  for (std::size_t k = 0; k < stations_.size(); ++k) {
    const Station& station = stations_[k];
    while (station.marks_passed < kMarks) {
      pass_mark(k, station.phase == Phase::asking || station.phase == Phase::finished,
                station.phase == Phase::finished);
    }
  }
}

// Without decisions no station waits for long. A front moves down the line, and each step of it
// lets those behind go on by as many jobs as places have become free, back to those that are
// through with the band: jobs and stations are gone through along the diagonal, whatever the line's
// length.
void FlowEngine::run_bands() {
  band_end_ = 0;
  for (bool moved = true; moved;) {
    moved = false;
    band_end_ += kBand;
    for (const std::uint32_t k : order_) {
      bool more = pull_through(k);
      moved |= more;
      const bool ends = neighbours_after_[k] == neighbours_begin_[k + 1];
      while (ends && more) more = pull_through(k);
    }
  }
}

// Lets station k go on, and those before it for as long as that gives them places.
bool FlowEngine::pull_through(std::size_t k) {
  bool moved = false;
  pulled_.push_back(static_cast<std::uint32_t>(k));
  while (!pulled_.empty()) {
    const std::size_t at = pulled_.back();
    pulled_.pop_back();
    if (!advance(at)) continue;
    moved = true;
    pulled_.insert(pulled_.end(), neighbours_.begin() + neighbours_begin_[at],
                   neighbours_.begin() + neighbours_after_[at]);
  }
  return moved;
}

void FlowEngine::run_decisions() {
  for (const std::uint32_t k : order_) list(k);
  for (;;) {
    while (list_size_ > 0) {
      const std::size_t k = listed_[list_begin_];
      list_begin_ = (list_begin_ + 1) & (listed_.size() - 1);
      --list_size_;
      is_listed_[k] = 0;
      if (advance(k)) list_neighbours(k);
    }
    if (requests_.empty()) break;
    const std::uint64_t key = requests_.front();
    const auto at_ms = static_cast<std::int64_t>(key >> kStationBits);
    if (at_ms > model_.horizon_ms) break;
    std::pop_heap(requests_.begin(), requests_.end(), std::greater<>());
    requests_.pop_back();
    decide(key & kStationMask, at_ms);
  }
}

void FlowEngine::list(std::size_t k) {
  if (is_listed_[k] != 0) return;
  is_listed_[k] = 1;
  listed_[(list_begin_ + list_size_++) & (listed_.size() - 1)] = static_cast<std::uint32_t>(k);
}

void FlowEngine::list_neighbours(std::size_t k) {
  for (std::uint32_t i = neighbours_begin_[k]; i < neighbours_begin_[k + 1]; ++i) {
    list(neighbours_[i]);
  }
}

// Raises `at_ms` to the time that job `job` needs; false while it is not known. Before job `lag` a
// credit's ring holds 0 where it is read: no wait.
[[gnu::always_inline]] inline bool FlowEngine::wait(const Need& need, std::int64_t job,
                                                    std::int64_t& at_ms) {
  const std::int64_t before = job - std::int64_t{need.lag};
  if (*need.known <= before) return false;
  at_ms = std::max(at_ms, need.times[static_cast<std::uint32_t>(before) & need.mask]);
  return true;
}

// Lets station k do what it can. Returns whether it did anything.
bool FlowEngine::advance(std::size_t k) {
  Station& station = stations_[k];
  Hand hand{station.departed, station.start_ms, station.finish_ms};
  bool moved = false;
  if (station.phase == Phase::finished) moved = depart(k, station, hand);
  if (station.phase != Phase::starved) return moved;
  while (hand.job < band_end_ && start(k, station, hand)) {
    moved = true;
    if (station.phase == Phase::asking || !depart(k, station, hand)) break;
  }
  return moved;
}

[[gnu::always_inline]] inline bool FlowEngine::start(std::size_t k, Station& station, Hand& hand) {
  const Need* others = &needs_[station.first_need];
  hand.start_ms = station.last_ms;
  if (!wait(station.input, hand.job, hand.start_ms)) return false;
  for (std::size_t i = 0; i < station.other_inputs; ++i) {
    if (!wait(others[i], hand.job, hand.start_ms)) return false;
  }
  if (hand.start_ms > model_.horizon_ms || hand.job >= options_.job_limit) {
    station.phase = Phase::over;
    return false;
  }
  const std::int64_t work = work_.of(k, hand.job);
  station.clock_end += work;
  hand.finish_ms = hand.start_ms + work;
  if (station.joins_together) {
    station.starts[static_cast<std::uint32_t>(hand.job) & station.mask] = hand.start_ms;
    ++station.started;
  }
  if (station.next_stop <= station.clock_end) {
    station.start_ms = hand.start_ms;
    stop_in_work(k, work);
    hand.finish_ms = station.finish_ms;
  } else if (station.told_at_finish) {
    finish(station, hand.finish_ms);
  }
  return true;
}

// The station's record learns what it has in hand only where it keeps it.
[[gnu::always_inline]] inline bool FlowEngine::depart(std::size_t k, Station& station, Hand& hand) {
  const Need* others = &needs_[station.first_need + station.other_inputs];
  std::int64_t at_ms = hand.finish_ms;
  bool free = wait(station.credit, hand.job, at_ms);
  for (std::size_t i = 0; i < station.other_credits; ++i) {
    free = free && wait(others[i], hand.job, at_ms);
  }
  if (!free || at_ms > station.mark_ms) {
    station.start_ms = hand.start_ms;
    station.finish_ms = hand.finish_ms;
    station.phase = Phase::finished;
    if (!free) return false;
    while (at_ms > station.mark_ms) pass_mark(k, true, true);
  }
  station.blocked_ms += at_ms - hand.finish_ms;
  station.started_sum += static_cast<std::uint64_t>(hand.start_ms);
  station.departed_sum += static_cast<std::uint64_t>(at_ms);
  station.last_ms = at_ms;
  station.departures[static_cast<std::uint32_t>(hand.job) & station.mask] = at_ms;
  if (traces_ && at_ms <= model_.horizon_ms) departures_[k].push_back(at_ms);
  if (station.watched) tell(k, hand, at_ms);
  station.departed = ++hand.job;
  station.phase = Phase::starved;
  return true;
}

void FlowEngine::tell(std::size_t k, const Hand& hand, std::int64_t departure_ms) const {
  const auto station = static_cast<std::uint32_t>(k);
  options_.observer->happened({hand.start_ms, LineEventKind::start, station, hand.job});
  options_.observer->happened({departure_ms, LineEventKind::depart, station, hand.job});
}

void FlowEngine::finish(Station& station, std::int64_t at_ms) {
  station.finish_ms = at_ms;
  station.phase = Phase::finished;
  if (station.told_at_finish) {
    station.finishes[static_cast<std::uint32_t>(station.departed) & station.mask] = at_ms;
    ++station.finished;
  }
}

// --- stops

// The job in hand, of `work_ms`, is stopped before its end.
void FlowEngine::stop_in_work(std::size_t k, std::int64_t work_ms) {
  Station& station = stations_[k];
  const std::int64_t at_ms = station.start_ms + station.next_stop - (station.clock_end - work_ms);
  if (decides_) {
    ask(k, at_ms);
  } else {
    finish(station, repair(k, at_ms));
  }
}

void FlowEngine::ask(std::size_t k, std::int64_t at_ms) {
  DARKLINE_CHECK(static_cast<std::uint64_t>(at_ms) >> (64 - kStationBits) == 0,
                 model_.stations[k].address);
  stations_[k].phase = Phase::asking;
  requests_.push_back(static_cast<std::uint64_t>(at_ms) << kStationBits | k);
  std::push_heap(requests_.begin(), requests_.end(), std::greater<>());
}

void FlowEngine::decide(std::size_t k, std::int64_t at_ms) {
  Station& station = stations_[k];
  const std::int64_t clock = station.next_stop;
  const std::int64_t end_ms = repair(k, at_ms);
  if (station.next_stop <= station.clock_end) {
    ask(k, end_ms + station.next_stop - clock);
  } else {
    finish(station, end_ms + station.clock_end - clock);
    list(k);
    if (station.finishes != nullptr) list_neighbours(k);  // a join may wait for this end
  }
}

// One repair, asked for at `at_ms`, and its end; without decisions to make, all repairs of the job
// and the end of its work.
std::int64_t FlowEngine::repair(std::size_t k, std::int64_t at_ms) {
  Station& station = stations_[k];
  auto& clocks = stop_clocks_[k];
  for (;;) {
    const std::int64_t clock = station.next_stop;
    const auto due = std::find_if(clocks.begin(), clocks.end(),
                                  [&](const StopClock& one) { return one.due == clock; });
    while (at_ms > station.mark_ms) pass_mark(k, true, false);
    const LineStation& asking = model_.stations[k];
    const std::uint32_t skill = asking.stops[static_cast<std::size_t>(due - clocks.begin())].skill;
    const Repair granted = crew_.grant(at_ms, due->repair_ms, skill, asking.walk_ms);
    station.down_ms += granted.end_ms - at_ms;
    station.waiting_ms += granted.start_ms - at_ms;
    station.repair_start_ms = granted.start_ms;
    station.repair_end_ms = granted.end_ms;
    ++station.repairs;
    while (granted.end_ms > station.mark_ms) pass_mark(k, true, false);
    draw_next_stop(k, static_cast<std::size_t>(due - clocks.begin()), due->n + 1, clock);
    station.next_stop = std::min_element(clocks.begin(), clocks.end(), [](auto& a, auto& b) {
                          return a.due < b.due;
                        })->due;
    if (decides_) return granted.end_ms;
    if (station.next_stop > station.clock_end) return granted.end_ms + station.clock_end - clock;
    at_ms = granted.end_ms + station.next_stop - clock;
  }
}

// --- what is measured

// The counts at the next mark, which lies before the station's next departure. `started`: the job
// in hand has a start; `finished`: and an end.
void FlowEngine::pass_mark(std::size_t k, bool started, bool finished) {
  Station& station = stations_[k];
  const std::int64_t mark = station.mark_ms;
  const auto start = static_cast<std::uint64_t>(station.start_ms);
  Counts& counts = counts_[station.marks_passed][k];
  counts.jobs = station.departed;
  counts.started = station.departed;
  counts.repairs = station.repairs;
  counts.departed_sum = station.departed_sum;
  counts.started_sum = station.started_sum;
  // a job starves the station from the departure of the job before to its own start
  const std::uint64_t departed_before =
      station.departed_sum - static_cast<std::uint64_t>(station.last_ms);
  counts.times.starved_ms = static_cast<std::int64_t>(counts.started_sum - departed_before);
  if (started && station.start_ms <= mark) {
    ++counts.started;
    counts.started_sum += start;
    counts.times.starved_ms += station.start_ms - station.last_ms;
  } else {
    counts.times.starved_ms += mark - station.last_ms;
  }
  counts.times.blocked_ms = station.blocked_ms;
  if (finished) counts.times.blocked_ms += std::max<std::int64_t>(0, mark - station.finish_ms);
  const auto ahead = [&](std::int64_t ms) { return std::max<std::int64_t>(0, ms - mark); };
  counts.times.down_ms = station.down_ms - ahead(station.repair_end_ms);
  counts.times.waiting_ms = station.waiting_ms - ahead(station.repair_start_ms);
  counts.times.working_ms =
      mark - counts.times.starved_ms - counts.times.blocked_ms - counts.times.down_ms;

  last_by_horizon_[k] = station.last_ms;
  station.mark_ms = ++station.marks_passed == horizon ? model_.horizon_ms
                                                      : std::numeric_limits<std::int64_t>::max();
}

LineDuration FlowEngine::last_departure(std::size_t k) const {
  DARKLINE_CHECK(counts_[horizon][k].jobs > 0,
                 "no departure to tell of " + model_.stations[k].address);
  return LineDuration{last_by_horizon_[k]};
}

LineCounts FlowEngine::counts_at(Mark mark, std::int64_t at_ms) const {
  LineCounts all;
  for (const Counts& one : counts_[mark])
    all.stations.push_back({one.times, one.jobs, one.repairs});
  for (const LineLink& link : model_.links) {
    // sum over departures of (at - departure) less sum over starts of (at - start)
    const Counts& from = counts_[mark][link.from];
    const Counts& to = counts_[mark][link.to];
    const auto on_link = static_cast<std::uint64_t>(from.jobs - to.started);
    all.level_integral.push_back(on_link * static_cast<std::uint64_t>(at_ms) - from.departed_sum +
                                 to.started_sum);
  }
  return all;
}

ReplicationResult FlowEngine::result() const {
  return measured_between(model_, counts_at(warm_up, model_.warm_up_ms),
                          counts_at(horizon, model_.horizon_ms));
}

}  // namespace darkline
