#include "twin/line/work_calendar.h"

#include <algorithm>

#include "models/base/error.h"

namespace darkline {

WorkCalendar::WorkCalendar(const CalendarHours& hours)
    : period_ms_(hours.period_ms), open_per_period_(0) {
  std::int64_t end = 0;
  DARKLINE_CHECK(hours.period_ms > 0 && !hours.open.empty(), hours.name);
  for (const OpenInterval& one : hours.open) {
    DARKLINE_CHECK(end <= one.from_ms && one.from_ms < one.to_ms && one.to_ms <= period_ms_,
                   hours.name);
    from_.push_back(one.from_ms);
    to_.push_back(one.to_ms);
    before_.push_back(open_per_period_);
    open_per_period_ += one.to_ms - one.from_ms;
    end = one.to_ms;
  }
}

bool WorkCalendar::is_open(std::int64_t t_ms) const {
  return next_open(t_ms) == t_ms;
}

std::int64_t WorkCalendar::next_open(std::int64_t t_ms) const {
  if (always_open()) return t_ms;
  const std::int64_t in_period = t_ms % period_ms_;
  const auto after = std::upper_bound(to_.begin(), to_.end(), in_period);
  if (after == to_.end()) return t_ms - in_period + period_ms_ + from_.front();
  const std::int64_t opens = from_[static_cast<std::size_t>(after - to_.begin())];
  return t_ms + std::max<std::int64_t>(0, opens - in_period);
}

std::int64_t WorkCalendar::open_until(std::int64_t t_ms) const {
  const std::int64_t in_period = t_ms % period_ms_;
  std::int64_t open = t_ms / period_ms_ * open_per_period_;
  const auto after = std::upper_bound(from_.begin(), from_.end(), in_period);
  if (after != from_.begin()) {
    const auto i = static_cast<std::size_t>(after - from_.begin()) - 1;
    open += before_[i] + std::min(in_period, to_[i]) - from_[i];
  }
  return open;
}

std::int64_t WorkCalendar::open_between(std::int64_t a_ms, std::int64_t b_ms) const {
  if (always_open()) return b_ms - a_ms;
  return open_until(b_ms) - open_until(a_ms);
}

std::int64_t WorkCalendar::advance(std::int64_t t_ms, std::int64_t work_ms) const {
  if (always_open() || work_ms == 0) return t_ms + work_ms;
  // the last moment of open time number `open`, counted from 0
  const std::int64_t open = open_until(t_ms) + work_ms - 1;
  const std::int64_t in_period = open % open_per_period_;
  const auto after = std::upper_bound(before_.begin(), before_.end(), in_period);
  const auto i = static_cast<std::size_t>(after - before_.begin()) - 1;
  return open / open_per_period_ * period_ms_ + from_[i] + (in_period - before_[i]) + 1;
}

}  // namespace darkline
