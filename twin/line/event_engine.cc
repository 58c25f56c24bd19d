#include "twin/line/event_engine.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "models/base/address.h"
#include "models/base/error.h"

namespace darkline {
namespace {

// A key from the highest bit: 44 bits of time, 4 of kind, 16 of station.
constexpr int kKindBits = 4;
constexpr int kStationBits = 16;
constexpr int kTimeShift = kKindBits + kStationBits;
constexpr std::uint64_t kStationMask = (1U << kStationBits) - 1;
constexpr std::uint64_t kKindMask = (1U << kKindBits) - 1;

// The 32-bit word of a job among the two 64-bit words that serve four jobs.
std::uint32_t word_of_job(const std::array<std::uint64_t, 2>& words, std::int64_t job) {
  const std::uint64_t pair = words[static_cast<std::size_t>((job >> 1) & 1)];
  return static_cast<std::uint32_t>((job & 1) != 0 ? pair >> 32 : pair);
}

}  // namespace

LineEngine::LineEngine(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                       const Options& options)
    : model_(model),
      seed_(seed),
      replication_(replication),
      options_(options),
      crew_(model),
      bodies_entity_(stream_entity(kBodiesAddress)) {
  check_line_model(model);
  const std::size_t n = model.stations.size();
  stations_.resize(n);
  leaves_ = std::bit_ceil(n);
  tree_.assign(2 * leaves_, kNever);
  departing_.resize(n);
  if (options.trace_departures) departures_.resize(n);
  connect();
  load_tables();
  load_stops();
  for (std::size_t k = 0; k < n; ++k) {
    if (stations_[k].feeders_begin == stations_[k].feeders_end) try_start(k);
  }
}

void LineEngine::connect() {
  for (std::size_t k = 0; k < stations_.size(); ++k) {
    Station& station = stations_[k];
    station.watched = options_.watch != nullptr && options_.watch->watches(k);
    station.joins_all_together = model_.stations[k].join == JoinRule::all_together;
    station.feeders_begin = static_cast<std::uint32_t>(feeders_.size());
    for (const LineLink& link : model_.links) {
      if (link.to == k) feeders_.push_back(static_cast<std::uint32_t>(link.from));
      if (link.from == k) {
        station.next = link.to;
        station.places = link.places;
      }
    }
    station.feeders_end = static_cast<std::uint32_t>(feeders_.size());
  }
}

void LineEngine::load_tables() {
  double share = 0.0;
  for (const double one : model_.variant_share) {
    share += one;
    variant_bounds_.push_back(static_cast<std::uint64_t>(share * 0x1.0p32));
  }
  variant_bounds_.back() = std::uint64_t{1} << 32;
  for (const LineStation& station : model_.stations) {
    Work work;
    work.first_table = tables_.size();
    work.pace_ms = station.pace_ms;
    work.entity = station.entity;
    for (const PeriodicWork& one : station.periodic) {
      work.next_periodic_job = std::min(work.next_periodic_job, one.every_jobs - 1);
    }
    for (const auto& samples : station.cycle_ms) {
      work.varies = work.varies || samples.size() > 1;
      tables_.push_back({samples_.size(), samples.size()});
      samples_.insert(samples_.end(), samples.begin(), samples.end());
    }
    work_.push_back(work);
  }
}

void LineEngine::load_stops() {
  stop_clocks_.resize(stations_.size());
  for (std::size_t k = 0; k < stations_.size(); ++k) {
    stop_clocks_[k].resize(model_.stations[k].stops.size());
    for (std::size_t c = 0; c < stop_clocks_[k].size(); ++c) {
      draw_next_stop(k, c, 0, 0);
      stations_[k].next_stop = std::min(stations_[k].next_stop, stop_clocks_[k][c].due);
    }
  }
}

void LineEngine::draw_next_stop(std::size_t k, std::size_t stop_class, std::uint32_t n,
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

// --- the calendar

void LineEngine::set_key(std::size_t k, std::uint64_t key) {
  std::size_t node = leaves_ + k;
  tree_[node] = key;
  while (node > 1) {
    key = std::min(key, tree_[node ^ 1]);  // the winner of this node and its neighbour
    node >>= 1;
    if (tree_[node] == key) break;  // nothing changes above
    tree_[node] = key;
  }
}

void LineEngine::schedule(std::size_t k, std::int64_t at_ms, EventKind kind) {
  const auto time = static_cast<std::uint64_t>(at_ms);
  DARKLINE_CHECK(time >> (64 - kTimeShift) == 0, model_.stations[k].address);
  set_key(k, time << kTimeShift | static_cast<std::uint64_t>(kind) << kStationBits | k);
}

void LineEngine::run_until(LineDuration until) {
  DARKLINE_CHECK(until.count() >= now_, fmt::format("{} ms is past", until.count()));
  const std::uint64_t bound = (static_cast<std::uint64_t>(until.count()) + 1) << kTimeShift;
  while (tree_[1] < bound) {
    const std::uint64_t key = tree_[1];
    now_ = static_cast<std::int64_t>(key >> kTimeShift);
    const auto kind = static_cast<EventKind>((key >> kStationBits) & kKindMask);
    const std::size_t k = key & kStationMask;
    if (kind == EventKind::finish) {
      handle_finish(k);
    } else {
      handle_stop(k);
    }
  }
  now_ = until.count();
}

void LineEngine::run_to_end() {
  DARKLINE_CHECK(options_.job_limit < Options{}.job_limit, "a run without end");
  while (!finished()) run_until(LineDuration{static_cast<std::int64_t>(tree_[1] >> kTimeShift)});
}

// --- what happens

void LineEngine::handle_finish(std::size_t k) {
  Station& station = stations_[k];
  station.phase = Phase::blocked;
  station.since_ms = now_;
  if (may_depart(station)) {
    release(k);
  } else if (stations_[station.next].joins_all_together) {
    try_join(station.next);
  }
  // A station that works again has put its new event over this one.
  if (station.phase != Phase::working) set_key(k, kNever);
}

bool LineEngine::may_depart(const Station& station) const {
  if (station.next == kNoStation) return true;
  const Station& next = stations_[station.next];
  if (next.joins_all_together) return station.jobs - taken(next) < station.places;
  return station.jobs - next.jobs <= station.places;
}

void LineEngine::depart(std::size_t k) {
  Station& station = stations_[k];
  station.blocked_ms += now_ - station.since_ms;
  station.since_ms = now_;
  station.phase = Phase::starved;
  station.departed_sum += static_cast<std::uint64_t>(now_);
  if (station.watched) options_.watch->departed(k, station.jobs, now_);
  ++station.jobs;
  if (options_.trace_departures) departures_[k].push_back(now_);
}

// Lets the finished part of station k go, and all parts behind it that can move up now.
void LineEngine::release(std::size_t k) {
  const std::size_t base = n_departing_;
  departing_[n_departing_++] = static_cast<std::uint32_t>(k);
  while (n_departing_ > base) {
    const std::size_t d = departing_[--n_departing_];
    depart(d);
    const Station& station = stations_[d];
    if (station.next != kNoStation) try_start(station.next);
    if (!station.joins_all_together) {
      for (std::uint32_t i = station.feeders_begin; i < station.feeders_end; ++i) {
        // The departure made the one place that a blocked feeder was waiting for.
        if (stations_[feeders_[i]].phase == Phase::blocked)
          departing_[n_departing_++] = feeders_[i];
      }
    }
    try_start(d);
  }
}

void LineEngine::try_start(std::size_t k) {
  const Station& station = stations_[k];
  if (station.phase != Phase::starved || station.jobs >= options_.job_limit) return;
  if (station.joins_all_together) {
    try_join(k);
    return;
  }
  for (std::uint32_t i = station.feeders_begin; i < station.feeders_end; ++i) {
    if (stations_[feeders_[i]].jobs <= station.jobs) return;
  }
  start(k);
}

// A station whose parts enter together takes what lies on its links and, where a link has no place,
// the finished part out of the station before it.
void LineEngine::try_join(std::size_t k) {
  const Station& station = stations_[k];
  if (station.phase != Phase::starved || station.jobs >= options_.job_limit) return;
  const auto waits_in_feeder = [&](const Station& feeder) {
    return feeder.jobs == station.jobs && feeder.phase == Phase::blocked;
  };
  for (std::uint32_t i = station.feeders_begin; i < station.feeders_end; ++i) {
    const Station& feeder = stations_[feeders_[i]];
    if (feeder.jobs <= station.jobs && !waits_in_feeder(feeder)) return;
  }
  const std::int64_t job = station.jobs;
  start(k);
  for (std::uint32_t i = station.feeders_begin; i < station.feeders_end; ++i) {
    const Station& feeder = stations_[feeders_[i]];
    const bool handed_over = feeder.jobs == job;
    const bool moves_up = feeder.phase == Phase::blocked && may_depart(feeder);
    if (handed_over || moves_up) release(feeders_[i]);
  }
}

void LineEngine::start(std::size_t k) {
  Station& station = stations_[k];
  station.starved_ms += now_ - station.since_ms;
  station.started_sum += static_cast<std::uint64_t>(now_);
  if (station.watched) options_.watch->started(k, station.jobs, now_);
  station.phase = Phase::working;
  const std::int64_t work = work_ms(k);
  const std::int64_t clock = station.clock_end;
  station.clock_end = clock + work;
  if (station.next_stop <= station.clock_end) {
    schedule(k, now_ + station.next_stop - clock, EventKind::stop);
  } else {
    schedule(k, now_ + work, EventKind::finish);
  }
}

void LineEngine::handle_stop(std::size_t k) {
  Station& station = stations_[k];
  const std::int64_t clock = station.next_stop;
  auto& clocks = stop_clocks_[k];
  const auto due = std::find_if(clocks.begin(), clocks.end(),
                                [&](const StopClock& one) { return one.due == clock; });
  const Repair repair = crew_.grant(now_, due->repair_ms);
  station.down_ms += repair.end_ms - now_;
  station.waiting_ms += repair.start_ms - now_;
  station.repair_start_ms = repair.start_ms;
  station.repair_end_ms = repair.end_ms;
  ++station.repairs;

  draw_next_stop(k, static_cast<std::size_t>(due - clocks.begin()), due->n + 1, clock);
  station.next_stop = std::min_element(clocks.begin(), clocks.end(), [](auto& a, auto& b) {
                        return a.due < b.due;
                      })->due;
  if (station.next_stop <= station.clock_end) {
    schedule(k, repair.end_ms + station.next_stop - clock, EventKind::stop);
  } else {
    schedule(k, repair.end_ms + station.clock_end - clock, EventKind::finish);
  }
}

// --- how long

std::int64_t LineEngine::work_ms(std::size_t k) {
  const Work& work = work_[k];
  const std::int64_t job = stations_[k].jobs;
  std::int64_t ms = 0;
  if (options_.cycles != nullptr) {
    ms = options_.cycles->cycle_ms(k, job);
    DARKLINE_CHECK(ms >= 1, model_.stations[k].address);
  } else {
    ms = sampled_cycle_ms(k);
  }
  if (job == work.next_periodic_job) ms += periodic_ms(k);
  return std::max(ms, work.pace_ms);
}

// The extra of a job that has some; finds the next such job.
std::int64_t LineEngine::periodic_ms(std::size_t k) {
  Work& work = work_[k];
  const std::int64_t number = work.next_periodic_job + 1;  // counted from 1
  std::int64_t extra = 0;
  work.next_periodic_job = std::numeric_limits<std::int64_t>::max();
  for (const PeriodicWork& one : model_.stations[k].periodic) {
    if (number % one.every_jobs == 0) extra += one.extra_ms;
    const std::int64_t next = (number / one.every_jobs + 1) * one.every_jobs;
    work.next_periodic_job = std::min(work.next_periodic_job, next - 1);
  }
  return extra;
}

std::size_t LineEngine::variant_of(std::int64_t job) {
  const std::int64_t four = job >> 2;
  VariantWords& kept = variant_words_[static_cast<std::size_t>(four) % variant_words_.size()];
  if (kept.four != four) {
    const RandomStream stream(seed_, replication_, bodies_entity_, DrawPurpose::variant);
    kept = {four, stream.words(static_cast<std::uint32_t>(four))};
  }
  const std::uint32_t word = word_of_job(kept.words, job);
  std::size_t variant = 0;
  while (word >= variant_bounds_[variant]) ++variant;
  return variant;
}

std::int64_t LineEngine::sampled_cycle_ms(std::size_t k) {
  Work& work = work_[k];
  const std::int64_t job = stations_[k].jobs;
  const std::size_t variant = variant_bounds_.size() > 1 ? variant_of(job) : 0;
  const Table& table = tables_[work.first_table + variant];
  if (!work.varies) return samples_[table.first];
  if ((job & 3) == 0) {
    const RandomStream stream(seed_, replication_, work.entity, DrawPurpose::cycle_variation);
    work.cycle_words = stream.words(static_cast<std::uint32_t>(job >> 2));
  }
  const std::uint64_t word = word_of_job(work.cycle_words, job);
  return samples_[table.first + ((word * table.count) >> 32)];
}

// --- what can be seen

StationState LineEngine::state(std::size_t k) const {
  const Station& station = stations_[k];
  switch (station.phase) {
    case Phase::starved:
      return StationState::starved;
    case Phase::blocked:
      return StationState::blocked;
    case Phase::working:
      break;
  }
  return now_ < station.repair_end_ms ? StationState::down : StationState::working;
}

LineDuration LineEngine::last_departure(std::size_t k) const {
  const Station& station = stations_[k];
  DARKLINE_CHECK(station.jobs > 0 && station.phase == Phase::starved,
                 "no departure to tell of " + model_.stations[k].address);
  return LineDuration{station.since_ms};
}

StationTimes LineEngine::times(std::size_t k) const {
  const Station& station = stations_[k];
  StationTimes times;
  times.starved_ms = station.starved_ms;
  times.blocked_ms = station.blocked_ms;
  if (station.phase == Phase::starved) times.starved_ms += now_ - station.since_ms;
  if (station.phase == Phase::blocked) times.blocked_ms += now_ - station.since_ms;
  // A repair is booked whole when it is granted: what lies ahead is not yet spent.
  const auto ahead = [&](std::int64_t ms) { return std::max<std::int64_t>(0, ms - now_); };
  times.down_ms = station.down_ms - ahead(station.repair_end_ms);
  times.waiting_ms = station.waiting_ms - ahead(station.repair_start_ms);
  times.working_ms = now_ - times.starved_ms - times.blocked_ms - times.down_ms;
  return times;
}

std::int64_t LineEngine::level(std::size_t link) const {
  const LineLink& one = model_.links[link];
  return stations_[one.from].jobs - taken(stations_[one.to]);
}

std::uint64_t LineEngine::level_integral(std::size_t link) const {
  const LineLink& one = model_.links[link];
  const Station& from = stations_[one.from];
  const Station& to = stations_[one.to];
  // sum over departures of (now - departure) less sum over starts of (now - start)
  const auto now = static_cast<std::uint64_t>(now_);
  const auto on_link = static_cast<std::uint64_t>(from.jobs - taken(to));
  return on_link * now - from.departed_sum + to.started_sum;
}

}  // namespace darkline
