// The technicians of a line: who repairs a stop, and when.
#pragma once

#include <cstdint>
#include <vector>

#include "twin/line/line_model.h"

namespace darkline {

// When a repair was granted.
struct Repair {
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
};

class Crew {
 public:
  explicit Crew(const LineModel& model);

  // Grants a repair of `repair_ms` (at a staffed time) that is asked for at `now_ms`. Calls must
  // come in the order in which requests are served: of time, then of station.
  Repair grant(std::int64_t now_ms, std::int64_t repair_ms) {
    return grant(now_ms, repair_ms, 0, 0);
  }
  // The same for a stop that asks for a skill, of a station at walk_ms.
  Repair grant(std::int64_t now_ms, std::int64_t repair_ms, std::uint32_t skill,
               std::int64_t walk_ms);

  // Technicians at work at `now_ms`, which is not before the last request.
  int busy(std::int64_t now_ms) const;

  // Technicians on duty at `now_ms` who have no repair before them, neither one that they walk to
  // nor one that waits for them. Not before the last request either.
  int idle(std::int64_t now_ms) const;

  // Time that they have spent on repairs (not on walking) from 0 to `now_ms`, which is not before
  // the last request.
  std::int64_t busy_ms(std::int64_t now_ms) const;

 private:
  struct Member {
    Technician hours;
    std::size_t calendar = kNoCalendar;
    std::int64_t free_ms = 0;  // end of the last repair granted
    std::int64_t walk_ms = 0;  // where it was
  };
  std::int64_t next_on_duty(const Member& member, std::int64_t ms) const;

  std::vector<WorkCalendar> calendars_;
  std::vector<Member> members_;
  std::int64_t booked_ms_ = 0;  // all repairs granted to members
  std::vector<Repair> ahead_;   // those of them that had not ended at the last request
  std::int64_t staffed_ms_of_day_;
  double dark_repair_factor_;
};

}  // namespace darkline
