#include "viewer/core/hall_marks.h"

#include <algorithm>
#include <cmath>

#include "viewer/core/hall_ground.h"

namespace darkline {
namespace {

constexpr double kAbovePaint_m = 0.02;

HallScene::Ring ring_about(const Selection& selection, const HallScene& scene,
                           const HallSnapshot& hall) {
  const bool robot = selection.kind == Selection::Kind::robot;
  Eigen::Vector3d p_m = robot ? scene.robots[selection.index].X_WB.translation()
                              : hall.stations[selection.index].X_WC.translation();
  p_m.z() = kPadTop_m + 2.0 * kAbovePaint_m;
  const auto& s = hall.stations;
  const double radius_m =
      robot ? 0.95 : 0.5 * std::hypot(s[selection.index].length_m, s[selection.index].width_m);
  return {p_m, radius_m, scene.signals.selection};
}

Pose34f on_pad(const HallSnapshot::StationPose& station, double x_m, double y_m, double above_m) {
  const Pose X_CT = make_pose(Eigen::Matrix3d::Identity(), {x_m, y_m, kPadTop_m + above_m});
  return Pose34f((station.X_WC * X_CT).matrix().topRows<3>().cast<float>());
}

HallScene::Tile tile_of(const HallSnapshot::StationPose& station, const Color& color,
                        bool lights_out) {
  Pose34f X = on_pad(station, 0.0, 0.0, kAbovePaint_m);
  X.col(0) *= static_cast<float>(station.length_m);
  X.col(1) *= static_cast<float>(station.width_m);
  constexpr float kDark = 0.45F;
  const Color black = {0.F, 0.F, 0.F};
  return {X, lights_out ? mix(color, black, kDark) : color};
}

// A plus or a minus of two bars, so that more and less differ without colour; nothing where the
// difference is small.
void add_difference_sign(HallScene& scene, const HallSnapshot::StationPose& station,
                         const FloorScale& floor, double value) {
  constexpr double kSmall = 0.05;  // of the largest
  if (std::abs(value) <= kSmall * floor.most) return;
  const double long_m = 0.16 * station.width_m, thick_m = 0.25 * long_m;
  const auto bar = [&](double x_m, double y_m) {
    Pose34f X = on_pad(station, 0.5 * station.length_m - long_m, 0.5 * station.width_m - long_m,
                       1.5 * kAbovePaint_m);
    X.col(0) *= static_cast<float>(x_m);
    X.col(1) *= static_cast<float>(y_m);
    scene.tiles.push_back({X, {0.05F, 0.05F, 0.05F}});
  };
  bar(long_m, thick_m);
  if (value > 0.0) bar(thick_m, long_m);
}

// On both sides of the body's way, where no robot stands before them.
void add_signs(HallScene& scene, const HallSnapshot::StationPose& station) {
  const double sign_m = std::min(0.45, 0.08 * station.width_m);
  for (const double side : {-1.0, 1.0}) {
    Pose34f X = on_pad(station, -0.5 * station.length_m + 1.6 * sign_m,
                       side * (0.5 * station.width_m - 1.6 * sign_m), 1.5 * kAbovePaint_m);
    X.leftCols<3>() *= static_cast<float>(sign_m);
    scene.signs.push_back({X, station.state});
  }
}

}  // namespace

void mark_hall(HallScene& scene, const HallMarks& marks) {
  scene.rings.clear();
  scene.tiles.clear();
  scene.signs.clear();
  if (marks.selection) scene.rings.push_back(ring_about(*marks.selection, scene, marks.hall));
  for (std::size_t s = 0; s < marks.hall.stations.size(); ++s) {
    const auto& station = marks.hall.stations[s];
    const bool stands = look_of(station.state).abnormal;
    if (marks.floor != nullptr && marks.floor->values[s]) {
      const double value = *marks.floor->values[s];
      scene.tiles.push_back(
          tile_of(station, marks.floor->color_of(value, scene.signals), marks.lights_out));
      if (marks.floor->is_difference) add_difference_sign(scene, station, *marks.floor, value);
    } else if (stands) {
      const Color& color = scene.signals.lamp_of(station.state);
      scene.tiles.push_back(tile_of(station, color, marks.lights_out));
    }
    if (stands) add_signs(scene, station);
  }
}

}  // namespace darkline
