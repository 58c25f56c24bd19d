#include "twin/line/plain_core.h"

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

}  // namespace

PlainCore::PlainCore(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                     const LineEngineOptions& options)
    : model_(model),
      seed_(seed),
      replication_(replication),
      options_(options),
      crew_(model),
      stations_(model.stations.size()),
      tree_(model.stations.size()),
      departing_(model.stations.size()),
      work_(model, seed, replication, options.cycles),
      watched_(watched_stations(options.observer, model.stations.size())) {
  if (options.trace_departures) departures_.resize(stations_.size());
  connect();
  load_stops();
  for (std::size_t k = 0; k < stations_.size(); ++k) {
    if (stations_[k].feeders_begin == stations_[k].feeders_end) try_start(k);
  }
}

void PlainCore::connect() {
  std::vector<std::vector<std::uint32_t>> feeders(stations_.size());
  for (const LineLink& link : model_.links) {
    feeders[link.to].push_back(static_cast<std::uint32_t>(link.from));
    stations_[link.from].next = link.to;
    stations_[link.from].places = link.places;
  }
  for (std::size_t k = 0; k < stations_.size(); ++k) {
    stations_[k].joins_all_together = model_.stations[k].join == JoinRule::all_together;
    stations_[k].feeders_begin = static_cast<std::uint32_t>(feeders_.size());
    feeders_.insert(feeders_.end(), feeders[k].begin(), feeders[k].end());
    stations_[k].feeders_end = static_cast<std::uint32_t>(feeders_.size());
  }
}

void PlainCore::load_stops() {
  stop_clocks_.resize(stations_.size());
  for (std::size_t k = 0; k < stations_.size(); ++k) {
    stop_clocks_[k].resize(model_.stations[k].stops.size());
    for (std::size_t c = 0; c < stop_clocks_[k].size(); ++c) {
      draw_next_stop(k, c, 0, 0);
      stations_[k].next_stop = std::min(stations_[k].next_stop, stop_clocks_[k][c].due);
    }
  }
}

void PlainCore::draw_next_stop(std::size_t k, std::size_t stop_class, std::uint32_t n,
                               std::int64_t clock) {
  const StopDraw draw = next_stop(model_, options_.stops, seed_, replication_, k, 0,
                                  model_.stations[k].entity, stop_class, n);
  stop_clocks_[k][stop_class] = {clock + draw.work_ms, draw.repair_ms, n};
}

// --- the calendar

void PlainCore::schedule(std::size_t k, std::int64_t at_ms, EventKind kind) {
  const auto time = static_cast<std::uint64_t>(at_ms);
  DARKLINE_CHECK(time >> (64 - kTimeShift) == 0, model_.stations[k].address);
  tree_.set(k, time << kTimeShift | static_cast<std::uint64_t>(kind) << kStationBits | k);
}

void PlainCore::run_until(std::int64_t until_ms) {
  const std::uint64_t bound = (static_cast<std::uint64_t>(until_ms) + 1) << kTimeShift;
  while (tree_.first() < bound) {
    const std::uint64_t key = tree_.first();
    now_ = static_cast<std::int64_t>(key >> kTimeShift);
    const auto kind = static_cast<EventKind>((key >> kStationBits) & kKindMask);
    const std::size_t k = key & kStationMask;
    if (kind == EventKind::finish) {
      handle_finish(k);
    } else {
      handle_stop(k);
    }
  }
  now_ = until_ms;
}

void PlainCore::run_to_end() {
  while (!finished()) run_until(static_cast<std::int64_t>(tree_.first() >> kTimeShift));
}

// --- what happens

void PlainCore::handle_finish(std::size_t k) {
  Station& station = stations_[k];
  station.phase = Phase::blocked;
  station.since_ms = now_;
  tell(LineEventKind::finish, k, station.jobs);
  if (may_depart(station)) {
    release(k);
  } else if (stations_[station.next].joins_all_together) {
    try_join(station.next);
  }
  // A station that works again has put its new event over this one.
  if (station.phase != Phase::working) tree_.set(k, TournamentTree::kNever);
}

bool PlainCore::may_depart(const Station& station) const {
  if (station.next == kNoStation) return true;
  const Station& next = stations_[station.next];
  if (next.joins_all_together) return station.jobs - taken(next) < station.places;
  return station.jobs - next.jobs <= station.places;
}

void PlainCore::depart(std::size_t k) {
  Station& station = stations_[k];
  station.blocked_ms += now_ - station.since_ms;
  station.since_ms = now_;
  station.phase = Phase::starved;
  station.departed_sum += static_cast<std::uint64_t>(now_);
  tell(LineEventKind::depart, k, station.jobs);
  ++station.jobs;
  if (options_.trace_departures) departures_[k].push_back(now_);
}

// Lets the finished part of station k go, and all parts behind it that can move up now.
void PlainCore::release(std::size_t k) {
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

void PlainCore::try_start(std::size_t k) {
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
void PlainCore::try_join(std::size_t k) {
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

void PlainCore::start(std::size_t k) {
  Station& station = stations_[k];
  station.starved_ms += now_ - station.since_ms;
  station.started_sum += static_cast<std::uint64_t>(now_);
  station.phase = Phase::working;
  const std::int64_t work = work_.of(k, station.jobs, station.jobs);
  tell(LineEventKind::start, k, station.jobs);
  const std::int64_t clock = station.clock_end;
  station.clock_end = clock + work;
  if (station.next_stop <= station.clock_end) {
    schedule(k, now_ + station.next_stop - clock, EventKind::stop);
  } else {
    schedule(k, now_ + work, EventKind::finish);
  }
}

void PlainCore::handle_stop(std::size_t k) {
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
  tell(LineEventKind::stop, k, repair.end_ms);

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

// --- what can be seen

StationState PlainCore::state(std::size_t k) const {
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

bool PlainCore::is_attended(std::size_t k) const {
  const Station& station = stations_[k];
  return station.repair_start_ms <= now_ && now_ < station.repair_end_ms;
}

std::int64_t PlainCore::last_departure(std::size_t k) const {
  const Station& station = stations_[k];
  DARKLINE_CHECK(station.jobs > 0 && station.phase == Phase::starved,
                 "no departure to tell of " + model_.stations[k].address);
  return station.since_ms;
}

StationTimes PlainCore::times(std::size_t k) const {
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
  times.occupied_ms = now_ - times.starved_ms;
  times.working_ms = now_ - times.starved_ms - times.blocked_ms - times.down_ms;
  return times;
}

std::int64_t PlainCore::level(std::size_t link) const {
  const LineLink& one = model_.links[link];
  return stations_[one.from].jobs - taken(stations_[one.to]);
}

std::uint64_t PlainCore::level_integral(std::size_t link) const {
  const LineLink& one = model_.links[link];
  const Station& from = stations_[one.from];
  const Station& to = stations_[one.to];
  // sum over departures of (now - departure) less sum over starts of (now - start)
  const auto now = static_cast<std::uint64_t>(now_);
  const auto on_link = static_cast<std::uint64_t>(from.jobs - taken(to));
  return on_link * now - from.departed_sum + to.started_sum;
}

}  // namespace darkline
