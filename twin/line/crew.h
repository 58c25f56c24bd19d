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
  Repair grant(std::int64_t now_ms, std::int64_t repair_ms);

  // Technicians at work at `now_ms`.
  int busy(std::int64_t now_ms) const;

 private:
  struct Member {
    Technician hours;
    std::int64_t free_ms = 0;   // end of the last repair granted
    std::int64_t begun_ms = 0;  // and its start
  };
  std::vector<Member> members_;
  std::int64_t staffed_ms_of_day_;
  double dark_repair_factor_;
};

}  // namespace darkline
