// A tour in the window: what it shows, and how a hand takes over from it.
#include <utility>

#include "viewer/core/view_session.h"

namespace darkline {

void ViewSession::show(const TourMoment& moment) {
  navigation_->fly_to(moment.camera, 0.0);
  ++version_;
  if (lights_out_ != moment.lights_out) {
    lights_out_ = moment.lights_out;
    build_scene();
  }
  if (!time_ || is_live()) return;
  time_->step_to(moment.plant_ns);
  show_moment();
}

TourPlayer ViewSession::player_of(Tour tour) const {
  const TimeSpan plant = time_ ? TimeSpan{time_->first_ns(), time_->last_ns()} : TimeSpan{};
  return {std::move(tour), hall_, size_.aspect(), plant};
}

void ViewSession::present(Tour tour) {
  presenter_.emplace(player_of(std::move(tour)));
  show(presenter_->moment());
}

// The hand begins where the tour is, and the plant goes on as it went.
void ViewSession::take_over() {
  if (!presenter_ || !presenter_->is_on()) return;
  presenter_->take_over();
  ++version_;
  if (!time_ || is_live() || presenter_->moment().speed <= 0.0) return;
  time_->set_speed(presenter_->moment().speed);
  time_->play();
}

}  // namespace darkline
