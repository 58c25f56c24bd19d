#include "viewer/core/rate_meter.h"

#include <algorithm>

namespace darkline {

void RateMeter::add(double wall_s, std::int64_t shown_ns) {
  constexpr double kMean_s = 1.0;
  if (!(wall_s > 0.0)) return;
  parts_.push_back({wall_s, 1e-9 * static_cast<double>(shown_ns)});
  wall_s_ += parts_.back().wall_s;
  shown_s_ += parts_.back().shown_s;
  while (parts_.size() > 1 && wall_s_ - parts_.front().wall_s >= kMean_s) {
    wall_s_ -= parts_.front().wall_s;
    shown_s_ -= parts_.front().shown_s;
    parts_.pop_front();
  }
}

double RateMeter::rate() const {
  // what is left of a sum whose parts were taken away again may be a little less than nothing
  return wall_s_ > 0.0 ? std::max(0.0, shown_s_) / wall_s_ : 0.0;
}

}  // namespace darkline
