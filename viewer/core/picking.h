// What lies under a pixel, without OpenGL: the ray through it against the triangles that are drawn.
#pragma once

#include <cstddef>
#include <optional>

#include "viewer/core/camera.h"
#include "viewer/core/draw_list.h"
#include "viewer/core/hall_scene.h"

namespace darkline {

struct Ray {
  Eigen::Vector3d p_W_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d way = Eigen::Vector3d::UnitX();  // unit
};

// Through the point of the picture `at_px` (its upper left corner is 0, 0), from the near plane on.
Ray ray_through(const Camera& camera, const PictureSize& size, const Eigen::Vector2d& at_px);

struct Picked {
  enum class Kind { robot, body, fence, ground };  // ground: fixtures and technicians on it too
  Kind kind = Kind::ground;
  std::size_t index = 0;                            // in the scene's robots, bodies or fences
  Eigen::Vector3d p_W_m = Eigen::Vector3d::Zero();  // where the ray meets it
};

// The nearest thing that a draw list made with the same `choice` shows there; none beside the hall.
// Some 0.1 ms for 820 robots: spheres first, then triangles in the level of detail that is drawn.
std::optional<Picked> pick(const HallScene& scene, const Camera& camera, const PictureSize& size,
                           const Eigen::Vector2d& at_px, const DrawChoice& choice = {});

}  // namespace darkline
