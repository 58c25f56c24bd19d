// The technicians of one lane. Requests come nearly, not exactly, in order of time, so each
// technician's bookings are kept for a while and a request takes the earliest gap that it fits in.
// An approximation of crew.h, which it equals while there are always enough technicians.
#pragma once

#include <cstdint>
#include <vector>

#include "twin/line/crew.h"
#include "twin/line/line_model.h"

namespace darkline {

class LaneCrew {
 public:
  explicit LaneCrew(const LineModel& model);

  // A repair of `repair_ms` (at a staffed time) that is asked for at `at_ms`.
  Repair grant(std::int64_t at_ms, std::int64_t repair_ms);

 private:
  static constexpr std::size_t kKept = 64;  // bookings of a technician
  struct Member {
    Technician hours;
    std::vector<Repair> booked;  // by time, apart
  };
  std::int64_t length_ms(std::int64_t start_ms, std::int64_t repair_ms) const;
  Repair earliest(const Member& member, std::int64_t at_ms, std::int64_t repair_ms) const;

  std::vector<Member> members_;
  std::int64_t staffed_ms_of_day_;
  double dark_repair_factor_;
};

}  // namespace darkline
