#include "twin/line/crew.h"

#include <algorithm>
#include <cstddef>

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

Crew::Crew(const LineModel& model)
    : staffed_ms_of_day_(model.staffed_ms_of_day), dark_repair_factor_(model.dark_repair_factor) {
  for (const Technician& hours : model.technicians) members_.push_back({hours});
}

Repair Crew::grant(std::int64_t now_ms, std::int64_t repair_ms) {
  Repair repair{now_ms, now_ms};
  Member* best = nullptr;
  for (Member& member : members_) {
    const std::int64_t start = next_on_duty(member.hours, std::max(now_ms, member.free_ms));
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
    best->begun_ms = repair.start_ms;
    best->free_ms = repair.end_ms;
  }
  return repair;
}

int Crew::busy(std::int64_t now_ms) const {
  return static_cast<int>(std::count_if(members_.begin(), members_.end(), [&](const Member& m) {
    return m.begun_ms <= now_ms && now_ms < m.free_ms;
  }));
}

}  // namespace darkline
