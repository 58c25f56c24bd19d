#include "viewer/core/minimap.h"

#include <algorithm>

#include "viewer/core/picking.h"

namespace darkline {

using Eigen::Vector2d;
using Eigen::Vector3d;

Minimap::Minimap(const HallSnapshot& hall, const Vector2d& most_px)
    : hall_m_(std::max(1.0, hall.hall_length_m), std::max(1.0, hall.hall_width_m)),
      size_px_(hall_m_ * (most_px.array() / hall_m_.array()).minCoeff()) {}

Vector2d Minimap::px_of(const Vector3d& p_W_m) const {
  return {p_W_m.x() / hall_m_.x() * size_px_.x(), (1.0 - p_W_m.y() / hall_m_.y()) * size_px_.y()};
}

Vector3d Minimap::on_floor(const Vector2d& at_px) const {
  return {at_px.x() / size_px_.x() * hall_m_.x(), (1.0 - at_px.y() / size_px_.y()) * hall_m_.y(),
          0.0};
}

std::vector<Vector2d> Minimap::view_px(const Camera& camera, const PictureSize& size) const {
  std::vector<Vector2d> corners;
  const double w = size.width, h = size.height;
  for (const Vector2d& at_px : {Vector2d(0, 0), Vector2d(w, 0), Vector2d(w, h), Vector2d(0, h)}) {
    const Ray ray = ray_through(camera, size, at_px);
    const double far_m = hall_m_.norm();
    const double to_floor_m = ray.way.z() < -1e-6 ? -ray.p_W_m.z() / ray.way.z() : far_m;
    corners.push_back(px_of(ray.p_W_m + std::min(to_floor_m, far_m) * ray.way));
  }
  return corners;
}

}  // namespace darkline
