// When something is open: shifts, breaks and planned stops, as intervals that repeat.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace darkline {

// Open from from_ms (included) to to_ms (not included), counted from the start of each period.
struct OpenInterval {
  std::int64_t from_ms = 0, to_ms = 0;
};

// Time 0 of a run is the start of a period. Intervals are in order, disjoint and not empty; there
// is at least one.
struct CalendarHours {
  std::string name;
  std::int64_t period_ms = 86'400'000;  // a day, a week
  std::vector<OpenInterval> open;
};

// Arithmetic on the open time of a calendar. All functions are exact; times >= 0.
class WorkCalendar {
 public:
  WorkCalendar() = default;  // always open
  // @throws InternalError (DARKLINE_CHECK) if the hours break the promises above.
  explicit WorkCalendar(const CalendarHours& hours);

  bool always_open() const { return from_.empty(); }
  bool is_open(std::int64_t t_ms) const;

  // The first open moment from t on.
  std::int64_t next_open(std::int64_t t_ms) const;

  // The earliest moment at which `work_ms` of open time have passed since t: work that ends as the
  // shift does ends in that shift. advance(t, 0) = t. Non-decreasing in both arguments, which is
  // what makes it safe in a recursion.
  std::int64_t advance(std::int64_t t_ms, std::int64_t work_ms) const;

  // Open time in [a, b), a <= b.
  std::int64_t open_between(std::int64_t a_ms, std::int64_t b_ms) const;

 private:
  std::int64_t open_until(std::int64_t t_ms) const;  // open time in [0, t)

  std::int64_t period_ms_ = 1;
  std::int64_t open_per_period_ = 1;
  std::vector<std::int64_t> from_, to_;  // (n_intervals)
  std::vector<std::int64_t> before_;     // open time of the intervals before each
};

}  // namespace darkline
