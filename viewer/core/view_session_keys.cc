// What each key does (view_keys.cc says it to people).
#include <algorithm>

#include "viewer/core/camera_rig.h"
#include "viewer/core/view_session.h"

namespace darkline {
namespace {

constexpr double kFlight_s = 0.5;
constexpr std::int64_t kFrameNs = 40'000'000;  // 1/25 s
constexpr int kFarStep = 10;                   // events

}  // namespace

void ViewSession::key(const KeyPress& press) {
  ++version_;
  notice_.clear();  // what was said has been read
  if (presenter_ && press.special == SpecialKey::f9) {
    return presenter_->is_on() ? take_over() : presenter_->go_on();
  }
  const bool was_on_tour = presenter_ && presenter_->is_on();
  take_over();
  if (was_on_tour && press.special == SpecialKey::escape) return;
  const char32_t letter = press.letter;
  if (letter >= U'1' && letter <= U'9') {
    const std::size_t place = letter - U'1';
    return press.control ? store(place) : recall(place);
  }
  if (press.control) {
    if (letter == U'f') field_ = Field::address;
    if (letter == U'q') leaves_ = true;
    return;
  }
  if (press.special == SpecialKey::escape) return escape();
  if (insight_key(letter)) return;
  if (!camera_key(press) && !(time_ && time_key(press))) picture_key(press.special);
}

void ViewSession::escape() {
  shown_.help = false;
  field_ = Field::none;
  follower_.end();
  select({});
}

bool ViewSession::camera_key(const KeyPress& press) {
  if (press.special == SpecialKey::home) {
    follower_.end();
    navigation_->fly_to(camera_named("overview", hall_, size_.aspect()), kFlight_s);
    return true;
  }
  // a step of the size of what is seen
  const double step_m = std::clamp(0.05 * camera().eye_m.z(), 0.5, 10.0);
  switch (press.letter) {
    case U'w':
      return navigation_->walk(step_m, 0.0, 0.0), true;
    case U's':
      return navigation_->walk(-step_m, 0.0, 0.0), true;
    case U'a':
      return navigation_->walk(0.0, -step_m, 0.0), true;
    case U'd':
      return navigation_->walk(0.0, step_m, 0.0), true;
    case U'q':
      return navigation_->walk(0.0, 0.0, -step_m), true;
    case U'e':
      return navigation_->walk(0.0, 0.0, step_m), true;
    case U'f':
      if (selection_) navigation_->focus(sphere_of(*selection_));
      return true;
    case U't':
      return follow(), true;
    case U'p':
      return recall(3), true;
    case U'[':
      return cycle_view(false), true;
    case U']':
      return cycle_view(true), true;
    default:
      return false;
  }
}

bool ViewSession::time_key(const KeyPress& press) {
  const int steps = press.shift ? kFarStep : 1;
  switch (press.special) {
    case SpecialKey::end:
      return source_->is_live() ? time_->go_live() : go_to(time_->last_ns()), true;
    case SpecialKey::left:
      return step(-steps), true;
    case SpecialKey::right:
      return step(steps), true;
    case SpecialKey::space:
      return time_->toggle(), true;
    default:
      break;
  }
  switch (press.letter) {
    case U'-':
      return time_->slower(), true;
    case U'=':
      return time_->faster(), true;
    case U'0':
      return time_->set_speed(1.0), true;
    case U'l':
      return time_->set_loop(!time_->loops()), true;
    case U',':
      return stand_at(time_->now_ns() - kFrameNs), true;
    case U'.':
      return stand_at(time_->now_ns() + kFrameNs), true;
    case U'g':
      field_ = Field::time;
      return true;
    case U'm':
      return mark_moment(), true;
    case U'j':
      return go_to_mark(false), true;
    case U'k':
      return go_to_mark(true), true;
    default:
      return false;
  }
}

void ViewSession::picture_key(SpecialKey key) {
  switch (key) {
    case SpecialKey::f1:
      shown_.help = !shown_.help;
      return;
    case SpecialKey::f2:
      shown_.info = !shown_.info;
      return;
    case SpecialKey::f3:
      shown_.profiler = !shown_.profiler;
      return;
    case SpecialKey::f4:
      shown_.labels = !shown_.labels;
      return;
    case SpecialKey::f5:
      shown_.full_screen = !shown_.full_screen;
      return;
    case SpecialKey::f6:
      return set_floor_map(insight_.after(floor_map_));
    case SpecialKey::f7:
      lights_out_ = !lights_out_;
      return build_scene();
    case SpecialKey::f8:
      shown_.shadows = !shown_.shadows;
      return;
    case SpecialKey::f12:
      wants_picture_ = true;
      return;
    default:
      return;
  }
}

}  // namespace darkline
