#include "viewer/core/time_controller.h"

#include <algorithm>
#include <cmath>

namespace darkline {

TimeController::TimeController(std::int64_t first_ns, std::int64_t last_ns)
    : first_ns_(first_ns), last_ns_(std::max(first_ns, last_ns)), now_ns_(first_ns) {}

void TimeController::set_range(std::int64_t first_ns, std::int64_t last_ns) {
  first_ns_ = first_ns;
  last_ns_ = std::max(first_ns, last_ns);
  now_ns_ = std::clamp(now_ns_, first_ns_, last_ns_);
}

void TimeController::play() {
  plays_ = true;
  if (now_ns_ >= last_ns_ && !live_) now_ns_ = first_ns_;
}

void TimeController::pause() {
  plays_ = false;
  live_ = false;
}

void TimeController::set_speed(double speed) {
  if (std::isfinite(speed)) speed_ = std::clamp(speed, kSlowest, kFastest);
}

void TimeController::go_to(std::int64_t t_ns) {
  live_ = false;
  rest_ns_ = 0.0;
  now_ns_ = std::clamp(t_ns, first_ns_, last_ns_);
}

void TimeController::step_to(std::int64_t t_ns) {
  go_to(t_ns);
  plays_ = false;
}

void TimeController::go_live() {
  live_ = true;
  plays_ = true;
  now_ns_ = std::max(first_ns_, last_ns_ - kLiveDelayNs);
}

void TimeController::advance(double wall_s) {
  constexpr double kLongestFrame_s = 0.25;
  if (!plays_ || !(wall_s > 0.0)) return;
  if (live_) {
    // never backwards: what was shown has happened
    now_ns_ = std::max(now_ns_, std::max(first_ns_, last_ns_ - kLiveDelayNs));
    return;
  }
  const double step_ns = std::min(wall_s, kLongestFrame_s) * speed_ * 1e9 + rest_ns_;
  const double whole_ns = std::floor(step_ns);
  rest_ns_ = step_ns - whole_ns;
  const auto t_ns = now_ns_ + static_cast<std::int64_t>(whole_ns);
  if (t_ns < last_ns_) {
    now_ns_ = t_ns;
    return;
  }
  now_ns_ = last_ns_;
  const std::int64_t span_ns = last_ns_ - first_ns_;
  if (loop_ && span_ns > 0) {
    now_ns_ = first_ns_ + (t_ns - first_ns_) % span_ns;
  } else {
    plays_ = false;
  }
}

}  // namespace darkline
