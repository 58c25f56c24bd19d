#include "twin/line/crew.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include "models/base/error.h"

namespace darkline {
namespace {

// The first moment from `ms` on that lies in the technician's hours of the day.
std::int64_t next_in_hours(const Technician& hours, std::int64_t ms) {
  const std::int64_t time_of_day = ms % kDayMs;
  if (time_of_day < hours.from_ms_of_day) return ms + hours.from_ms_of_day - time_of_day;
  if (time_of_day < hours.to_ms_of_day) return ms;
  return ms + kDayMs - time_of_day + hours.from_ms_of_day;
}

// How often the hours of the day may miss the calendar before they are taken never to meet.
constexpr int kMostSearches = 4000;

}  // namespace

Crew::Crew(const LineModel& model)
    : staffed_ms_of_day_(model.staffed_ms_of_day), dark_repair_factor_(model.dark_repair_factor) {
  for (const CalendarHours& hours : model.calendars) calendars_.emplace_back(hours);
  std::size_t most_requests = 0;
  for (const LineStation& station : model.stations) {
    most_requests += station.stops.size() * static_cast<std::size_t>(station.machines);
  }
  for (const Technician& hours : model.technicians) members_.push_back({hours, hours.calendar});
  if (!members_.empty()) ahead_.reserve(most_requests + 1);
}

// The first moment from `ms` on that lies in the hours and in open time of the calendar.
std::int64_t Crew::next_on_duty(const Member& member, std::int64_t ms) const {
  std::int64_t at = next_in_hours(member.hours, ms);
  if (member.calendar == kNoCalendar) return at;
  for (int search = 0; search < kMostSearches; ++search) {
    const std::int64_t open = calendars_[member.calendar].next_open(at);
    if (open == at) return at;
    at = next_in_hours(member.hours, open);
  }
  throw InputError({.found = "a technician whose hours of the day never fall into his calendar",
                    .wanted = "some time on duty"});
}

Repair Crew::grant(std::int64_t now_ms, std::int64_t repair_ms, std::uint32_t skill,
                   std::int64_t walk_ms) {
  Repair repair{now_ms, now_ms};
  Member* best = nullptr;
  for (Member& member : members_) {
    if (((member.hours.skills >> skill) & 1U) == 0) continue;
    const std::int64_t there =
        std::max(now_ms, member.free_ms) + std::abs(walk_ms - member.walk_ms);
    const std::int64_t start = next_on_duty(member, there);
    if (best == nullptr || start < repair.start_ms) {
      best = &member;
      repair.start_ms = start;
    }
  }
  if (repair.start_ms % kDayMs >= staffed_ms_of_day_) {
    const double longer = static_cast<double>(repair_ms) * dark_repair_factor_;
    repair_ms = std::max<std::int64_t>(1, static_cast<std::int64_t>(longer));
  }
  repair.end_ms = repair.start_ms + repair_ms;
  if (best != nullptr) {
    best->free_ms = repair.end_ms;
    best->walk_ms = walk_ms;
    booked_ms_ += repair_ms;
    std::erase_if(ahead_, [&](const Repair& one) { return one.end_ms <= now_ms; });
    ahead_.push_back(repair);
  }
  return repair;
}

int Crew::busy(std::int64_t now_ms) const {
  return static_cast<int>(std::count_if(ahead_.begin(), ahead_.end(), [&](const Repair& one) {
    return one.start_ms <= now_ms && now_ms < one.end_ms;
  }));
}

int Crew::idle(std::int64_t now_ms) const {
  return static_cast<int>(std::count_if(members_.begin(), members_.end(), [&](const Member& one) {
    return one.free_ms <= now_ms && next_on_duty(one, now_ms) == now_ms;
  }));
}

std::int64_t Crew::busy_ms(std::int64_t now_ms) const {
  std::int64_t spent = booked_ms_;
  for (const Repair& one : ahead_) {
    spent -= std::max<std::int64_t>(0, one.end_ms - std::max(now_ms, one.start_ms));
  }
  return spent;
}

}  // namespace darkline
