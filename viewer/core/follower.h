// A camera that goes with what moves: with the tool of a robot, or with a body from station to
// station. It keeps the way it looks and its distance; the hand may turn and move it on the way.
#pragma once

#include <cstdint>
#include <optional>

#include "models/stream/plant_state.h"
#include "viewer/core/hall_marks.h"
#include "viewer/core/navigation.h"

namespace darkline {

class Follower {
 public:
  // A robot's tool, or the body that stands in a station now; nothing in a station without one, nor
  // in a hall that stands still (`state` none). Whether it follows.
  bool begin(const Selection& what, const HallScene& scene, const HallSnapshot& hall,
             const PlantState* state);
  void end() { point_m_.reset(); }

  bool follows() const { return point_m_.has_value(); }
  // Which robot it goes with, else the number of the body.
  std::optional<std::size_t> robot() const { return robot_; }
  std::uint32_t body() const { return body_; }

  // Moves the camera towards where the thing is now, smoothly over some tenths of a second of wall
  // time; a body on its way between stations is waited for. Whether the camera moved.
  bool advance(double seconds, Navigation& navigation, const HallScene& scene,
               const HallSnapshot& hall, const PlantState& state);

 private:
  std::optional<Eigen::Vector3d> where(const HallScene& scene, const HallSnapshot& hall,
                                       const PlantState& state) const;

  std::optional<std::size_t> robot_;
  std::uint32_t body_ = 0;
  std::optional<Eigen::Vector3d> point_m_;  // what the camera has followed so far
};

}  // namespace darkline
