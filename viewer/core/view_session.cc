#include "viewer/core/view_session.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/stream/hall_moment.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/hall_marks.h"
#include "viewer/core/weld_sparks.h"

namespace darkline {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr std::size_t kBookmarks = 9;
constexpr double kClick_px = 4.0;  // a hand that moves less has clicked
constexpr double kFlight_s = 0.5;
constexpr std::int64_t kAlarmsEveryNs = 1'000'000'000;  // of a plant that lives

}  // namespace

ViewSession::ViewSession(HallSnapshot hall, RobotModels models, std::string file_name,
                         const std::string& camera, const PictureSize& size, bool lights_out)
    : hall_(std::move(hall)),
      models_(std::move(models)),
      file_name_(std::move(file_name)),
      size_(size),
      bookmarks_(kBookmarks),
      lights_out_(lights_out) {
  set_up(camera);
}

ViewSession::ViewSession(std::unique_ptr<Source> source, RobotModels models, std::string file_name,
                         const std::string& camera, const PictureSize& size, bool lights_out)
    : source_(std::move(source)),
      time_(std::in_place, source_->first_ns(), source_->last_ns()),
      alarms_(source_->alarms()),
      hall_(source_->scene()),
      models_(std::move(models)),
      file_name_(std::move(file_name)),
      size_(size),
      bookmarks_(kBookmarks),
      lights_out_(lights_out) {
  set_up(camera);
  if (source_->is_live()) time_->go_live();
  alarms_until_ns_ = source_->last_ns();
  show_moment();
}

void ViewSession::set_up(const std::string& camera) {
  build_scene();
  navigation_.emplace(camera_named(camera, hall_, size_.aspect()), scene_.box);
  bookmarks_[0] = camera_named("overview", hall_, size_.aspect());
  bookmarks_[1] = camera_named("aisle", hall_, size_.aspect());
  for (const auto& station : hall_.stations) {
    if (station.bottleneck) {
      bookmarks_[2] = camera_named(station.address, hall_, size_.aspect());
    }
  }
  bookmarks_[3] = camera_named("plan", hall_, size_.aspect());
}

// Arms, bodies, lamps and pads as they are at the clock's time.
void ViewSession::show_moment() {
  if (!source_ || time_->now_ns() == shown_ns_) return;
  shown_ns_ = time_->now_ns();
  state_ = &source_->show(shown_ns_);
  for (std::size_t r = 0; r < scene_.robots.size(); ++r) {
    const JointVector q = source_->joints(r);
    std::vector<double>& shown = hall_.robots[r].q_rad;
    if (std::equal(shown.begin(), shown.end(), q.begin())) continue;
    std::copy_n(q.begin(), shown.size(), shown.begin());
    pose_robot(scene_, r, q, X_BL_);
  }
  darkline::show_moment(source_->scene(), *state_, hall_);
  for (std::size_t s = 0; s < hall_.stations.size(); ++s) {
    scene_.lamps[s].state = hall_.stations[s].state;
  }
  place_bodies(scene_, hall_);
  place_sparks(scene_, hall_);
  show_marks();
}

// Lamps flash by the plant's clock, while it goes about as fast as a wall's; else they are lit.
void ViewSession::show_flash() {
  constexpr std::int64_t kHalfNs = 400'000'000;
  const bool flashes = time_->plays() && time_->speed() <= 2.0;
  const bool is_dark = flashes && (time_->now_ns() / kHalfNs) % 2 == 1;
  if (is_dark == scene_.flash_is_dark) return;
  scene_.flash_is_dark = is_dark;
  ++version_;
}

void ViewSession::go_to(std::int64_t t_ns) {
  if (!time_) return;
  time_->go_to(t_ns);
  show_moment();
}

// To the next event that somebody would stop to look at, or the one before.
void ViewSession::step(bool onward) {
  if (!time_) return;
  const PlantPlayer player(source_->store());
  const auto event = onward ? player.next_event(time_->now_ns(), is_step)
                            : player.previous_event(time_->now_ns(), is_step);
  time_->step_to(event ? event->t_ns : onward ? time_->last_ns() : time_->first_ns());
  show_moment();
}

const Theme& ViewSession::theme() const {
  return theme_of(lights_out_);
}

void ViewSession::build_scene() {
  // states are shown by tiles and signs, which change
  HallSnapshot at_work = hall_;
  for (auto& station : at_work.stations) station.state = StationState::working;
  scene_ = build_hall_scene(at_work, models_, file_name_, theme());
  for (std::size_t s = 0; s < hall_.stations.size(); ++s) {
    scene_.lamps[s].state = hall_.stations[s].state;
  }
  ++scene_version_;
  show_marks();
}

void ViewSession::show_marks() {
  mark_hall(
      scene_,
      {.hall = hall_, .selection = selection_, .floor_map = floor_map_, .lights_out = lights_out_});
  ++version_;
}

void ViewSession::resize(const PictureSize& size) {
  size_ = {std::max(size.width, 1), std::max(size.height, 1)};
  ++version_;
}

// What the hand takes hold of: the thing there, else the floor, else a point as far as the hall.
Vector3d ViewSession::held_at(const Vector2d& at_px) const {
  if (const auto picked = pick(scene_, camera(), size_, at_px)) return picked->p_W_m;
  const Ray ray = ray_through(camera(), size_, at_px);
  const double far_m = (scene_.box.high_m - scene_.box.low_m).norm();
  const double to_floor = ray.way.z() < -1e-6 ? -ray.p_W_m.z() / ray.way.z() : far_m;
  return ray.p_W_m + std::min(to_floor, far_m) * ray.way;
}

std::optional<Selection> ViewSession::selection_at(const Vector2d& at_px) const {
  const auto picked = pick(scene_, camera(), size_, at_px);
  if (!picked) return {};
  if (picked->kind == Picked::Kind::robot) {
    return Selection{Selection::Kind::robot, picked->index};
  }
  for (std::size_t i = 0; i < hall_.stations.size(); ++i) {
    const auto& station = hall_.stations[i];
    const Vector3d p_C = station.X_WC.inverse() * picked->p_W_m;
    if (std::abs(p_C.x()) <= 0.5 * station.length_m && std::abs(p_C.y()) <= 0.5 * station.width_m) {
      return Selection{Selection::Kind::station, i};
    }
  }
  return {};
}

void ViewSession::press(MouseButton button, const Vector2d& at_px) {
  button_ = button;
  pressed_px_ = last_px_ = at_px;
  held_m_ = held_at(at_px);
  has_dragged_ = false;
}

void ViewSession::drag(const Vector2d& to_px) {
  if (!button_) return;
  has_dragged_ = has_dragged_ || (to_px - pressed_px_).norm() >= kClick_px;
  if (!has_dragged_) return;
  if (*button_ == MouseButton::left && camera().parallel_height_m <= 0.0) {
    navigation_->orbit(to_px - last_px_, size_, held_m_);
  } else {
    navigation_->pan(last_px_, to_px, size_, held_m_);
  }
  last_px_ = to_px;
  ++version_;
}

void ViewSession::release(const Vector2d& at_px) {
  if (button_ == MouseButton::left && !has_dragged_) select(selection_at(at_px));
  button_.reset();
}

void ViewSession::double_click(const Vector2d& at_px) {
  button_.reset();
  if (const auto there = selection_at(at_px)) select_and_fly(*there);
}

void ViewSession::wheel(double steps, const Vector2d& at_px) {
  navigation_->zoom(steps, held_at(at_px));
  ++version_;
}

void ViewSession::select(const std::optional<Selection>& selection) {
  selection_ = selection;
  show_marks();
}

Sphere ViewSession::sphere_of(const Selection& selection) const {
  if (selection.kind == Selection::Kind::robot) return scene_.robots[selection.index].sphere;
  const auto& station = hall_.stations[selection.index];
  return {station.X_WC * Vector3d(0.0, 0.0, 1.0),
          0.5 * std::hypot(station.length_m, station.width_m)};
}

void ViewSession::select_and_fly(const Selection& selection) {
  select(selection);
  navigation_->focus(sphere_of(selection));
}

void ViewSession::set_floor_map(FloorMap map) {
  floor_map_ = map;
  show_marks();
}

void ViewSession::store(std::size_t place) {
  bookmarks_[place] = camera();
}

void ViewSession::recall(std::size_t place) {
  if (bookmarks_[place]) navigation_->fly_to(*bookmarks_[place], kFlight_s);
}

void ViewSession::key(const KeyPress& press) {
  ++version_;
  const char32_t letter = press.letter;
  if (letter >= U'1' && letter <= U'9') {
    const std::size_t place = letter - U'1';
    return press.control ? store(place) : recall(place);
  }
  if (press.control) {
    if (letter == U'f') find_ = true;
    if (letter == U'q') leaves_ = true;
    return;
  }
  // a step of the size of what is seen
  const double step_m = std::clamp(0.05 * camera().eye_m.z(), 0.5, 10.0);
  switch (letter) {
    case U'w':
      return navigation_->walk(step_m, 0.0, 0.0);
    case U's':
      return navigation_->walk(-step_m, 0.0, 0.0);
    case U'a':
      return navigation_->walk(0.0, -step_m, 0.0);
    case U'd':
      return navigation_->walk(0.0, step_m, 0.0);
    case U'q':
      return navigation_->walk(0.0, 0.0, -step_m);
    case U'e':
      return navigation_->walk(0.0, 0.0, step_m);
    case U'f':
      if (selection_) navigation_->focus(sphere_of(*selection_));
      return;
    case U'-':
      return time_ ? time_->slower() : void();
    case U'=':
      return time_ ? time_->faster() : void();
    case U'0':
      return time_ ? time_->set_speed(1.0) : void();
    case U'l':
      return time_ ? time_->set_loop(!time_->loops()) : void();
    case U'p':
      return recall(3);
    default:
      break;
  }
  switch (press.special) {
    case SpecialKey::none:
      return;
    case SpecialKey::escape:
      help_ = find_ = false;
      return select({});
    case SpecialKey::home:
      return navigation_->fly_to(camera_named("overview", hall_, size_.aspect()), kFlight_s);
    case SpecialKey::end:
      if (source_ && source_->is_live()) return time_->go_live();
      return time_ ? go_to(time_->last_ns()) : void();
    case SpecialKey::left:
      return step(false);
    case SpecialKey::right:
      return step(true);
    case SpecialKey::space:
      return time_ ? time_->toggle() : void();
    case SpecialKey::f1:
      help_ = !help_;
      return;
    case SpecialKey::f6:
      return set_floor_map(floor_map_ == FloorMap::down
                               ? FloorMap::none
                               : static_cast<FloorMap>(static_cast<int>(floor_map_) + 1));
    case SpecialKey::f7:
      lights_out_ = !lights_out_;
      return build_scene();
    case SpecialKey::f8:
      shadows_ = !shadows_;
      return;
    case SpecialKey::f12:
      wants_picture_ = true;
      return;
  }
}

void ViewSession::advance(double seconds) {
  if (source_) {
    if (source_->poll() && source_->last_ns() >= alarms_until_ns_ + kAlarmsEveryNs) {
      alarms_ = source_->alarms();
      alarms_until_ns_ = source_->last_ns();
      ++version_;
    }
    time_->set_range(source_->first_ns(), source_->last_ns());
    time_->advance(seconds);
    show_moment();
    show_flash();
  }
  if (!navigation_->is_flying()) return;
  navigation_->advance(seconds);
  ++version_;
}

bool ViewSession::take_picture_wish() {
  return std::exchange(wants_picture_, false);
}

std::string ViewSession::address_of(const Selection& selection) const {
  return selection.kind == Selection::Kind::robot ? hall_.robots[selection.index].address
                                                  : hall_.stations[selection.index].address;
}

std::vector<Selection> ViewSession::find(std::string_view text, std::size_t most) const {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  std::vector<Selection> hits;
  const auto offer = [&](const std::string& address, Selection::Kind kind, std::size_t index) {
    const bool all = std::ranges::all_of(
        words, [&](std::string_view word) { return address.find(word) != std::string::npos; });
    if (all && !words.empty() && hits.size() < most) hits.push_back({kind, index});
  };
  for (std::size_t i = 0; i < hall_.stations.size(); ++i) {
    offer(hall_.stations[i].address, Selection::Kind::station, i);
  }
  for (std::size_t i = 0; i < hall_.robots.size(); ++i) {
    offer(hall_.robots[i].address, Selection::Kind::robot, i);
  }
  return hits;
}

std::vector<Selection> ViewSession::needing_attention() const {
  std::vector<Selection> stations;
  for (std::size_t i = 0; i < hall_.stations.size(); ++i) {
    if (hall_.stations[i].bottleneck) stations.push_back({Selection::Kind::station, i});
  }
  for (std::size_t i = 0; i < hall_.stations.size(); ++i) {
    const auto& station = hall_.stations[i];
    if (!station.bottleneck && look_of(station.state).abnormal) {
      stations.push_back({Selection::Kind::station, i});
    }
  }
  return stations;
}

}  // namespace darkline
