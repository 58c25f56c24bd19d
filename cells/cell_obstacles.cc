#include "cells/cell_obstacles.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace darkline::internal {
namespace {

constexpr double kSheetM = 0.02, kStripM = 0.12, kBehindM = 0.03;
constexpr int kPieces = 4;              // of a strip along the body
constexpr double kSheetClearM = 0.015;  // a tip on the flange is 30 mm away
constexpr double kClampClearM = 0.15;   // about the radius of an arm

void add_if_clear(CellObstacle obstacle, const ArmSweep& sweep, double clear_m,
                  std::vector<CellObstacle>& all) {
  if (sweep.clears(obstacle.shape, clear_m)) all.push_back(std::move(obstacle));
}

void add_strips(const WeldSpot& flange, int number, const ArmSweep& sweep,
                std::vector<CellObstacle>& all) {
  const double length_m = 2.0 * kFlangeHalfLengthM / kPieces;
  Eigen::Matrix3d R;  // z against the tool
  R.col(0) = Eigen::Vector3d::UnitX();
  R.col(2) = flange.n_C;
  R.col(1) = R.col(2).cross(R.col(0));
  for (int piece = 0; piece < kPieces; ++piece) {
    const double x_m = length_m * (piece - 0.5 * (kPieces - 1));
    const Eigen::Vector3d middle =
        flange.p_CS_m + Eigen::Vector3d(x_m, 0.0, 0.0) - (kBehindM + 0.5 * kSheetM) * flange.n_C;
    CellObstacle strip = box_obstacle(fmt::format("body/flange{}.{}", number, piece + 1), middle,
                                      {length_m, kStripM, kSheetM});
    strip.shape.X_LS = make_pose(R, middle);
    add_if_clear(std::move(strip), sweep, kSheetClearM, all);
  }
}

// Between the flanges of an upright panel, which lie in its plane one above the other.
void add_upright_sheets(const ArmSweep& sweep, std::vector<CellObstacle>& all) {
  constexpr double kFrameM = 0.04;  // of each flange, to each side
  std::vector<double> z_m;
  for (const WeldSpot& flange : flange_middles(PanelKind::upright, +1)) {
    z_m.push_back(flange.p_CS_m.z());
  }
  std::ranges::sort(z_m);
  const double length_m = 2.0 * kFlangeHalfLengthM / kPieces;
  for (std::size_t i = 1; i < z_m.size(); ++i) {
    const double low_m = z_m[i - 1] + kFrameM, high_m = z_m[i] - kFrameM;
    for (int piece = 0; piece < kPieces; ++piece) {
      const double x_m = length_m * (piece - 0.5 * (kPieces - 1));
      add_if_clear(
          box_obstacle(fmt::format("body/sheet{}.{}", i, piece + 1),
                       {x_m, 0.0, 0.5 * (low_m + high_m)}, {length_m, kSheetM, high_m - low_m}),
          sweep, kSheetClearM, all);
    }
  }
}

}  // namespace

CellObstacle box_obstacle(std::string name, const Eigen::Vector3d& middle_C_m,
                          const Eigen::Vector3d& size_m) {
  CellObstacle obstacle;
  obstacle.name = std::move(name);
  obstacle.shape.kind = ShapeKind::box;
  obstacle.shape.size_m = size_m;
  obstacle.shape.X_LS = make_pose(Eigen::Matrix3d::Identity(), middle_C_m);
  return obstacle;
}

CellObstacle post_under(std::string name, const Eigen::Vector3d& p_C_m, double half_m,
                        double below_m) {
  const double top_m = p_C_m.z() - below_m;
  return box_obstacle(std::move(name), {p_C_m.x(), p_C_m.y(), 0.5 * top_m},
                      {2.0 * half_m, 2.0 * half_m, top_m});
}

std::vector<CellObstacle> cell_obstacles(PanelKind kind, const CellConfig& cell,
                                         const ArmSweep& sweep,
                                         const std::vector<RackPlace>& racks) {
  constexpr double kFixtureM = 0.30;
  std::vector<CellObstacle> all;
  if (kind == PanelKind::upright) {
    add_upright_sheets(sweep, all);
  } else {
    int number = 0;
    for (const int side : {+1, -1}) {
      for (const WeldSpot& flange : flange_middles(kind, side)) {
        add_strips(flange, ++number, sweep, all);
      }
    }
  }
  add_if_clear(box_obstacle("fixture", {0.0, 0.0, 0.5 * kFixtureM}, {3.6, 0.8, kFixtureM}), sweep,
               0.0, all);
  // two in a row under an upright panel's edge, else at the corners of the frame
  const bool upright = kind == PanelKind::upright;
  const double top_m = upright ? 0.62 : 0.45;
  const std::array<Eigen::Vector2d, 4> feet =
      upright
          ? std::array<Eigen::Vector2d, 4>{{{-1.5, 0.0}, {-0.5, 0.0}, {0.5, 0.0}, {1.5, 0.0}}}
          : std::array<Eigen::Vector2d, 4>{{{-1.5, -0.3}, {-1.5, 0.3}, {1.5, -0.3}, {1.5, 0.3}}};
  for (std::size_t i = 0; i < feet.size(); ++i) {
    add_if_clear(box_obstacle(fmt::format("clamp{}", i + 1),
                              {feet[i].x(), feet[i].y(), 0.5 * (kFixtureM + top_m)},
                              {0.12, 0.12, top_m - kFixtureM}),
                 sweep, kClampClearM, all);
  }
  for (const RackPlace& rack : racks) {
    constexpr double kHalfM = 0.30, kBelowM = 0.15;  // the part lies between
    all.push_back(
        post_under(cell.robots[rack.robot].address + "/rack", rack.p_C_m, kHalfM, kBelowM));
  }
  return all;
}

}  // namespace darkline::internal
