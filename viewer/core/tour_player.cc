#include "viewer/core/tour_player.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "viewer/core/camera_rig.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

constexpr double kPi = std::numbers::pi;
constexpr double kPlanSlope_rad = -1.507;  // 86.3 degrees down: the horizon is still defined
constexpr double kPlanFieldOfView_rad = 0.5;
constexpr double kSightHeight_m = 1.0;    // what a named view looks at stands about so high
constexpr double kFieldOfView_rad = 0.8;  // of an eye that the tour places
constexpr double kNsPerS = 1e9;

// Rest to rest with no jump in acceleration (the quintic of the arms).
double flown(double t) {
  return t * t * t * (t * (6.0 * t - 15.0) + 10.0);
}

// Speeds up over the first fifth, slows down over the last, even between.
double paced(double t) {
  constexpr double kRamp = 0.2;
  if (t > 0.5) return 1.0 - paced(1.0 - t);
  return t < kRamp ? t * t / (2.0 * kRamp * (1.0 - kRamp)) : (t - 0.5 * kRamp) / (1.0 - kRamp);
}

// The angle by the short way, within half a turn of 0.
double short_way(double angle_rad) {
  return std::remainder(angle_rad, 2.0 * kPi);
}

double mixed(double from, double to, double share) {
  return from + share * (to - from);
}

}  // namespace

Vector3d TourPlayer::Stand::forward() const {
  return {std::cos(slope_rad) * std::sin(heading_rad), std::cos(slope_rad) * std::cos(heading_rad),
          std::sin(slope_rad)};
}

TourPlayer::TourPlayer(Tour tour, const HallSnapshot& hall, double aspect, TimeSpan plant)
    : tour_(std::move(tour)), plant_(plant), hall_(hall_box(hall)) {
  double at_s = 0.0, plant_ns = static_cast<double>(plant.start_ns);
  for (const TourShot& shot : tour_.shots) {
    const bool flies = shot.move == ShotMove::fly;
    const Stand before =
        to_.empty() ? Stand{} : moved(tour_.shots[to_.size() - 1], from_.back(), to_.back(), 1.0);
    const Stand own = shot.camera.is_given() ? stand_of(shot, hall, aspect) : before;
    from_.push_back(flies ? before : own);
    to_.push_back(own);
    starts_s_.push_back(at_s);
    const double length_ns = static_cast<double>(plant.end_ns - plant.start_ns);
    if (shot.start.at_ns) plant_ns = static_cast<double>(*shot.start.at_ns);
    if (shot.start.share) {
      plant_ns = static_cast<double>(plant.start_ns) + *shot.start.share * length_ns;
    }
    plant_starts_ns_.push_back(plant_ns);
    at_s += shot.for_s;
    plant_ns += shot.for_s * shot.speed * kNsPerS;
  }
  starts_s_.push_back(at_s);
}

TourPlayer::Stand TourPlayer::stand_of(const TourShot& shot, const HallSnapshot& hall,
                                       double aspect) const {
  Stand stand;
  Vector3d look_at;
  if (shot.camera.sight) {
    stand.eye_m = shot.camera.sight->eye_m;
    stand.field_of_view_rad = kFieldOfView_rad;
    look_at = shot.camera.sight->look_at_m;
  } else {
    const auto camera = find_view(shot.camera.view, hall, aspect);
    if (!camera) {
      throw InputError({.place = shot.place,
                        .key = "camera",
                        .found = "\"" + shot.camera.view + "\"",
                        .wanted = "overview, aisle, plan or the address of a zone, a station or a "
                                  "robot of the plant that is shown",
                        .candidates = nearest_views(shot.camera.view, hall)});
    }
    stand.eye_m = camera->eye_m;
    stand.field_of_view_rad = camera->field_of_view_rad;
    const Vector3d forward = (camera->target_m - camera->eye_m).normalized();
    if (camera->parallel_height_m > 0.0) {  // as high above the floor as it takes to see as much
      stand.heading_rad = std::atan2(camera->up.x(), camera->up.y());
      stand.slope_rad = kPlanSlope_rad;
      stand.field_of_view_rad = kPlanFieldOfView_rad;
      stand.reach_m = 0.5 * camera->parallel_height_m / std::tan(0.5 * kPlanFieldOfView_rad);
      const Vector3d below(camera->eye_m.x(), camera->eye_m.y(), kSightHeight_m);
      stand.eye_m = below - stand.reach_m * stand.forward();
      return stand;
    }
    const double farthest = (hall_.high_m - hall_.low_m).norm();
    const double to_sight = (kSightHeight_m - camera->eye_m.z()) / std::min(forward.z(), -1e-3);
    look_at = camera->eye_m + std::clamp(to_sight, 1.0, farthest) * forward;
  }
  const Vector3d way = look_at - stand.eye_m;
  stand.reach_m = way.norm();
  stand.heading_rad = std::atan2(way.x(), way.y());
  // straight up or down there is no horizon
  stand.slope_rad = std::clamp(std::asin(way.z() / stand.reach_m), kPlanSlope_rad, -kPlanSlope_rad);
  return stand;
}

// Where the camera is when `share` of the shot's time is over.
TourPlayer::Stand TourPlayer::moved(const TourShot& shot, const Stand& from, const Stand& to,
                                    double share) const {
  Stand now = from;
  const double s = paced(share);
  const Vector3d ahead(std::sin(from.heading_rad), std::cos(from.heading_rad), 0.0);
  switch (shot.move) {
    case ShotMove::stand:
      break;
    case ShotMove::fly: {
      const double f = flown(share);
      now.eye_m = from.eye_m + f * (to.eye_m - from.eye_m);
      now.heading_rad += f * short_way(to.heading_rad - from.heading_rad);
      now.slope_rad = mixed(from.slope_rad, to.slope_rad, f);
      now.reach_m = mixed(from.reach_m, to.reach_m, f);
      now.field_of_view_rad = mixed(from.field_of_view_rad, to.field_of_view_rad, f);
      break;
    }
    case ShotMove::orbit: {
      const Vector3d about = from.eye_m + from.reach_m * from.forward();
      now.heading_rad -= s * shot.turn_rad;
      now.eye_m = about - from.reach_m * now.forward();
      break;
    }
    case ShotMove::dolly:
      now.eye_m += s * shot.way_m * ahead;
      break;
    case ShotMove::slide:
      now.eye_m += s * shot.way_m * Vector3d(ahead.y(), -ahead.x(), 0.0);
      break;
  }
  return now;
}

TourMoment TourPlayer::at(double second) const {
  const double t = std::clamp(second, 0.0, length_s());
  const auto after = std::upper_bound(starts_s_.begin() + 1, starts_s_.end() - 1, t);
  const auto i = static_cast<std::size_t>(after - starts_s_.begin()) - 1;
  const TourShot& shot = tour_.shots[i];
  const double since_s = std::min(t - starts_s_[i], shot.for_s);
  const Stand now = moved(shot, from_[i], to_[i], since_s / shot.for_s);

  TourMoment moment;
  moment.shot = i;
  moment.caption = shot.caption;
  moment.lights_out = shot.lights_out;
  moment.speed = shot.speed;
  const double plant_ns = plant_starts_ns_[i] + since_s * shot.speed * kNsPerS;
  moment.plant_ns =
      std::clamp(static_cast<std::int64_t>(std::llround(plant_ns)), plant_.start_ns, plant_.end_ns);
  Camera& camera = moment.camera;
  camera.eye_m = now.eye_m;
  camera.target_m = now.eye_m + now.reach_m * now.forward();
  camera.up = Vector3d::UnitZ();
  camera.field_of_view_rad = now.field_of_view_rad;
  fit_depths(camera, hall_);
  return moment;
}

double TourPlayer::runs_dry_s() const {
  const auto end_ns = static_cast<double>(plant_.end_ns);
  for (std::size_t i = 0; i < tour_.shots.size(); ++i) {
    const TourShot& shot = tour_.shots[i];
    const double left_ns = end_ns - plant_starts_ns_[i], rate = shot.speed * kNsPerS;
    if (left_ns < 0.0) return starts_s_[i];
    if (rate * shot.for_s > left_ns + 0.5) return starts_s_[i] + left_ns / rate;
  }
  return length_s();
}

}  // namespace darkline
