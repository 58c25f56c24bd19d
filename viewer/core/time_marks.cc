#include "viewer/core/time_marks.h"

#include <algorithm>
#include <iterator>

namespace darkline {

bool TimeMarks::toggle(std::int64_t t_ns) {
  const auto at = std::ranges::lower_bound(all_ns_, t_ns - kNearNs);
  if (at != all_ns_.end() && *at <= t_ns + kNearNs) {
    all_ns_.erase(at);
    return false;
  }
  all_ns_.insert(at, t_ns);
  return true;
}

std::optional<std::int64_t> TimeMarks::next(std::int64_t t_ns) const {
  const auto at = std::ranges::upper_bound(all_ns_, t_ns);
  return at == all_ns_.end() ? std::nullopt : std::optional(*at);
}

std::optional<std::int64_t> TimeMarks::previous(std::int64_t t_ns) const {
  const auto at = std::ranges::lower_bound(all_ns_, t_ns);
  return at == all_ns_.begin() ? std::nullopt : std::optional(*std::prev(at));
}

}  // namespace darkline
