#include "viewer/core/view_session.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "models/base/error.h"
#include "models/stream/hall_moment.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/hall_marks.h"
#include "viewer/core/station_fixtures.h"
#include "viewer/core/weld_sparks.h"

namespace darkline {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr std::size_t kBookmarks = 9;
constexpr double kClick_px = 4.0;  // a hand that moves less has clicked
constexpr double kFlight_s = 0.5;

void set_shares(HallSnapshot::StationPose& station, const StationTimes& times) {
  station.working_share = times.share(StationState::working);
  station.blocked_share = times.share(StationState::blocked);
  station.starved_share = times.share(StationState::starved);
  station.down_share = times.share(StationState::down);
}

}  // namespace

ViewSession::ViewSession(HallSnapshot hall, RobotModels models, std::string file_name,
                         const std::string& camera, const PictureSize& size, bool lights_out)
    : hall_(std::move(hall)),
      models_(std::move(models)),
      file_name_(std::move(file_name)),
      size_(size),
      insight_(hall_),
      bookmarks_(kBookmarks),
      lights_out_(lights_out) {
  set_up(camera);
}

ViewSession::ViewSession(std::unique_ptr<Source> source, RobotModels models, std::string file_name,
                         const std::string& camera, const PictureSize& size, bool lights_out)
    : source_(std::move(source)),
      time_(std::in_place, source_->first_ns(), source_->last_ns()),
      history_(std::in_place, source_->store()),
      beginnings_(source_->beginnings()),
      hall_(source_->scene()),
      models_(std::move(models)),
      file_name_(std::move(file_name)),
      size_(size),
      insight_(hall_),
      bookmarks_(kBookmarks),
      lights_out_(lights_out) {
  set_up(camera);
  if (source_->is_live()) time_->go_live();
  failing_.resize(hall_.stations.size());
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

// Whether what is known of them has changed.
bool ViewSession::look_for_failing_controllers() {
  bool is_news = false;
  for (std::size_t s = 0; s < failing_.size(); ++s) {
    const bool fails = source_->is_controller_lost(s);
    is_news = is_news || fails != failing_[s];
    failing_[s] = fails;
  }
  return is_news;
}

// Arms, bodies, lamps and pads as they are at the clock's time.
void ViewSession::show_moment() {
  if (!source_) return;
  const bool is_news = look_for_failing_controllers();
  if (time_->now_ns() == shown_ns_ && !is_news) return;
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
    if (failing_[s]) hall_.stations[s].state = StationState::down;
    scene_.lamps[s].state = hall_.stations[s].state;
    set_shares(hall_.stations[s], history_->times(s, shown_ns_));
  }
  place_bodies(scene_, hall_);
  set_clamps(scene_, hall_);
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
  take_over();
  time_->go_to(t_ns);
  show_moment();
}

// A recording says it in its own words.
std::string ViewSession::complaint() const {
  if (!source_) return {};
  std::string words = source_->complaint();
  if (words.empty() || !source_->is_live()) return words;
  if (!source_->has_ended()) return texts_(Text::stale, source_->stale_s());
  return texts_(source_->awaits_next() ? Text::plant_ended_next : Text::plant_ended);
}

bool ViewSession::is_off_program(std::size_t robot) const {
  return source_ && source_->is_off_program(robot);
}

bool ViewSession::go_to_typed(const std::string& text) {
  try {
    go_to(parse_clock(text));
    notice_.clear();
    return true;
  } catch (const UsageError&) {
    notice_ = texts_(Text::no_time, text);
    return false;
  }
}

void ViewSession::stand_at(std::int64_t t_ns) {
  time_->step_to(t_ns);
  show_moment();
}

// So many events on, or back if negative, of those that somebody would stop to look at.
void ViewSession::step(int events) {
  const auto is_wanted = [this](const PlantEvent& event) {
    return is_step(event) && (event.kind == PlantEvent::Kind::body || shows_alarms(kind_of(event)));
  };
  const PlantPlayer player(source_->store());
  std::int64_t t_ns = time_->now_ns();
  for (int i = 0; i < std::abs(events); ++i) {
    const auto event =
        events > 0 ? player.next_event(t_ns, is_wanted) : player.previous_event(t_ns, is_wanted);
    t_ns = event ? event->t_ns : events > 0 ? time_->last_ns() : time_->first_ns();
  }
  stand_at(t_ns);
}

void ViewSession::mark_moment() {
  const std::int64_t now_ns = time_->now_ns();
  notice_ = texts_(marks_.toggle(now_ns) ? Text::moment_marked : Text::mark_taken_away,
                   plant_clock(now_ns));
}

void ViewSession::go_to_mark(bool onward) {
  const auto mark = onward ? marks_.next(time_->now_ns()) : marks_.previous(time_->now_ns());
  if (mark) return go_to(*mark);
  notice_ = texts_(onward ? Text::no_later_mark : Text::no_earlier_mark);
}

std::span<const PlantEvent> ViewSession::alarms() const {
  return history_ ? std::span<const PlantEvent>(history_->alarms()) : std::span<const PlantEvent>();
}

void ViewSession::show_alarms(TickKind kind, bool shown) {
  alarm_kinds_[static_cast<std::size_t>(kind)] = shown;
  ++version_;
}

void ViewSession::follow() {
  if (follower_.follows()) return follower_.end();
  const bool does = selection_ && follower_.begin(*selection_, scene_, hall_, state_);
  if (!does) notice_ = texts_(Text::nothing_to_follow);
}

std::string ViewSession::followed() const {
  if (!follower_.follows()) return {};
  return follower_.robot() ? hall_.robots[*follower_.robot()].address
                           : texts_(Text::body, follower_.body());
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
  look();
  mark_hall(scene_, {.hall = hall_,
                     .selection = selection_,
                     .floor = insight_.floor(),
                     .lights_out = lights_out_});
  ++version_;
}

void ViewSession::resize(const PictureSize& size) {
  size_ = {std::max(size.width, 1), std::max(size.height, 1)};
  if (presenter_) presenter_->show_on(player_of(presenter_->tour()));
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
  take_over();
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
  take_over();
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
  take_over();
  select(selection);
  follower_.end();
  navigation_->focus(sphere_of(selection));
}

void ViewSession::set_floor_map(FloorMap map) {
  floor_map_ = map;
  show_marks();
}

void ViewSession::set_language(Language language) {
  texts_ = Texts(language);
  ++version_;
}

void ViewSession::set_palette(Palette palette) {
  palette_ = std::move(palette);
  build_scene();
}

void ViewSession::store(std::size_t place) {
  bookmarks_[place] = camera();
}

void ViewSession::recall(std::size_t place) {
  if (!bookmarks_[place]) return;
  last_view_ = place;
  follower_.end();
  navigation_->fly_to(*bookmarks_[place], kFlight_s);
}

// To the next view that is stored, or the one before, round and round.
void ViewSession::cycle_view(bool onward) {
  for (std::size_t k = 1; k <= kBookmarks; ++k) {
    const std::size_t place = (last_view_ + (onward ? k : kBookmarks - k)) % kBookmarks;
    if (bookmarks_[place]) return recall(place);
  }
}

void ViewSession::look_at_floor(const Vector3d& p_W_m) {
  constexpr double kAround_m = 8.0;
  follower_.end();
  navigation_->focus({p_W_m, kAround_m});
}

void ViewSession::advance(double seconds) {
  if (presenter_ && presenter_->is_on()) {
    presenter_->advance(seconds);
    show(presenter_->moment());
  }
  if (source_) pass_time(seconds);
  if (follower_.follows() && follower_.advance(seconds, *navigation_, scene_, hall_, *state_)) {
    ++version_;
  }
  if (!navigation_->is_flying()) return;
  navigation_->advance(seconds);
  ++version_;
}

void ViewSession::pass_time(double seconds) {
  source_->poll();
  if (beginnings_ != source_->beginnings()) {
    beginnings_ = source_->beginnings();
    history_->restart();
    counted_ns_ = 0;
    if (insight_.finished() != nullptr) insight_.finished()->clear();
    ++version_;
  } else if (source_->is_live() && history_->extend()) {
    ++version_;
  }
  time_->set_range(source_->first_ns(), source_->last_ns());
  const std::int64_t before_ns = time_->now_ns();
  time_->advance(seconds);
  if (time_->plays()) rate_.add(seconds, std::max<std::int64_t>(0, time_->now_ns() - before_ns));
  count_bodies();
  show_moment();
  show_flash();
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
