#include "viewer/core/body_mesh.h"

#include <algorithm>
#include <cmath>

#include "viewer/core/tessellation.h"

namespace darkline {
namespace {

using Eigen::Vector3f;

struct Point {
  double x_m, z_m;
};

// z at x on a chain of points with rising x, rounded at the joints by a cosine blend.
double along(const std::vector<Point>& chain, double x_m) {
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (x_m > chain[i].x_m) continue;
    const double share = (x_m - chain[i - 1].x_m) / (chain[i].x_m - chain[i - 1].x_m);
    return chain[i - 1].z_m + share * (chain[i].z_m - chain[i - 1].z_m);
  }
  return chain.back().z_m;
}

constexpr double kHalfLength_m = 0.5 * kBodyLength_m;
constexpr double kFrontAxle_m = 1.42, kRearAxle_m = -1.40, kArch_m = 0.37;
constexpr double kCowl_m = 0.95;   // foot of the windscreen
constexpr double kDeck_m = -1.62;  // foot of the rear window
constexpr double kRoofFront_m = 0.25, kRoofRear_m = -1.05;

// The upper edge of the side panel: bumper, bonnet, waist line, deck.
double waist_z_m(double x_m) {
  static const std::vector<Point> chain = {{-2.35, 0.62}, {-2.28, 0.90}, {-1.62, 0.98},
                                           {-0.60, 0.93}, {0.95, 0.90},  {1.60, 0.80},
                                           {2.15, 0.66},  {2.35, 0.48}};
  return along(chain, x_m);
}

// The lower edge: sill and wheel arches.
double sill_z_m(double x_m) {
  double z = 0.18;
  for (const double axle : {kFrontAxle_m, kRearAxle_m}) {
    const double from_axle = x_m - axle;
    if (std::abs(from_axle) < kArch_m) {
      z = std::max(z, 0.22 + std::sqrt(kArch_m * kArch_m - from_axle * from_axle));
    }
  }
  return z;
}

// Half the width: the ends are drawn in, the waist is the widest.
double half_width_m(double x_m, double z_m) {
  const double end = std::pow(std::abs(x_m) / kHalfLength_m, 6.0);
  const double above = std::max(0.0, z_m - 0.75), below = std::max(0.0, 0.55 - z_m);
  return 0.5 * kBodyWidth_m - 0.16 * end - 0.30 * above * above - 0.10 * below * below;
}

Vector3f side_point(double x_m, double z_m, double side) {
  return mesh_point(x_m, side * half_width_m(x_m, z_m), z_m);
}

// Side panels, bonnet and deck as strips across the car.
void append_lower_body(TriangleMesh& mesh, int pieces, int bands, const Color& color) {
  const auto at = [&](int i) { return -kHalfLength_m + kBodyLength_m * i / pieces; };
  for (int i = 0; i < pieces; ++i) {
    const double x0 = at(i), x1 = at(i + 1);
    for (const double side : {-1.0, 1.0}) {
      for (int k = 0; k < bands; ++k) {
        const auto z = [&](double x, int band) {
          return sill_z_m(x) + (waist_z_m(x) - sill_z_m(x)) * band / bands;
        };
        const Vector3f a = side_point(x0, z(x0, k), side), b = side_point(x1, z(x1, k), side);
        const Vector3f c = side_point(x1, z(x1, k + 1), side);
        const Vector3f d = side_point(x0, z(x0, k + 1), side);
        if (side > 0.0) {
          append_quad(mesh, b, a, d, c, color);
        } else {
          append_quad(mesh, a, b, c, d, color);
        }
      }
    }
    const bool over_cabin = 0.5 * (x0 + x1) < kCowl_m && 0.5 * (x0 + x1) > kDeck_m;
    if (over_cabin) continue;
    const double crown = 0.05;
    const Vector3f left0 = side_point(x0, waist_z_m(x0), 1.0);
    const Vector3f left1 = side_point(x1, waist_z_m(x1), 1.0);
    const Vector3f right0 = side_point(x0, waist_z_m(x0), -1.0);
    const Vector3f right1 = side_point(x1, waist_z_m(x1), -1.0);
    const Vector3f up(0.F, 0.F, static_cast<float>(crown));
    const Vector3f middle0 = 0.5F * (left0 + right0) + up, middle1 = 0.5F * (left1 + right1) + up;
    append_quad(mesh, right0, right1, middle1, middle0, color);
    append_quad(mesh, middle0, middle1, left1, left0, color);
  }
  for (const double x : {-kHalfLength_m, kHalfLength_m}) {  // bumpers
    const Vector3f a = side_point(x, sill_z_m(x), -1.0), b = side_point(x, sill_z_m(x), 1.0);
    const Vector3f c = side_point(x, waist_z_m(x), 1.0), d = side_point(x, waist_z_m(x), -1.0);
    if (x > 0.0) {
      append_quad(mesh, a, b, c, d, color);
    } else {
      append_quad(mesh, b, a, d, c, color);
    }
  }
}

// A flat bar between two points, `width` along x.
void append_pillar(TriangleMesh& mesh, const Vector3f& foot, const Vector3f& top, float width_foot,
                   float width_top, const Color& color) {
  const Vector3f x = Vector3f::UnitX();
  const float side = foot.y() > 0.F ? -1.F : 1.F;
  append_quad(mesh, foot - side * 0.5F * width_foot * x, foot + side * 0.5F * width_foot * x,
              top + side * 0.5F * width_top * x, top - side * 0.5F * width_top * x, color);
}

void append_greenhouse(TriangleMesh& mesh, int pieces, const Color& color) {
  const double roof_z = kBodyHeight_m - 0.06, half_roof = 0.60;
  const auto roof = [&](double x, double side) {
    const double share = (x - kRoofRear_m) / (kRoofFront_m - kRoofRear_m);
    const double drop = 0.10 * (2.0 * share - 1.0) * (2.0 * share - 1.0);
    return mesh_point(x, side * half_roof, roof_z - drop);
  };
  for (int i = 0; i < pieces; ++i) {
    const double step = (kRoofFront_m - kRoofRear_m) / pieces, x0 = kRoofRear_m + step * i;
    const double x1 = x0 + step;
    const Vector3f crown(0.F, 0.F, 0.05F);
    const Vector3f m0 = 0.5F * (roof(x0, -1.0) + roof(x0, 1.0)) + crown;
    const Vector3f m1 = 0.5F * (roof(x1, -1.0) + roof(x1, 1.0)) + crown;
    append_quad(mesh, roof(x0, -1.0), roof(x1, -1.0), m1, m0, color);
    append_quad(mesh, m0, m1, roof(x1, 1.0), roof(x0, 1.0), color);
    for (const double side : {-1.0, 1.0}) {  // the rail under the roof's edge
      const Vector3f down(0.F, static_cast<float>(0.05 * side), -0.09F);
      const Vector3f a = roof(x0, side), b = roof(x1, side);
      if (side > 0.0) {
        append_quad(mesh, b + down, a + down, a, b, color);
      } else {
        append_quad(mesh, a + down, b + down, b, a, color);
      }
    }
  }
  for (const double side : {-1.0, 1.0}) {
    const auto waist = [&](double x) { return side_point(x, waist_z_m(x), side); };
    append_pillar(mesh, waist(kCowl_m), roof(kRoofFront_m, side), 0.10F, 0.10F, color);
    append_pillar(mesh, waist(-0.30), roof(-0.30, side), 0.16F, 0.12F, color);
    append_pillar(mesh, waist(kDeck_m + 0.22), roof(kRoofRear_m, side), 0.44F, 0.22F, color);
  }
}

}  // namespace

TriangleMesh body_mesh(int lod, const Color& color) {
  const int pieces = 48 >> lod;
  TriangleMesh mesh;
  append_lower_body(mesh, pieces, lod == 0 ? 4 : 2, color);
  append_greenhouse(mesh, lod == 0 ? 8 : 3, color);
  smooth_normals(mesh, 0.7);
  // The floor pan, seen through the windows.
  const Color inside = {0.72F * color[0], 0.72F * color[1], 0.72F * color[2]};
  append_mesh(mesh, box_mesh({3.9, 1.45, 0.10}, inside),
              make_pose(Eigen::Matrix3d::Identity(), {0.0, 0.0, 0.32}));
  return mesh;
}

}  // namespace darkline
