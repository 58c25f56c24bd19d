#include "viewer/core/hall_people.h"

#include <algorithm>
#include <numbers>

#include "viewer/core/hall_ground.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

constexpr double kVestGlow = 0.22;

void append_block(TriangleMesh& mesh, const Vector3d& low, const Vector3d& high, const Color& color,
                  double glow = 0.0) {
  TriangleMesh block = box_mesh(high - low, color);
  for (Vertex& vertex : block.vertices) vertex.glow = static_cast<float>(glow);
  append_mesh(mesh, block, make_pose(Eigen::Matrix3d::Identity(), 0.5 * (low + high)));
}

void append_round(TriangleMesh& mesh, double radius_m, double from_z_m, double to_z_m,
                  const Vector3d& foot_m, const Color& color) {
  constexpr int kPieces = 6;
  const Vector3d middle = foot_m + Vector3d(0.0, 0.0, 0.5 * (from_z_m + to_z_m));
  append_mesh(mesh, cylinder_mesh(radius_m, to_z_m - from_z_m, kPieces, color),
              make_pose(Eigen::Matrix3d::Identity(), middle));
}

HallScene::Placed placed_figure(const Pose& X_WM) {
  const double half_m = 0.5 * kTechnicianHeight_m;
  return {X_WM.matrix().topRows<3>().cast<float>(), {X_WM * Vector3d(0.0, 0.0, half_m), 1.0}};
}

}  // namespace

TriangleMesh technician_mesh(int lod, const Theme& theme) {
  const Color vest = mix(color_from(0xFF6A00), theme.pad, 0.05F);
  const Color trousers = color_from(0x24344D), skin = color_from(0xC68E6B);
  const Color helmet = color_from(0xF4F4F0), band = color_from(0xE9F2A0);
  TriangleMesh mesh;
  if (lod == 3) {
    append_block(mesh, {-0.13, -0.22, 0.0}, {0.13, 0.22, kTechnicianHeight_m}, vest, kVestGlow);
    return mesh;
  }
  append_block(mesh, {-0.12, -0.21, 0.84}, {0.12, 0.21, 1.45}, vest, kVestGlow);
  if (lod == 2) {
    append_block(mesh, {-0.10, -0.17, 0.0}, {0.10, 0.17, 0.84}, trousers);
    append_block(mesh, {-0.11, -0.10, 1.47}, {0.11, 0.10, kTechnicianHeight_m}, helmet);
    return mesh;
  }
  for (const double side : {-1.0, 1.0}) {
    append_block(mesh, {-0.09, 0.10 * side - 0.07, 0.0}, {0.09, 0.10 * side + 0.07, 0.84},
                 trousers);
    append_block(mesh, {-0.06, 0.265 * side - 0.05, 0.92}, {0.06, 0.265 * side + 0.05, 1.43}, vest,
                 kVestGlow);
    if (lod > 0) continue;
    append_block(mesh, {-0.05, 0.265 * side - 0.04, 0.78}, {0.05, 0.265 * side + 0.04, 0.92}, skin);
  }
  append_round(mesh, 0.10, 1.45, 1.70, Vector3d::Zero(), skin);
  append_round(mesh, 0.13, 1.66, kTechnicianHeight_m, Vector3d::Zero(), helmet);
  if (lod == 0) append_block(mesh, {-0.13, -0.22, 1.05}, {0.13, 0.22, 1.12}, band, 0.5);
  return mesh;
}

Pose gate_pose(const HallSnapshot::StationPose& station) {
  constexpr double kFromLamp_m = 0.6, kFromFence_m = 0.5;
  const Vector3d p_C(0.5 * station.length_m - 0.3 - kFromLamp_m,
                     -0.5 * station.width_m - kFenceFromPad_m - kFromFence_m, 0.0);
  // looks across the flow, at the body
  return station.X_WC * make_pose(rotation_from_rpy(0.0, 0.0, 0.5 * std::numbers::pi), p_C);
}

Pose waiting_pose(const HallSnapshot& hall, int i) {
  constexpr double kEdge_m = 2.0, kApart_m = 0.9;
  const int in_row = std::max(1, static_cast<int>((hall.hall_length_m - 2.0 * kEdge_m) / kApart_m));
  const Vector3d p_W(kEdge_m + kApart_m * (i % in_row), 1.0 + kApart_m * (i / in_row), 0.0);
  return make_pose(rotation_from_rpy(0.0, 0.0, 0.5 * std::numbers::pi), p_W);
}

void place_technicians(HallScene& scene, const HallSnapshot& hall) {
  scene.technicians.clear();
  for (const auto& station : hall.stations) {
    if (station.technician) scene.technicians.push_back(placed_figure(gate_pose(station)));
  }
  for (int i = 0; i < hall.idle_technicians; ++i) {
    scene.technicians.push_back(placed_figure(waiting_pose(hall, i)));
  }
}

}  // namespace darkline
