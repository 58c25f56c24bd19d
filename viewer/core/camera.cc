#include "viewer/core/camera.h"

#include <algorithm>
#include <cmath>

namespace darkline {

Eigen::Matrix4d view_matrix(const Camera& camera) {
  const Eigen::Vector3d back = (camera.eye_m - camera.target_m).normalized();
  const Eigen::Vector3d right = camera.up.cross(back).normalized();
  const Eigen::Vector3d up = back.cross(right);
  Eigen::Matrix4d view = Eigen::Matrix4d::Identity();
  view.block<1, 3>(0, 0) = right.transpose();
  view.block<1, 3>(1, 0) = up.transpose();
  view.block<1, 3>(2, 0) = back.transpose();
  view.block<3, 1>(0, 3) = -(view.topLeftCorner<3, 3>() * camera.eye_m);
  return view;
}

Eigen::Matrix4d projection_matrix(const Camera& camera, double aspect) {
  const double n = camera.near_m, f = camera.far_m;
  Eigen::Matrix4d projection = Eigen::Matrix4d::Zero();
  if (camera.parallel_height_m > 0.0) {
    projection(1, 1) = 2.0 / camera.parallel_height_m;
    projection(0, 0) = projection(1, 1) / aspect;
    projection(2, 2) = -2.0 / (f - n);
    projection(2, 3) = -(f + n) / (f - n);
    projection(3, 3) = 1.0;
    return projection;
  }
  projection(1, 1) = 1.0 / std::tan(0.5 * camera.field_of_view_rad);
  projection(0, 0) = projection(1, 1) / aspect;
  projection(2, 2) = -(f + n) / (f - n);
  projection(2, 3) = -2.0 * f * n / (f - n);
  projection(3, 2) = -1.0;
  return projection;
}

std::optional<Eigen::Vector2d> pixel_of(const Camera& camera, const PictureSize& size,
                                        const Eigen::Vector3d& p_W_m) {
  const Eigen::Vector4d p_view = view_matrix(camera) * p_W_m.homogeneous();
  if (-p_view.z() < camera.near_m) return std::nullopt;
  const Eigen::Vector4d clip = projection_matrix(camera, size.aspect()) * p_view;
  return Eigen::Vector2d((0.5 + 0.5 * clip.x() / clip.w()) * size.width,
                         (0.5 - 0.5 * clip.y() / clip.w()) * size.height);
}

double metres_per_pixel(const Camera& camera, const PictureSize& size,
                        const Eigen::Vector3d& p_W_m) {
  if (camera.parallel_height_m > 0.0) return camera.parallel_height_m / size.height;
  const double depth = (p_W_m - camera.eye_m).dot((camera.target_m - camera.eye_m).normalized());
  return 2.0 * std::tan(0.5 * camera.field_of_view_rad) * std::max(depth, camera.near_m) /
         size.height;
}

// A point is inside where -w <= x, y, z <= w in clip space; each bound is a row of the matrix
// (Gribb and Hartmann 2001).
Frustum::Frustum(const Camera& camera, double aspect) {
  const Eigen::Matrix4d clip = projection_matrix(camera, aspect) * view_matrix(camera);
  for (int axis = 0; axis < 3; ++axis) {
    for (const int side : {0, 1}) {
      const Eigen::Vector4d plane =
          (clip.row(3) + (side == 0 ? 1.0 : -1.0) * clip.row(axis)).transpose();
      planes_[static_cast<std::size_t>(2 * axis + side)] = plane / plane.head<3>().norm();
    }
  }
}

bool Frustum::may_see(const Sphere& sphere) const {
  return std::all_of(planes_.begin(), planes_.end(), [&](const Eigen::Vector4d& plane) {
    return plane.head<3>().dot(sphere.center_m) + plane.w() >= -sphere.radius_m;
  });
}

}  // namespace darkline
