// A camera that a hand moves: what drags, wheel and keys do to it. The horizon stays level.
//
// Orbit, pan and zoom keep the point under the cursor where it is in the picture: the hand has hold
// of the thing itself.
#pragma once

#include "viewer/core/camera.h"
#include "viewer/core/triangle_mesh.h"

namespace darkline {

class Navigation {
 public:
  // `hall` is what there is to see: it bounds how far the camera goes, and its near and far planes.
  Navigation(const Camera& start, const Box& hall);

  const Camera& camera() const { return camera_; }

  // Turns about a point of the hall, by pixels of a drag; a picture's height is half a turn. Of a
  // plan, which is parallel, nothing.
  void orbit(const Eigen::Vector2d& drag_px, const PictureSize& size,
             const Eigen::Vector3d& about_m);

  // Moves across the view so that what was at `from_px` at the depth of `held_m` is at `to_px`.
  void pan(const Eigen::Vector2d& from_px, const Eigen::Vector2d& to_px, const PictureSize& size,
           const Eigen::Vector3d& held_m);

  // Goes nearer to a point by a tenth of the way a step, or away from it if `steps` are negative.
  void zoom(double steps, const Eigen::Vector3d& to_m);

  // Over the floor along and across the view, and up, in m.
  void walk(double ahead_m, double right_m, double up_m);

  // Moves the camera by so much, and where it flies from and to: what it looks at has moved.
  void carry(const Eigen::Vector3d& by_m);

  // Looks at a sphere from where it fills a good part of the picture; the direction stays.
  void focus(const Sphere& on);

  // Takes the place of another camera within `seconds` of calls of advance(): 0 at once.
  void fly_to(const Camera& to, double seconds);
  bool is_flying() const { return left_s_ > 0.0; }
  void advance(double seconds);

 private:
  void settle();

  Camera camera_;
  Box hall_;
  Camera from_, to_;  // of the flight
  double flight_s_ = 0.0, left_s_ = 0.0;
};

}  // namespace darkline
