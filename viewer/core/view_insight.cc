// The part of a view session that is about numbers: costs, waiting, and the other run.
#include <algorithm>
#include <utility>

#include "viewer/core/view_session.h"

namespace darkline {

void ViewSession::set_costs(CostCoefficients coefficients) {
  insight_.set_costs(std::move(coefficients));
  show_marks();
}

void ViewSession::set_lever(CostLever lever, double value) {
  if (insight_.costs() != nullptr) insight_.costs()->set(lever, value);
  if (other_ && other_->insight_.costs() != nullptr) other_->insight_.costs()->set(lever, value);
  show_marks();
}

void ViewSession::reset_levers() {
  if (insight_.costs() != nullptr) insight_.costs()->reset();
  if (other_ && other_->insight_.costs() != nullptr) other_->insight_.costs()->reset();
  show_marks();
}

void ViewSession::set_other(std::unique_ptr<ViewSession> other) {
  other_ = std::move(other);
  other_->is_second_ = true;
  pairs_ = pair_stations(hall_, other_->hall_);
  other_->pairs_ = pairs_;
  show_marks();
}

bool ViewSession::insight_key(char32_t letter) {
  if (letter == U'v' && other_) {
    flip();
    return true;
  }
  if (!insight_.key(letter, other_ != nullptr)) return false;
  count_bodies();
  show_marks();
  return true;
}

// What has left since the last call, where somebody looks at it.
void ViewSession::count_bodies() {
  constexpr std::int64_t kEveryNs = 1'000'000'000;  // of a plant that lives
  BodyCount* const finished = insight_.finished();
  if (!source_ || finished == nullptr || !insight_.shows_costs()) return;
  const std::int64_t end_ns = source_->last_ns() + 1;
  if (counted_ns_ > 0 && end_ns < counted_ns_ + kEveryNs) return;
  const PlantPlayer player(source_->store());
  finished->add(
      player.events(std::max(counted_ns_, source_->first_ns()), end_ns,
                    [](const PlantEvent& event) { return event.kind == PlantEvent::Kind::body; }));
  counted_ns_ = end_ns;
}

void ViewSession::look() {
  if (!other_) return insight_.look(hall_, floor_map_, nullptr);
  if (time_ && insight_.shows_difference()) other_->go_to(time_->now_ns());
  const Insight::Other other = {.hall = other_->hall_,
                                .insight = other_->insight_,
                                .pairs = is_second_ ? pairs_.first_of : pairs_.second_of,
                                .is_first = is_second_};
  insight_.look(hall_, floor_map_, &other);
}

// The other run takes this one's place in the window: same camera, same time, same things shown.
void ViewSession::flip() {
  std::unique_ptr<ViewSession> other = std::move(other_);
  const std::size_t version = std::max(version_, other->version_) + 1;
  const std::size_t scene_version = std::max(scene_version_, other->scene_version_) + 1;
  other->go_on_from(*this);
  std::swap(*this, *other);
  other_ = std::move(other);
  version_ = version;
  scene_version_ = scene_version;
  show_marks();
}

void ViewSession::go_on_from(const ViewSession& one) {
  size_ = one.size_;
  navigation_->fly_to(one.camera(), 0.0);
  if (time_ && one.time_) {
    time_->set_speed(one.time_->speed());
    time_->set_loop(one.time_->loops());
    time_->go_to(one.time_->now_ns());
    one.time_->plays() ? time_->play() : time_->pause();
    show_moment();
  }
  bookmarks_ = one.bookmarks_;
  floor_map_ = one.floor_map_;
  shown_ = one.shown_;
  texts_ = one.texts_;
  follower_.end();
  insight_.switch_as(one.insight_);
  count_bodies();
  selection_.reset();
  if (one.selection_) {
    const std::string address = one.address_of(*one.selection_);
    for (const Selection& hit : find(address, hall_.stations.size() + hall_.robots.size())) {
      if (address_of(hit) == address) selection_ = hit;
    }
  }
  if (lights_out_ != one.lights_out_ || palette_ != one.palette_) {
    lights_out_ = one.lights_out_;
    palette_ = one.palette_;
    build_scene();
  }
}

}  // namespace darkline
