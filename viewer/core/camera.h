// A camera as plain numbers, with the matrices that the renderer, the culling and the labels share.
//
// View space is OpenGL's: x right, y up, the camera looks along -z. A picture's pixels count from
// its upper left corner, x right, y down.
#pragma once

#include <array>
#include <optional>

#include "viewer/core/triangle_mesh.h"

namespace darkline {

struct PictureSize {
  int width = 1920, height = 1080;

  double aspect() const { return static_cast<double>(width) / height; }
};

struct Camera {
  Eigen::Vector3d eye_m = {0, 0, 10};
  Eigen::Vector3d target_m = {0, 0, 0};  // not the eye
  Eigen::Vector3d up = {0, 1, 0};        // not along the view
  double field_of_view_rad = 0.8;        // vertical; not used by a parallel projection
  double parallel_height_m = 0.0;        // above 0: parallel projection of this height
  double near_m = 0.5, far_m = 800.0;
};

Eigen::Matrix4d view_matrix(const Camera& camera);
Eigen::Matrix4d projection_matrix(const Camera& camera, double aspect);

// Where a point of the hall falls in the picture; none behind the near plane.
std::optional<Eigen::Vector2d> pixel_of(const Camera& camera, const PictureSize& size,
                                        const Eigen::Vector3d& p_W_m);

// Metres that one pixel covers at a point, across the view.
double metres_per_pixel(const Camera& camera, const PictureSize& size,
                        const Eigen::Vector3d& p_W_m);

// What a camera sees: six planes, inside where n . p + d >= 0.
class Frustum {
 public:
  Frustum(const Camera& camera, double aspect);

  // False only if the whole sphere is outside one plane: a sphere that shows is never dropped.
  bool may_see(const Sphere& sphere) const;

 private:
  std::array<Eigen::Vector4d, 6> planes_;  // (n, d), n unit
};

}  // namespace darkline
