// What a person at the window has done so far: where the camera is, what is selected, what is shown
// over the hall. No window and no OpenGL: the window passes on what the hand does and draws what
// this says.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/event_ticks.h"
#include "viewer/core/floor_map.h"
#include "viewer/core/follower.h"
#include "viewer/core/hall_marks.h"
#include "viewer/core/hall_scene.h"
#include "viewer/core/insight.h"
#include "viewer/core/navigation.h"
#include "viewer/core/picking.h"
#include "viewer/core/plant_history.h"
#include "viewer/core/presenter.h"
#include "viewer/core/rate_meter.h"
#include "viewer/core/source.h"
#include "viewer/core/texts.h"
#include "viewer/core/time_controller.h"
#include "viewer/core/time_marks.h"
#include "viewer/core/view_keys.h"

namespace darkline {

enum class MouseButton { left, middle, right };

class ViewSession {
 public:
  // What is switched on.
  struct Shown {
    bool shadows = true, help = false, info = false, profiler = false, labels = false,
         full_screen = false;
  };
  // The field that is open for typing.
  enum class Field { none, address, time };

  // A hall that stands still. @throws InputError as build_hall_scene, UsageError for a camera that
  // is not there.
  ViewSession(HallSnapshot hall, RobotModels models, std::string file_name,
              const std::string& camera, const PictureSize& size, bool lights_out = false);

  // A plant that moves: what the source has, from its start. @throws as above, and as Source.
  ViewSession(std::unique_ptr<Source> source, RobotModels models, std::string file_name,
              const std::string& camera, const PictureSize& size, bool lights_out = false);

  // --- what the hand does, in pixels of the picture
  void resize(const PictureSize& size);
  void press(MouseButton button, const Eigen::Vector2d& at_px);
  void drag(const Eigen::Vector2d& to_px);
  void release(const Eigen::Vector2d& at_px);
  void double_click(const Eigen::Vector2d& at_px);
  void wheel(double steps, const Eigen::Vector2d& at_px);
  void key(const KeyPress& press);
  void advance(double seconds);

  // --- what a tour does
  // A tour's camera, time and light in place of those of the hand.
  void show(const TourMoment& moment);
  // Shows the tour over and over until a hand takes over; F9 lets it go on. @throws InputError as
  // TourPlayer.
  void present(Tour tour);
  // None: there is no tour.
  const Presenter* presenter() const { return presenter_ ? &*presenter_ : nullptr; }

  // --- what panels do
  void select(const std::optional<Selection>& selection);
  void select_and_fly(const Selection& selection);
  void set_floor_map(FloorMap map);
  void set_language(Language language);
  void set_palette(Palette palette);
  void go_to(std::int64_t t_ns);  // of a plant that moves
  // "12:30.5" as somebody typed it; if it is no time the notice says what is wanted. Whether it is.
  bool go_to_typed(const std::string& text);
  // Alarms of a kind in the list, on the time line and to step to: all at first.
  void show_alarms(TickKind kind, bool shown);
  void look_at_floor(const Eigen::Vector3d& p_W_m);
  void close_field() { field_ = Field::none; }
  // What the run's bodies cost; a lever that is moved moves the other run's too.
  void set_costs(CostCoefficients coefficients);
  void set_lever(CostLever lever, double value);
  void reset_levers();
  // A second run to compare this one with: V flips between them.
  void set_other(std::unique_ptr<ViewSession> other);
  // The robots and stations whose address holds all words of the text, at most `most`.
  std::vector<Selection> find(std::string_view text, std::size_t most) const;

  // --- what is to be drawn
  const HallSnapshot& hall() const { return hall_; }
  const HallScene& scene() const { return scene_; }
  // Of a plant that moves; none of a hall that stands still.
  const TimeController* time() const { return time_ ? &*time_ : nullptr; }
  const PlantState* state() const { return state_; }
  // What has happened so far; none of a hall that stands still.
  const PlantHistory* history() const { return history_ ? &*history_ : nullptr; }
  bool is_off_program(std::size_t robot) const;
  const PlantStore* store() const { return source_ ? &source_->store() : nullptr; }
  // Alarms of all that is known, of every kind.
  std::span<const PlantEvent> alarms() const;
  bool shows_alarms(TickKind kind) const { return alarm_kinds_[static_cast<std::size_t>(kind)]; }
  const TimeMarks& time_marks() const { return marks_; }
  double rate() const { return rate_.rate(); }  // achieved, see RateMeter
  // What the camera goes with: an address or a body; empty: nothing.
  std::string followed() const;
  // A line for who pressed the last key; empty: none.
  const std::string& notice() const { return notice_; }
  // Of a plant that lives: whether a station's controller is away now (Source).
  bool is_controller_lost(std::size_t station) const {
    return station < failing_.size() && failing_[station];
  }
  bool is_live() const { return source_ && source_->is_live(); }
  std::uint64_t gaps() const { return source_ ? source_->gaps() : 0; }
  double stale_s() const { return source_ ? source_->stale_s() : 0.0; }
  // What is wrong with what is shown, in the language of the window; empty: nothing.
  std::string complaint() const;
  const Insight& insight() const { return insight_; }
  const ViewSession* other() const { return other_.get(); }  // the one that is not shown
  bool is_second() const { return is_second_; }              // of two runs
  const StationPairs& pairs() const { return pairs_; }       // of the two
  const Theme& theme() const { return palette_.theme(lights_out_); }
  // Of the panels, dark over a hall by day too: signals are seen as well on them.
  const Theme& panel_theme() const { return palette_.theme(true); }
  const Camera& camera() const { return navigation_->camera(); }
  const PictureSize& size() const { return size_; }
  const std::optional<Selection>& selection() const { return selection_; }
  std::string address_of(const Selection& selection) const;
  FloorMap floor_map() const { return floor_map_; }
  bool lights_out() const { return lights_out_; }
  const Texts& texts() const { return texts_; }
  const Shown& shown() const { return shown_; }
  Field field() const { return field_; }
  const std::string& file_name() const { return file_name_; }
  bool wants_to_leave() const { return leaves_; }
  // Of a plant that lives: it has ended, another one lives, and its edge was being followed.
  bool wants_successor() const { return source_ && time_->is_live() && source_->has_successor(); }
  // Whether a picture was asked for since the last call.
  bool take_picture_wish();
  // The stations that do not work, the bottleneck first.
  std::vector<Selection> needing_attention() const;

  // Counts up with every change of the picture, and of its meshes.
  std::size_t version() const { return version_; }
  std::size_t scene_version() const { return scene_version_; }

 private:
  bool insight_key(char32_t letter);
  void count_bodies();
  void look();
  void flip();
  void go_on_from(const ViewSession& one);
  void build_scene();
  void show_marks();
  void show_moment();
  void show_flash();
  void take_over();
  TourPlayer player_of(Tour tour) const;
  bool look_for_failing_controllers();
  void step(int events);
  void stand_at(std::int64_t t_ns);
  void mark_moment();
  void go_to_mark(bool onward);
  void follow();
  void cycle_view(bool onward);
  void escape();
  bool camera_key(const KeyPress& press);
  bool time_key(const KeyPress& press);
  void picture_key(SpecialKey key);
  void set_up(const std::string& camera);
  void pass_time(double seconds);
  void store(std::size_t place);
  void recall(std::size_t place);
  std::optional<Selection> selection_at(const Eigen::Vector2d& at_px) const;
  Eigen::Vector3d held_at(const Eigen::Vector2d& at_px) const;
  Sphere sphere_of(const Selection& selection) const;

  std::unique_ptr<Source> source_;
  std::optional<TimeController> time_;
  const PlantState* state_ = nullptr;  // the source's
  std::int64_t shown_ns_ = -1;
  std::vector<bool> failing_;  // (n_stations) controllers that are away
  std::optional<PlantHistory> history_;
  std::uint64_t beginnings_ = 0;  // the source's, of the history
  std::array<bool, kTickKinds> alarm_kinds_ = {true, true, true};
  TimeMarks marks_;
  RateMeter rate_;
  std::vector<Pose> X_BL_;  // for pose_robot

  HallSnapshot hall_;
  RobotModels models_;
  std::string file_name_;
  PictureSize size_;
  HallScene scene_;
  Insight insight_;
  std::int64_t counted_ns_ = 0;  // bodies that had left by then are counted
  std::unique_ptr<ViewSession> other_;
  StationPairs pairs_;
  bool is_second_ = false;
  std::optional<Navigation> navigation_;
  std::optional<Presenter> presenter_;
  std::vector<std::optional<Camera>> bookmarks_;  // 9
  std::size_t last_view_ = 0;                     // in bookmarks_
  Follower follower_;
  std::optional<Selection> selection_;
  FloorMap floor_map_ = FloorMap::none;
  Texts texts_;
  Palette palette_ = standard_palette();
  Shown shown_;
  Field field_ = Field::none;
  std::string notice_;
  bool lights_out_ = false, wants_picture_ = false, leaves_ = false;

  std::optional<MouseButton> button_;
  Eigen::Vector2d pressed_px_ = {0, 0}, last_px_ = {0, 0};
  Eigen::Vector3d held_m_ = {0, 0, 0};
  bool has_dragged_ = false;
  std::size_t version_ = 0, scene_version_ = 0;
};

}  // namespace darkline
