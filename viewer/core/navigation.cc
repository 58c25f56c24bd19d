#include "viewer/core/navigation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "viewer/core/camera_rig.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

constexpr double kLowestEye_m = 0.4;
constexpr double kSteepest = 0.998;        // of the view's slope: straight down has no horizon
constexpr double kFarthest_of_hall = 4.0;  // the eye's distance, in diagonals of the hall

bool is_parallel(const Camera& camera) {
  return camera.parallel_height_m > 0.0;
}

Vector3d forward_of(const Camera& camera) {
  return (camera.target_m - camera.eye_m).normalized();
}

}  // namespace

Navigation::Navigation(const Camera& start, const Box& hall) : camera_(start), hall_(hall) {
  if (!is_parallel(camera_)) camera_.up = Vector3d::UnitZ();
  settle();
}

// What a move may not leave behind: an eye in the floor or out of the world, wrong depths.
void Navigation::settle() {
  if (!is_parallel(camera_)) {
    const double lift = std::max(0.0, kLowestEye_m - camera_.eye_m.z());
    camera_.eye_m.z() += lift;
    camera_.target_m.z() += lift;
    const Vector3d middle = 0.5 * (hall_.low_m + hall_.high_m);
    const double farthest = kFarthest_of_hall * (hall_.high_m - hall_.low_m).norm();
    const Vector3d out = camera_.eye_m - middle;
    if (out.norm() > farthest) {
      const Vector3d back = out * (farthest / out.norm() - 1.0);
      camera_.eye_m += back;
      camera_.target_m += back;
    }
  }
  fit_depths(camera_, hall_);
}

void Navigation::orbit(const Eigen::Vector2d& drag_px, const PictureSize& size,
                       const Vector3d& about_m) {
  if (is_parallel(camera_)) return;
  left_s_ = 0.0;
  const double turn = std::numbers::pi / size.height;
  const Vector3d forward = forward_of(camera_);
  const Vector3d right = forward.cross(Vector3d::UnitZ()).normalized();
  const double slope = std::asin(std::clamp(forward.z(), -1.0, 1.0));
  const double steepest = std::asin(kSteepest);
  // the drag pulls the thing down: the eye rises
  const double tilt = std::clamp(slope - turn * drag_px.y(), -steepest, steepest) - slope;
  const Eigen::Matrix3d R =
      (Eigen::AngleAxisd(-turn * drag_px.x(), Vector3d::UnitZ()) * Eigen::AngleAxisd(tilt, right))
          .toRotationMatrix();
  const Vector3d eye = about_m + R * (camera_.eye_m - about_m);
  if (eye.z() < kLowestEye_m) return;  // it would lose hold of the point
  camera_.target_m = about_m + R * (camera_.target_m - about_m);
  camera_.eye_m = eye;
  settle();
}

void Navigation::pan(const Eigen::Vector2d& from_px, const Eigen::Vector2d& to_px,
                     const PictureSize& size, const Vector3d& held_m) {
  left_s_ = 0.0;
  const double pixel_m = metres_per_pixel(camera_, size, held_m);
  const Vector3d right = forward_of(camera_).cross(camera_.up).normalized();
  const Vector3d up = right.cross(forward_of(camera_));
  const Eigen::Vector2d drag = to_px - from_px;
  const Vector3d move = pixel_m * (drag.y() * up - drag.x() * right);
  camera_.eye_m += move;
  camera_.target_m += move;
  settle();
}

void Navigation::zoom(double steps, const Vector3d& to_m) {
  constexpr double kNearest_m = 0.6;
  left_s_ = 0.0;
  const double share = std::pow(0.9, steps);
  if (is_parallel(camera_)) {
    const double widest = kFarthest_of_hall * (hall_.high_m - hall_.low_m).norm();
    const double height = std::clamp(camera_.parallel_height_m * share, 2.0, widest);
    const Vector3d forward = forward_of(camera_);
    Vector3d across = to_m - camera_.eye_m;
    across -= across.dot(forward) * forward;
    const Vector3d move = (1.0 - height / camera_.parallel_height_m) * across;
    camera_.parallel_height_m = height;
    camera_.eye_m += move;
    camera_.target_m += move;
  } else {
    const Vector3d way = to_m - camera_.eye_m;
    if (steps > 0.0 && share * way.norm() < kNearest_m) return;
    camera_.eye_m += (1.0 - share) * way;
    camera_.target_m += (1.0 - share) * way;
  }
  settle();
}

void Navigation::walk(double ahead_m, double right_m, double up_m) {
  left_s_ = 0.0;
  const bool parallel = is_parallel(camera_);
  Vector3d ahead = parallel ? camera_.up : forward_of(camera_);
  const Vector3d right = forward_of(camera_).cross(camera_.up).normalized();
  ahead.z() = 0.0;
  const Vector3d move =
      ahead_m * ahead.normalized() + right_m * right + (parallel ? 0.0 : up_m) * Vector3d::UnitZ();
  camera_.eye_m += move;
  camera_.target_m += move;
  settle();
}

void Navigation::carry(const Vector3d& by_m) {
  for (Camera* each : {&camera_, &from_, &to_}) {
    each->eye_m += by_m;
    each->target_m += by_m;
  }
  settle();
}

void Navigation::focus(const Sphere& on) {
  constexpr double kShare = 0.45;  // of the picture's height
  constexpr double kFlight_s = 0.4;
  Camera to = camera_;
  const Vector3d forward = forward_of(camera_);
  if (is_parallel(camera_)) {
    Vector3d across = on.center_m - camera_.eye_m;
    across -= across.dot(forward) * forward;
    to.eye_m += across;
    to.target_m += across;
    to.parallel_height_m = 2.0 * on.radius_m / kShare;
  } else {
    const double away = on.radius_m / (kShare * std::tan(0.5 * camera_.field_of_view_rad));
    to.target_m = on.center_m;
    to.eye_m = on.center_m - away * forward;
  }
  fly_to(to, kFlight_s);
}

void Navigation::fly_to(const Camera& to, double seconds) {
  from_ = camera_;
  to_ = to;
  // between a plan and a perspective there is no way that looks right: the picture is cut
  const bool cut = seconds <= 0.0 || is_parallel(camera_) != is_parallel(to);
  flight_s_ = left_s_ = cut ? 0.0 : seconds;
  if (!cut) return;
  camera_ = to;
  if (!is_parallel(camera_)) camera_.up = Vector3d::UnitZ();
  settle();
}

void Navigation::advance(double seconds) {
  if (left_s_ <= 0.0) return;
  left_s_ = std::max(0.0, left_s_ - seconds);
  const double t = 1.0 - left_s_ / flight_s_;
  const double s = t * t * (3.0 - 2.0 * t);  // starts and ends at rest
  camera_.eye_m = from_.eye_m + s * (to_.eye_m - from_.eye_m);
  camera_.target_m = from_.target_m + s * (to_.target_m - from_.target_m);
  camera_.field_of_view_rad =
      from_.field_of_view_rad + s * (to_.field_of_view_rad - from_.field_of_view_rad);
  camera_.parallel_height_m =
      from_.parallel_height_m + s * (to_.parallel_height_m - from_.parallel_height_m);
  settle();
}

}  // namespace darkline
