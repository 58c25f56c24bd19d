// What a person at the window has done so far: where the camera is, what is selected, what is shown
// over the hall. No window and no OpenGL: the window passes on what the hand does and draws what
// this says.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/floor_map.h"
#include "viewer/core/hall_marks.h"
#include "viewer/core/hall_scene.h"
#include "viewer/core/navigation.h"
#include "viewer/core/picking.h"
#include "viewer/core/source.h"
#include "viewer/core/time_controller.h"
#include "viewer/core/view_keys.h"

namespace darkline {

enum class MouseButton { left, middle, right };

class ViewSession {
 public:
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

  // --- what panels do
  void select(const std::optional<Selection>& selection);
  void select_and_fly(const Selection& selection);
  void set_floor_map(FloorMap map);
  void go_to(std::int64_t t_ns);  // of a plant that moves
  // The robots and stations whose address holds all words of the text, at most `most`.
  std::vector<Selection> find(std::string_view text, std::size_t most) const;

  // --- what is to be drawn
  const HallSnapshot& hall() const { return hall_; }
  const HallScene& scene() const { return scene_; }
  // Of a plant that moves; none of a hall that stands still.
  const TimeController* time() const { return time_ ? &*time_ : nullptr; }
  const PlantState* state() const { return state_; }
  const std::vector<PlantEvent>& alarms() const { return alarms_; }  // of all that is known
  bool is_live() const { return source_ && source_->is_live(); }
  std::string complaint() const { return source_ ? source_->complaint() : std::string(); }
  const Theme& theme() const;
  const Camera& camera() const { return navigation_->camera(); }
  const PictureSize& size() const { return size_; }
  const std::optional<Selection>& selection() const { return selection_; }
  std::string address_of(const Selection& selection) const;
  FloorMap floor_map() const { return floor_map_; }
  bool lights_out() const { return lights_out_; }
  bool shadows() const { return shadows_; }
  bool help() const { return help_; }
  bool wants_to_find() const { return find_; }
  void found() { find_ = false; }
  bool wants_to_leave() const { return leaves_; }
  // Whether a picture was asked for since the last call.
  bool take_picture_wish();
  // The stations that do not work, the bottleneck first.
  std::vector<Selection> needing_attention() const;

  // Counts up with every change of the picture, and of its meshes.
  std::size_t version() const { return version_; }
  std::size_t scene_version() const { return scene_version_; }

 private:
  void build_scene();
  void show_marks();
  void show_moment();
  void show_flash();
  void step(bool onward);
  void set_up(const std::string& camera);
  void store(std::size_t place);
  void recall(std::size_t place);
  std::optional<Selection> selection_at(const Eigen::Vector2d& at_px) const;
  Eigen::Vector3d held_at(const Eigen::Vector2d& at_px) const;
  Sphere sphere_of(const Selection& selection) const;

  std::unique_ptr<Source> source_;
  std::optional<TimeController> time_;
  const PlantState* state_ = nullptr;  // the source's
  std::int64_t shown_ns_ = -1;
  std::vector<PlantEvent> alarms_;
  std::int64_t alarms_until_ns_ = 0;
  std::vector<Pose> X_BL_;  // for pose_robot

  HallSnapshot hall_;
  RobotModels models_;
  std::string file_name_;
  PictureSize size_;
  HallScene scene_;
  std::optional<Navigation> navigation_;
  std::vector<std::optional<Camera>> bookmarks_;  // 9
  std::optional<Selection> selection_;
  FloorMap floor_map_ = FloorMap::none;
  bool lights_out_ = false, shadows_ = true, help_ = false, find_ = false, wants_picture_ = false,
       leaves_ = false;

  std::optional<MouseButton> button_;
  Eigen::Vector2d pressed_px_ = {0, 0}, last_px_ = {0, 0};
  Eigen::Vector3d held_m_ = {0, 0, 0};
  bool has_dragged_ = false;
  std::size_t version_ = 0, scene_version_ = 0;
};

}  // namespace darkline
