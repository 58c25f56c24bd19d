#include "viewer/core/station_fixtures.h"

#include <algorithm>

#include "viewer/core/body_mesh.h"
#include "viewer/core/hall_ground.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

constexpr double kHalfFrame_m = 2.0;  // along the flow

void append_block(TriangleMesh& mesh, const Vector3d& low, const Vector3d& high,
                  const Color& color) {
  append_mesh(mesh, box_mesh(high - low, color),
              make_pose(Eigen::Matrix3d::Identity(), 0.5 * (low + high)));
}

// A block at y_low..y_high on the left of the flow, or its image on the right.
void append_beside(TriangleMesh& mesh, double side, const Vector3d& low, const Vector3d& high,
                   const Color& color) {
  const double near = side * low.y(), far = side * high.y();
  append_block(mesh, {low.x(), std::min(near, far), low.z()},
               {high.x(), std::max(near, far), high.z()}, color);
}

// How near a clamp may come to the middle of the flow, and how high it grips, in m.
struct Reach {
  double y_m, z_m;
};

Reach reach_of(FixtureKind kind) {
  constexpr double kGap_m = 0.01;
  if (kind == FixtureKind::sides) return {0.5 * kBodyWidth_m + kGap_m, kConveyorTop_m + 0.30};
  return {0.80, kConveyorTop_m + 0.36};
}

}  // namespace

FixtureKind fixture_kind(BodyParts parts) {
  if ((parts & BodyParts::underbody()).is_empty()) return FixtureKind::panels;
  const bool wide = parts.has(BodyPart::side_left) || parts.has(BodyPart::side_right) ||
                    parts.has(BodyPart::doors) || parts.has(BodyPart::lids);
  return wide ? FixtureKind::sides : FixtureKind::floor;
}

TriangleMesh fixture_mesh(FixtureKind kind, FixtureLook look, const Theme& theme) {
  constexpr double kTower_m = 0.16, kArm_m = 0.10, kStroke_m = 0.26;
  const Color frame = mix(color_from(0x2F5D8C), theme.conveyor, 0.3F);
  const Color clamp = mix(color_from(0xD9B31C), theme.conveyor, 0.2F);
  const Reach reach = reach_of(kind);
  const double tower_y = reach.y_m + 0.12, beam_y = tower_y + 0.5 * kTower_m;
  TriangleMesh mesh;
  for (const double side : {-1.0, 1.0}) {
    append_beside(mesh, side, {-kHalfFrame_m, beam_y - 0.11, kPadTop_m},
                  {kHalfFrame_m, beam_y + 0.11, kPadTop_m + 0.14}, frame);
    for (const double x : {-1.85, 0.0, 1.85}) {
      const bool corner = x != 0.0;
      if (look == FixtureLook::far && !corner) continue;
      append_beside(mesh, side, {x - 0.5 * kTower_m, tower_y, kPadTop_m + 0.14},
                    {x + 0.5 * kTower_m, tower_y + kTower_m, reach.z_m}, frame);
      if (!corner || look == FixtureLook::far || kind == FixtureKind::panels) continue;
      const double low_x = x - 0.5 * kArm_m, high_x = x + 0.5 * kArm_m;
      if (look == FixtureLook::closed) {
        append_beside(mesh, side, {low_x, reach.y_m, reach.z_m},
                      {high_x, tower_y + kTower_m, reach.z_m + kArm_m}, clamp);
      } else {  // swung up about the tower
        append_beside(mesh, side, {low_x, tower_y + kTower_m - kArm_m, reach.z_m},
                      {high_x, tower_y + kTower_m, reach.z_m + kStroke_m}, clamp);
      }
    }
  }
  return mesh;
}

void add_fixtures(HallScene& scene, const HallSnapshot& hall, const Theme& theme) {
  constexpr double kLeastWidth_m = 3.0;
  for (std::size_t kind = 0; kind < scene.fixture_meshes.size(); ++kind) {
    for (std::size_t look = 0; look < scene.fixture_meshes[kind].size(); ++look) {
      scene.fixture_meshes[kind][look] = {
          fixture_mesh(static_cast<FixtureKind>(kind), static_cast<FixtureLook>(look), theme)};
    }
  }
  for (std::size_t s = 0; s < hall.stations.size(); ++s) {
    const auto& station = hall.stations[s];
    if (station.parts.is_empty() || station.length_m < kBodyLength_m ||
        station.width_m < kLeastWidth_m) {
      continue;
    }
    scene.fixtures.push_back({.X_WM = station.X_WC.matrix().topRows<3>().cast<float>(),
                              .sphere = {station.X_WC * Vector3d(0.0, 0.0, 0.5), 2.5},
                              .station = s,
                              .kind = static_cast<std::size_t>(fixture_kind(station.parts))});
  }
  set_clamps(scene, hall);
}

void set_clamps(HallScene& scene, const HallSnapshot& hall) {
  for (HallScene::Fixture& fixture : scene.fixtures) {
    fixture.is_closed = hall.stations[fixture.station].body_present;
  }
}

}  // namespace darkline
