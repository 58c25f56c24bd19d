// Where the time went: machines' times by state, levels of links.
#include <algorithm>

#include "models/base/error.h"
#include "twin/line/routed_core.h"

namespace darkline {

std::int64_t RoutedCore::open_between(const Station& s, std::int64_t a, std::int64_t b) const {
  return s.calendar == nullptr ? b - a : s.calendar->open_between(a, b);
}

// Counts the time since the machine was last booked. Its phase has not changed in it, and if it was
// down, then from the start of it.
void RoutedCore::book(Machine& machine) const {
  const std::int64_t from = machine.booked_ms;
  if (from == now_) return;
  machine.booked_ms = now_;
  const Station& s = stations_[machine.station];
  StationTimes& times = machine.times;
  const std::int64_t up_ms = std::clamp(machine.down_until_ms, from, now_);
  const std::int64_t down = open_between(s, from, up_ms);
  const std::int64_t up = open_between(s, up_ms, now_);
  times.down_ms += down;
  if (down > 0) {
    times.waiting_ms += open_between(s, from, std::clamp(machine.attended_ms, from, up_ms));
  }
  times.planned_ms += now_ - from - down - up;
  if (machine.phase != Phase::empty) times.occupied_ms += now_ - from;
  switch (machine.phase) {
    case Phase::maintaining:
      times.planned_ms += up;
      return;
    case Phase::setting_up:
      times.setup_ms += up;
      return;
    case Phase::working:
      times.working_ms += up;
      return;
    case Phase::blocked:
      times.blocked_ms += up;
      break;
    case Phase::empty:
      times.starved_ms += up;
      break;
  }
  const auto& energy = model_.stations[machine.station].energy;
  if (!energy) return;
  // of the time without work so far, what has come since the last booking
  const std::int64_t waited_ms = now_ - machine.idle_since_ms;
  const std::int64_t before_ms = std::max(machine.idle_since_ms, from) - machine.idle_since_ms;
  const auto beyond = [&](std::int64_t threshold_ms) {
    return std::max<std::int64_t>(0, waited_ms - threshold_ms) -
           std::max<std::int64_t>(0, before_ms - threshold_ms);
  };
  const std::int64_t hibernate = beyond(energy->hibernate_after_ms);
  times.hibernate_ms += hibernate;
  times.standby_ms += beyond(energy->standby_after_ms) - hibernate;
}

StationTimes RoutedCore::times(std::size_t k) const {
  StationTimes sum;
  const Station& s = stations_[k];
  for (std::uint32_t m = s.machines.begin; m < s.machines.end; ++m) {
    Machine machine = machines_[m];
    book(machine);
    sum = sum_of(sum, machine.times);
  }
  return sum;
}

StationState RoutedCore::state(std::size_t k) const {
  const Station& s = stations_[k];
  bool is_down = false;
  bool is_blocked = false;
  for (std::uint32_t m = s.machines.begin; m < s.machines.end; ++m) {
    const Machine& machine = machines_[m];
    if (now_ < machine.down_until_ms) {
      is_down = true;
    } else if (machine.phase == Phase::blocked) {
      is_blocked = true;
    } else if (machine.phase != Phase::empty) {
      return StationState::working;
    }
  }
  if (is_down) return StationState::down;
  return is_blocked ? StationState::blocked : StationState::starved;
}

bool RoutedCore::is_attended(std::size_t k) const {
  const Station& s = stations_[k];
  for (std::uint32_t m = s.machines.begin; m < s.machines.end; ++m) {
    const Machine& machine = machines_[m];
    if (machine.attended_ms <= now_ && now_ < machine.down_until_ms) return true;
  }
  return false;
}

std::int64_t RoutedCore::last_departure(std::size_t k) const {
  DARKLINE_CHECK(stations_[k].last_departure_ms >= 0,
                 "no departure to tell of " + model_.stations[k].address);
  return stations_[k].last_departure_ms;
}

// Changes the number of parts on a link and its integral.
void RoutedCore::grow(Link& link, std::int64_t by) const {
  link.area +=
      static_cast<std::uint64_t>(link.count) * static_cast<std::uint64_t>(now_ - link.area_ms);
  link.area_ms = now_;
  link.count += by;
}

std::int64_t RoutedCore::level(std::size_t link) const {
  return links_[link].count;
}

std::uint64_t RoutedCore::level_integral(std::size_t link) const {
  const Link& one = links_[link];
  return one.area +
         static_cast<std::uint64_t>(one.count) * static_cast<std::uint64_t>(now_ - one.area_ms);
}

}  // namespace darkline
