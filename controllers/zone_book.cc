#include "controllers/zone_book.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {

ZoneBook::ZoneBook(std::span<const ProgramZone> zones) {
  zones_.reserve(zones.size());
  for (const ProgramZone& each : zones) {
    zones_.push_back({.number = each.number, .nominal_ns = each.nominal_ns});
  }
}

std::size_t ZoneBook::place_of(std::uint16_t zone) const {
  const auto at =
      std::lower_bound(zones_.begin(), zones_.end(), zone,
                       [](const Zone& each, std::uint16_t number) { return each.number < number; });
  DARKLINE_CHECK(at != zones_.end() && at->number == zone, fmt::format("no zone {}", zone));
  return static_cast<std::size_t>(at - zones_.begin());
}

void ZoneBook::request(std::size_t robot, std::uint16_t zone, std::int64_t t_ns) {
  resume(robot, t_ns);
  robots_[robot].zone = place_of(zone);
  robots_[robot].asked_ns = t_ns;
  pause(robot, t_ns);
}

int ZoneBook::grant(std::int64_t t_ns) {
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    if (zones_[z].holder >= 0) continue;
    std::size_t first = kNone;
    for (std::size_t r = 0; r < robots_.size(); ++r) {
      if (robots_[r].zone != z) continue;
      if (first == kNone || robots_[r].asked_ns < robots_[first].asked_ns) first = r;
    }
    if (first == kNone) continue;
    robots_[first].zone = kNone;
    resume(first, t_ns);
    zones_[z].holder = static_cast<int>(first);
    zones_[z].taken_ns = clock_ns(robots_[first], t_ns);
    return zones_[z].holder;
  }
  return -1;
}

void ZoneBook::leave(std::uint16_t zone) {
  zones_[place_of(zone)].holder = -1;
}

void ZoneBook::pause(std::size_t robot, std::int64_t t_ns) {
  Robot& each = robots_[robot];
  if (each.stands_since_ns == kNeverNs) each.stands_since_ns = t_ns;
}

void ZoneBook::resume(std::size_t robot, std::int64_t t_ns) {
  Robot& each = robots_[robot];
  if (each.stands_since_ns == kNeverNs) return;
  each.lost_ns += t_ns - each.stands_since_ns;
  each.stands_since_ns = kNeverNs;
}

void ZoneBook::forget_requests() {
  for (Robot& each : robots_) {
    each.zone = kNone;
    each.stands_since_ns = kNeverNs;
  }
}

void ZoneBook::free_all() {
  for (Zone& each : zones_) each.holder = -1;
}

bool ZoneBook::has(std::uint16_t zone) const {
  return std::any_of(zones_.begin(), zones_.end(),
                     [zone](const Zone& each) { return each.number == zone; });
}

std::size_t ZoneBook::n_held() const {
  return static_cast<std::size_t>(std::count_if(zones_.begin(), zones_.end(),
                                                [](const Zone& each) { return each.holder >= 0; }));
}

int ZoneBook::holder_of(std::uint16_t zone) const {
  return zones_[place_of(zone)].holder;
}

std::uint16_t ZoneBook::awaited_by(std::size_t robot) const {
  return waits(robot) ? zones_[robots_[robot].zone].number : std::uint16_t{0};
}

std::int64_t ZoneBook::clock_ns(const Robot& robot, std::int64_t t_ns) const {
  return std::min(t_ns, robot.stands_since_ns) - robot.lost_ns;
}

// Of the time that its holder may have it, by the holder's clock; below zero: overdue.
std::int64_t ZoneBook::left_ns(const Zone& zone, std::int64_t t_ns) const {
  const Robot& holder = robots_[static_cast<std::size_t>(zone.holder)];
  return 2 * zone.nominal_ns - (clock_ns(holder, t_ns) - zone.taken_ns);
}

bool ZoneBook::is_watched(std::size_t zone) const {
  return zones_[zone].holder >= 0 && zones_[zone].nominal_ns > 0 &&
         std::any_of(robots_.begin(), robots_.end(),
                     [zone](const Robot& each) { return each.zone == zone; });
}

ZoneBook::Overdue ZoneBook::overdue(std::int64_t t_ns) const {
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    if (is_watched(z) && left_ns(zones_[z], t_ns) < 0) return {zones_[z].holder, zones_[z].number};
  }
  return {};
}

std::int64_t ZoneBook::next_overdue_ns(std::int64_t t_ns) const {
  std::int64_t next_ns = kNeverNs;
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    if (!is_watched(z)) continue;
    const Robot& holder = robots_[static_cast<std::size_t>(zones_[z].holder)];
    if (holder.stands_since_ns != kNeverNs) continue;
    // longer than twice the nominal time: a nanosecond more
    next_ns = std::min(next_ns, t_ns + left_ns(zones_[z], t_ns) + 1);
  }
  return next_ns;
}

// Zones that are held: how many, then number, holder and time of each, numbers ascending. Robots:
// the number of the zone waited for or 0, when it was asked for, what the clock has lost, since
// when it stands.
void ZoneBook::write_state(std::size_t n_robots, internal::StateWriter& out) const {
  out.add(static_cast<std::uint16_t>(n_held()));
  for (const Zone& each : zones_) {
    if (each.holder < 0) continue;
    out.add(each.number);
    out.add(static_cast<std::uint8_t>(each.holder));
    out.add(each.taken_ns);
  }
  for (std::size_t r = 0; r < n_robots; ++r) {
    out.add(awaited_by(r));
    out.add(waits(r) ? robots_[r].asked_ns : std::int64_t{0});
    out.add(robots_[r].lost_ns);
    out.add(robots_[r].stands_since_ns);
  }
}

bool ZoneBook::read_holders(std::size_t n_robots, std::int64_t latest_ns,
                            internal::StateReader& in) {
  for (Zone& each : zones_) each.holder = -1;
  std::size_t next = 0;  // zones before it have been passed
  for (int n = in.take<std::uint16_t>(); n > 0; --n) {
    const auto number = in.take<std::uint16_t>();
    const auto holder = in.take<std::uint8_t>();
    const auto taken_ns = in.take<std::int64_t>();
    while (next < zones_.size() && zones_[next].number < number) ++next;
    const bool known = next < zones_.size() && zones_[next].number == number;
    if (!in.good() || !known || holder >= n_robots || taken_ns < 0 || taken_ns > latest_ns) {
      return false;
    }
    zones_[next].holder = holder;
    zones_[next].taken_ns = taken_ns;
    ++next;
  }
  return in.good();
}

bool ZoneBook::read_clock(Robot& robot, std::int64_t latest_ns, internal::StateReader& in) const {
  const auto number = in.take<std::uint16_t>();
  robot.asked_ns = in.take<std::int64_t>();
  robot.lost_ns = in.take<std::int64_t>();
  robot.stands_since_ns = in.take<std::int64_t>();
  const auto is_past = [latest_ns](std::int64_t t_ns) { return t_ns >= 0 && t_ns <= latest_ns; };
  const bool stands = robot.stands_since_ns != kNeverNs;
  if (!in.good() || !is_past(robot.asked_ns) || !is_past(robot.lost_ns) ||
      (stands && !is_past(robot.stands_since_ns))) {
    return false;
  }
  robot.zone = kNone;
  if (number == 0) return robot.asked_ns == 0;
  const auto at = std::find_if(zones_.begin(), zones_.end(),
                               [number](const Zone& each) { return each.number == number; });
  robot.zone = static_cast<std::size_t>(at - zones_.begin());
  return at != zones_.end() && stands;  // who waits stands
}

bool ZoneBook::read_state(std::size_t n_robots, std::int64_t latest_ns, internal::StateReader& in) {
  if (!read_holders(n_robots, latest_ns, in)) return false;
  robots_ = {};
  for (std::size_t r = 0; r < n_robots; ++r) {
    if (!read_clock(robots_[r], latest_ns, in)) return false;
  }
  // no clock has lost more than it could, or is behind what it has shown
  const auto robots = std::span(robots_).first(n_robots);
  return std::ranges::all_of(robots,
                             [&](const Robot& each) { return clock_ns(each, latest_ns) >= 0; }) &&
         std::ranges::all_of(zones_, [&](const Zone& each) {
           return each.holder < 0 ||
                  each.taken_ns <=
                      clock_ns(robots_[static_cast<std::size_t>(each.holder)], latest_ns);
         });
}

}  // namespace darkline
