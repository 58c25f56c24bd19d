#include "viewer/core/presenter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace darkline {

void Presenter::go_on() {
  is_on_ = true;
  second_ = player_.start_s(moment_.shot);
  moment_ = player_.at(second_);
}

void Presenter::advance(double wall_s) {
  constexpr double kLongestStep_s = 0.25;
  if (!is_on_) return;
  second_ = std::fmod(second_ + std::clamp(wall_s, 0.0, kLongestStep_s), player_.length_s());
  moment_ = player_.at(second_);
}

void Presenter::show_on(TourPlayer player) {
  player_ = std::move(player);
  moment_ = player_.at(second_);
}

}  // namespace darkline
