// Bodies of a scene: on the stations, in the buffers, on their way.
#include <algorithm>
#include <cmath>

#include "viewer/core/body_mesh.h"
#include "viewer/core/hall_ground.h"
#include "viewer/core/hall_scene.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

Pose on_conveyor(double x_m) {
  return make_pose(Eigen::Matrix3d::Identity(), {x_m, 0.0, kConveyorTop_m});
}

}  // namespace

HallScene::Body placed_body(const Pose& X_WM, BodyParts parts, double scale) {
  Pose34f X = X_WM.matrix().topRows<3>().cast<float>();
  X.leftCols<3>() *= static_cast<float>(scale);
  const double radius = 0.5 * std::hypot(kBodyLength_m, kBodyWidth_m, kBodyHeight_m);
  return {
      X, {X_WM * Vector3d(0.0, 0.0, 0.5 * scale * kBodyHeight_m), scale * (radius + 0.1)}, parts};
}

void add_body(HallScene& scene, const HallScene::Body& body) {
  const auto [kind, is_new] = scene.body_kinds.try_emplace(body.parts);
  for (int lod = 0; is_new && lod < kLodCount; ++lod) {
    kind->second[static_cast<std::size_t>(lod)] = {body_mesh(body.parts, lod, scene.body_color)};
  }
  scene.bodies.push_back(body);
}

void place_bodies(HallScene& scene, const HallSnapshot& hall) {
  scene.bodies.clear();
  for (const auto& s : hall.stations) {
    if ((!s.body_present && s.body_ahead_m == 0.0) || s.parts.is_empty()) continue;
    add_body(scene, placed_body(s.X_WC * on_conveyor(s.body_ahead_m), s.parts));
  }
  for (const auto& b : hall.buffers) {
    const Vector3d way = b.p_to_m - b.p_from_m;
    if (way.norm() < 0.2 || b.parts.is_empty()) continue;
    const Eigen::Matrix3d R =
        Eigen::AngleAxisd(std::atan2(way.y(), way.x()), Vector3d::UnitZ()).toRotationMatrix();
    const int level =
        static_cast<int>(std::lround(std::clamp(b.mean_level, 0.0, static_cast<double>(b.places))));
    // Where places are shorter than a body (stacked or overhead stores), small bodies count them.
    const double scale = std::min(1.0, 0.9 * buffer_pitch_m(b) / kBodyLength_m);
    for (int i = 0; i < level; ++i) {  // the row fills from its end
      const Vector3d p = buffer_place_m(b, b.places - 1 - i) + Vector3d(0, 0, kConveyorTop_m);
      add_body(scene, placed_body(make_pose(R, p), b.parts, scale));
    }
  }
}

}  // namespace darkline
