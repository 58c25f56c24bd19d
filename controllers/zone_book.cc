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

bool ZoneBook::any_held() const {
  return std::any_of(zones_.begin(), zones_.end(),
                     [](const Zone& each) { return each.holder >= 0; });
}

int ZoneBook::holder_of(std::uint16_t zone) const {
  return zones_[place_of(zone)].holder;
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

}  // namespace darkline
