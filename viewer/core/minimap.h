// The hall's plan in a corner of the picture: where everything is on it, what the camera sees of
// it, and where a click on it leads. North of the hall (+y) is up; pixels from its upper left
// corner.
#pragma once

#include <vector>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/camera.h"

namespace darkline {

class Minimap {
 public:
  // As wide or as high as it may be without being stretched.
  Minimap(const HallSnapshot& hall, const Eigen::Vector2d& most_px);

  const Eigen::Vector2d& size_px() const { return size_px_; }
  Eigen::Vector2d px_of(const Eigen::Vector3d& p_W_m) const;
  Eigen::Vector3d on_floor(const Eigen::Vector2d& at_px) const;

  // The corners of the floor that a camera sees, as far as a diagonal of the hall; no more than
  // four.
  std::vector<Eigen::Vector2d> view_px(const Camera& camera, const PictureSize& size) const;

 private:
  Eigen::Vector2d hall_m_, size_px_;
};

}  // namespace darkline
