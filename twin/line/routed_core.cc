#include "twin/line/routed_core.h"

#include <algorithm>

#include "models/base/error.h"

namespace darkline {
namespace {

// A key from the highest bit: 44 bits of time, 20 of slot.
constexpr int kSlotBits = 20;
constexpr std::uint64_t kSlotMask = (std::uint64_t{1} << kSlotBits) - 1;

// Whether the links form a cycle: taking stations away that nothing comes to leaves some.
bool links_form_a_cycle(const LineModel& model) {
  std::vector<std::size_t> incoming(model.stations.size(), 0);
  std::vector<std::vector<std::size_t>> to(model.stations.size());
  for (const LineLink& link : model.links) {
    ++incoming[link.to];
    to[link.from].push_back(link.to);
  }
  std::vector<std::size_t> ready;
  for (std::size_t k = 0; k < incoming.size(); ++k) {
    if (incoming[k] == 0) ready.push_back(k);
  }
  std::size_t taken = 0;
  while (!ready.empty()) {
    const std::size_t k = ready.back();
    ready.pop_back();
    ++taken;
    for (const std::size_t next : to[k]) {
      if (--incoming[next] == 0) ready.push_back(next);
    }
  }
  return taken < incoming.size();
}

}  // namespace

RoutedCore::RoutedCore(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                       const LineEngineOptions& options)
    : model_(model),
      seed_(seed),
      replication_(replication),
      options_(options),
      crew_(model),
      work_(model, seed, replication, options.cycles),
      has_circle_(links_form_a_cycle(model)) {
  for (const CalendarHours& hours : model.calendars) calendars_.emplace_back(hours);
  if (options.trace_departures) departures_.resize(model.stations.size());
  watched_ = watched_stations(options.observer, model.stations.size());
  add_stations();
  add_links();
  n_machines_ = machines_.size();
  const std::size_t slots = 3 * n_machines_ + links_.size() + 2 * stations_.size();
  DARKLINE_CHECK(slots <= kSlotMask, "more machines and links than an event key can name");
  tree_ = TournamentTree(slots);
  blocked_.resize(n_machines_);
  marked_.resize(stations_.size());
  const std::size_t most_bodies = parts_.size() + n_machines_ + 1;
  bodies_.resize(most_bodies);
  for (std::size_t b = most_bodies; b-- > 0;) free_bodies_.push_back(static_cast<std::uint32_t>(b));

  add_initial_parts();
  for (std::uint32_t m = 0; m < n_machines_; ++m) {
    Machine& machine = machines_[m];
    for (std::uint32_t c = machine.stops.begin; c < machine.stops.end; ++c)
      draw_stop_of(m, c, 0, 0);
    find_next_stops(machine);
    schedule(m);
  }
  for (std::uint32_t k = 0; k < stations_.size(); ++k) {
    const LineStation& station = model.stations[k];
    has_sources_ = has_sources_ || stations_[k].is_source;
    if (station.supply) set_slot(3 * n_machines_ + links_.size() + k, station.supply->first_ms);
    if (station.dispatch) {
      set_slot(3 * n_machines_ + links_.size() + stations_.size() + k, station.dispatch->first_ms);
    }
    mark(k);
  }
  settle();
  if (n_pending_ == 0) refuse_silence();
}

void RoutedCore::add_stations() {
  for (std::size_t k = 0; k < model_.stations.size(); ++k) {
    const LineStation& from = model_.stations[k];
    Station station;
    station.join = from.join;
    station.route = from.route;
    if (from.calendar != kNoCalendar) station.calendar = &calendars_[from.calendar];
    station.machines.begin = static_cast<std::uint32_t>(machines_.size());
    for (std::int64_t m = 0; m < from.machines; ++m) {
      Machine machine;
      machine.station = static_cast<std::uint32_t>(k);
      machine.entity = machine_entity(from, m);
      machine.stops.begin = static_cast<std::uint32_t>(stops_.size());
      for (const StopClass& stop : from.stops) {
        stops_.push_back({0, 0, 0, stop.clock == StopsBy::calendar});
      }
      machine.stops.end = static_cast<std::uint32_t>(stops_.size());
      machine.upkeep.begin = static_cast<std::uint32_t>(upkeep_.size());
      for (const Maintenance& one : from.maintenance) upkeep_.push_back({0, one.every_ms});
      machine.upkeep.end = static_cast<std::uint32_t>(upkeep_.size());
      machines_.push_back(machine);
    }
    station.machines.end = static_cast<std::uint32_t>(machines_.size());
    stations_.push_back(station);
  }
}

void RoutedCore::add_links() {
  std::vector<std::vector<std::uint32_t>> in(stations_.size());
  std::vector<std::vector<std::uint32_t>> forward(stations_.size());
  for (std::uint32_t l = 0; l < model_.links.size(); ++l) {
    const LineLink& from = model_.links[l];
    Link link;
    link.from = static_cast<std::uint32_t>(from.from);
    link.to = static_cast<std::uint32_t>(from.to);
    link.places = from.places;
    link.travel_ms = from.travel_ms;
    link.ring = parts_.size();
    link.ring_size = static_cast<std::size_t>(from.places) + 1;
    parts_.resize(parts_.size() + link.ring_size);
    links_.push_back(link);
    in[from.to].push_back(l);
    if (!from.carriers) stations_[from.to].is_source = false;
    const auto& inspection = model_.stations[from.from].inspection;
    if (inspection && inspection->rework_link == l) {
      stations_[from.from].rework_link = l;
    } else {
      forward[from.from].push_back(l);
    }
  }
  const auto append = [](std::vector<std::uint32_t>& all, const std::vector<std::uint32_t>& some) {
    const Range range{static_cast<std::uint32_t>(all.size()),
                      static_cast<std::uint32_t>(all.size() + some.size())};
    all.insert(all.end(), some.begin(), some.end());
    return range;
  };
  for (std::size_t k = 0; k < stations_.size(); ++k) {
    stations_[k].in = append(in_links_, in[k]);
    stations_[k].forward = append(out_links_, forward[k]);
  }
}

void RoutedCore::add_initial_parts() {
  for (std::uint32_t l = 0; l < links_.size(); ++l) {
    Link& link = links_[l];
    for (std::int64_t i = 0; i < model_.links[l].initial_parts; ++i) {
      parts_[link.ring + static_cast<std::size_t>(i)] = {new_body(i), 0};
      ++link.count;
      ++link.arrived;
    }
  }
}

std::uint32_t RoutedCore::new_body(std::int64_t number) {
  const std::uint32_t body = free_bodies_.back();
  free_bodies_.pop_back();
  bodies_[body] = {number, 0};
  return body;
}

// --- the calendar

// Slots by kind, in the order of the kinds within a tick.
void RoutedCore::set_slot(std::size_t slot, std::int64_t at_ms) {
  const auto time = static_cast<std::uint64_t>(at_ms);
  DARKLINE_CHECK(time >> (64 - kSlotBits) == 0, "an event beyond what a key can hold");
  const bool moves_bodies =
      slot < n_machines_ ||
      (slot >= 3 * n_machines_ && slot < 3 * n_machines_ + links_.size() + stations_.size());
  if (moves_bodies && tree_.key(slot) == TournamentTree::kNever) ++n_pending_;
  tree_.set(slot, time << kSlotBits | slot);
}

void RoutedCore::clear_slot(std::size_t slot) {
  if (tree_.key(slot) == TournamentTree::kNever) return;
  const bool moves_bodies =
      slot < n_machines_ ||
      (slot >= 3 * n_machines_ && slot < 3 * n_machines_ + links_.size() + stations_.size());
  if (moves_bodies) --n_pending_;
  tree_.set(slot, TournamentTree::kNever);
}

void RoutedCore::run_until(std::int64_t until_ms) {
  const std::uint64_t bound = (static_cast<std::uint64_t>(until_ms) + 1) << kSlotBits;
  while (tree_.first() < bound) step();
  now_ = until_ms;
}

void RoutedCore::run_to_end() {
  while (!finished()) step();
}

void RoutedCore::step() {
  const std::uint64_t key = tree_.first();
  now_ = static_cast<std::int64_t>(key >> kSlotBits);
  std::size_t slot = key & kSlotMask;
  const bool was_pending = n_pending_ > 0;
  newly_blocked_ = kNone;
  if (slot < n_machines_) {
    handle_up(static_cast<std::uint32_t>(slot));
  } else if ((slot -= n_machines_) < n_machines_) {
    handle_stop(static_cast<std::uint32_t>(slot));
  } else if ((slot -= n_machines_) < n_machines_) {
    handle_finish(static_cast<std::uint32_t>(slot));
  } else if ((slot -= n_machines_) < links_.size()) {
    handle_arrival(static_cast<std::uint32_t>(slot));
  } else if ((slot -= links_.size()) < stations_.size()) {
    handle_supply(static_cast<std::uint32_t>(slot));
  } else {
    handle_dispatch(static_cast<std::uint32_t>(slot - stations_.size()));
  }
  settle();
  if (newly_blocked_ != kNone && has_circle_) refuse_circle(newly_blocked_);
  if (n_pending_ == 0 && was_pending) refuse_silence();
}

void RoutedCore::mark(std::uint32_t k) {
  if (stations_[k].is_marked) return;
  stations_[k].is_marked = true;
  std::size_t at = first_marked_ + n_marked_++;
  if (at >= marked_.size()) at -= marked_.size();
  marked_[at] = k;
}

void RoutedCore::settle() {
  while (n_marked_ > 0) {
    const std::uint32_t k = marked_[first_marked_];
    if (++first_marked_ == marked_.size()) first_marked_ = 0;
    --n_marked_;
    stations_[k].is_marked = false;
    release(k);
    while (pull(k)) {
    }
  }
}

}  // namespace darkline
