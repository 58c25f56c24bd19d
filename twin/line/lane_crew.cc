#include "twin/line/lane_crew.h"

#include <algorithm>

namespace darkline {
namespace {

// The first moment from `ms` on that lies in the technician's hours.
std::int64_t next_on_duty(const Technician& hours, std::int64_t ms) {
  const std::int64_t time_of_day = ms % kDayMs;
  if (time_of_day < hours.from_ms_of_day) return ms + hours.from_ms_of_day - time_of_day;
  if (time_of_day < hours.to_ms_of_day) return ms;
  return ms + kDayMs - time_of_day + hours.from_ms_of_day;
}

}  // namespace

LaneCrew::LaneCrew(const LineModel& model)
    : staffed_ms_of_day_(model.staffed_ms_of_day), dark_repair_factor_(model.dark_repair_factor) {
  for (const Technician& hours : model.technicians) {
    members_.push_back({hours, {}});
    members_.back().booked.reserve(kKept + 1);
  }
}

std::int64_t LaneCrew::length_ms(std::int64_t start_ms, std::int64_t repair_ms) const {
  if (start_ms % kDayMs < staffed_ms_of_day_) return repair_ms;
  const double longer = static_cast<double>(repair_ms) * dark_repair_factor_;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(longer));
}

Repair LaneCrew::earliest(const Member& member, std::int64_t at_ms, std::int64_t repair_ms) const {
  std::int64_t start = next_on_duty(member.hours, at_ms);
  auto next = std::partition_point(member.booked.begin(), member.booked.end(),
                                   [&](const Repair& one) { return one.end_ms <= start; });
  while (next != member.booked.end() && next->start_ms < start + length_ms(start, repair_ms)) {
    start = next_on_duty(member.hours, std::max(start, next->end_ms));
    ++next;
  }
  return {start, start + length_ms(start, repair_ms)};
}

Repair LaneCrew::grant(std::int64_t at_ms, std::int64_t repair_ms) {
  if (members_.empty()) return {at_ms, at_ms + length_ms(at_ms, repair_ms)};
  Member* best = nullptr;
  Repair repair;
  for (Member& member : members_) {
    const Repair found = earliest(member, at_ms, repair_ms);
    if (best != nullptr && found.start_ms >= repair.start_ms) continue;
    best = &member;
    repair = found;
  }
  const auto after =
      std::partition_point(best->booked.begin(), best->booked.end(),
                           [&](const Repair& one) { return one.start_ms < repair.start_ms; });
  best->booked.insert(after, repair);
  if (best->booked.size() > kKept) best->booked.erase(best->booked.begin());
  return repair;
}

}  // namespace darkline
