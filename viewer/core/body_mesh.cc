#include "viewer/core/body_mesh.h"

#include <algorithm>
#include <cmath>
#include <vector>

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
constexpr double kDoorFront_m = 0.88, kDoorMiddle_m = -0.30, kDoorRear_m = -0.98;
constexpr double kDoorFoot_m = 0.33;

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

// How finely the sheets of a level are cut.
struct Cut {
  int pieces;  // of the whole length
  int bands;   // from sill to waist
  int roof;

  explicit Cut(int lod)
      : pieces(48 >> lod),
        bands(lod == 0  ? 4
              : lod < 3 ? 2
                        : 1),
        roof(lod == 0 ? 8 : 3) {}
  int along(double from_m, double to_m) const {
    return std::max(1, static_cast<int>(std::lround(pieces * (to_m - from_m) / kBodyLength_m)));
  }
};

// The outer sheet of one side from one x to another, between two heights that may change with x.
template <typename Low, typename High>
void append_flank(TriangleMesh& mesh, const Cut& cut, double from_m, double to_m, double side,
                  const Low& low_m, const High& high_m, int bands, const Color& color) {
  const int pieces = cut.along(from_m, to_m);
  for (int i = 0; i < pieces; ++i) {
    const double x0 = from_m + (to_m - from_m) * i / pieces;
    const double x1 = from_m + (to_m - from_m) * (i + 1) / pieces;
    for (int k = 0; k < bands; ++k) {
      const auto z = [&](double x, int band) {
        return low_m(x) + (high_m(x) - low_m(x)) * band / bands;
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
}

// Bonnet or deck: from waist to waist over a crown.
void append_lid(TriangleMesh& mesh, const Cut& cut, double from_m, double to_m,
                const Color& color) {
  constexpr float kCrown_m = 0.05F;
  const int pieces = cut.along(from_m, to_m);
  for (int i = 0; i < pieces; ++i) {
    const double x0 = from_m + (to_m - from_m) * i / pieces;
    const double x1 = from_m + (to_m - from_m) * (i + 1) / pieces;
    const Vector3f left0 = side_point(x0, waist_z_m(x0), 1.0);
    const Vector3f left1 = side_point(x1, waist_z_m(x1), 1.0);
    const Vector3f right0 = side_point(x0, waist_z_m(x0), -1.0);
    const Vector3f right1 = side_point(x1, waist_z_m(x1), -1.0);
    const Vector3f up(0.F, 0.F, kCrown_m);
    const Vector3f middle0 = 0.5F * (left0 + right0) + up, middle1 = 0.5F * (left1 + right1) + up;
    append_quad(mesh, right0, right1, middle1, middle0, color);
    append_quad(mesh, middle0, middle1, left1, left0, color);
  }
}

// The sheet across the body's front or back.
void append_end(TriangleMesh& mesh, double x_m, const Color& color) {
  const Vector3f a = side_point(x_m, sill_z_m(x_m), -1.0), b = side_point(x_m, sill_z_m(x_m), 1.0);
  const Vector3f c = side_point(x_m, waist_z_m(x_m), 1.0);
  const Vector3f d = side_point(x_m, waist_z_m(x_m), -1.0);
  if (x_m > 0.0) {
    append_quad(mesh, a, b, c, d, color);
  } else {
    append_quad(mesh, b, a, d, c, color);
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

Vector3f roof_point(double x_m, double side) {
  constexpr double kHalfRoof_m = 0.60;
  const double share = (x_m - kRoofRear_m) / (kRoofFront_m - kRoofRear_m);
  const double drop = 0.10 * (2.0 * share - 1.0) * (2.0 * share - 1.0);
  return mesh_point(x_m, side * kHalfRoof_m, kBodyHeight_m - 0.06 - drop);
}

// The i-th of the cuts along the roof.
double roof_x_m(const Cut& cut, int i) {
  return kRoofRear_m + (kRoofFront_m - kRoofRear_m) * i / cut.roof;
}

void append_roof(TriangleMesh& mesh, const Cut& cut, const Color& color) {
  const Vector3f crown(0.F, 0.F, 0.05F);
  for (int i = 0; i < cut.roof; ++i) {
    const double x0 = roof_x_m(cut, i), x1 = roof_x_m(cut, i + 1);
    const Vector3f m0 = 0.5F * (roof_point(x0, -1.0) + roof_point(x0, 1.0)) + crown;
    const Vector3f m1 = 0.5F * (roof_point(x1, -1.0) + roof_point(x1, 1.0)) + crown;
    append_quad(mesh, roof_point(x0, -1.0), roof_point(x1, -1.0), m1, m0, color);
    append_quad(mesh, m0, m1, roof_point(x1, 1.0), roof_point(x0, 1.0), color);
  }
}

// Sill, rear wing, the posts of the doors, pillars and the rail under the roof's edge.
void append_side(TriangleMesh& mesh, const Cut& cut, double side, const Color& color) {
  const auto foot = [](double) { return kDoorFoot_m; };
  append_flank(mesh, cut, -kHalfLength_m, kDoorRear_m, side, sill_z_m, waist_z_m, cut.bands, color);
  append_flank(mesh, cut, kDoorRear_m, kCowl_m, side, sill_z_m, foot, 1, color);
  append_flank(mesh, cut, kDoorMiddle_m - 0.09, kDoorMiddle_m + 0.09, side, foot, waist_z_m, 1,
               color);
  append_flank(mesh, cut, kDoorFront_m - 0.06, kCowl_m, side, foot, waist_z_m, 1, color);
  for (int i = 0; i < cut.roof; ++i) {
    const Vector3f down(0.F, static_cast<float>(0.05 * side), -0.09F);
    const Vector3f a = roof_point(roof_x_m(cut, i), side);
    const Vector3f b = roof_point(roof_x_m(cut, i + 1), side);
    if (side > 0.0) {
      append_quad(mesh, b + down, a + down, a, b, color);
    } else {
      append_quad(mesh, a + down, b + down, b, a, color);
    }
  }
  const auto waist = [&](double x) { return side_point(x, waist_z_m(x), side); };
  append_pillar(mesh, waist(kCowl_m), roof_point(kRoofFront_m, side), 0.10F, 0.10F, color);
  append_pillar(mesh, waist(kDoorMiddle_m), roof_point(kDoorMiddle_m, side), 0.16F, 0.12F, color);
  append_pillar(mesh, waist(kDeck_m + 0.22), roof_point(kRoofRear_m, side), 0.44F, 0.22F, color);
}

void append_doors(TriangleMesh& mesh, const Cut& cut, double side, const Color& color) {
  constexpr double kGap_m = 0.012;
  const auto foot = [](double) { return kDoorFoot_m + kGap_m; };
  append_flank(mesh, cut, kDoorRear_m + kGap_m, kDoorMiddle_m - kGap_m, side, foot, waist_z_m,
               cut.bands, color);
  append_flank(mesh, cut, kDoorMiddle_m + kGap_m, kCowl_m - kGap_m, side, foot, waist_z_m,
               cut.bands, color);
}

void append_box(TriangleMesh& mesh, const Eigen::Vector3d& low, const Eigen::Vector3d& high,
                const Color& color) {
  append_mesh(mesh, box_mesh(high - low, color),
              make_pose(Eigen::Matrix3d::Identity(), 0.5 * (low + high)));
}

// Members of the floor, which show through windows and where nothing stands on them yet.
void append_floor(TriangleMesh& mesh, BodyParts parts, int lod, const Color& color) {
  if (parts.has(BodyPart::front_floor)) {
    append_box(mesh, {-0.25, -0.74, 0.27}, {1.02, 0.74, 0.36}, color);
    if (lod < 2) append_box(mesh, {-0.25, -0.14, 0.36}, {1.02, 0.14, 0.52}, color);  // tunnel
  }
  if (parts.has(BodyPart::rear_floor)) {
    append_box(mesh, {-2.0, -0.72, 0.36}, {-0.25, 0.72, 0.46}, color);
    for (const double side : {-1.0, 1.0}) {  // wheel houses
      if (lod > 1) break;
      append_box(mesh, {-1.75, 0.66 * side - 0.12, 0.46}, {-1.05, 0.66 * side + 0.12, 0.74}, color);
    }
  }
  if (!parts.has(BodyPart::front_end)) return;
  append_box(mesh, {0.98, -0.76, 0.30}, {1.03, 0.76, 0.86}, color);  // dash panel
  for (const double side : {-1.0, 1.0}) {
    append_box(mesh, {1.0, 0.46 * side - 0.07, 0.42}, {2.2, 0.46 * side + 0.07, 0.56}, color);
    if (lod > 1) continue;
    append_box(mesh, {1.25, 0.62 * side - 0.12, 0.44}, {1.6, 0.62 * side + 0.12, 0.76}, color);
  }
  if (lod < 2) append_box(mesh, {2.14, -0.6, 0.42}, {2.22, 0.6, 0.56}, color);
}

// What the body stands on: runners of a skid, or the rack of upright panels.
void append_carrier(TriangleMesh& mesh, bool upright, int lod, const Color& color) {
  if (lod == 3) return;
  const double runner_m = upright ? 0.36 : 0.52;
  for (const double side : {-1.0, 1.0}) {
    append_box(mesh, {-2.2, runner_m * side - 0.05, 0.0}, {2.2, runner_m * side + 0.05, 0.09},
               color);
  }
  if (lod > 1) return;
  for (const double x : {-1.25, 1.25}) {
    append_box(mesh, {x - 0.05, -0.7, 0.04}, {x + 0.05, 0.7, 0.10}, color);
    if (upright) append_box(mesh, {x - 0.04, -0.03, 0.1}, {x + 0.04, 0.03, 0.62}, color);
    for (const double side : {-1.0, 1.0}) {
      if (upright || lod > 0) break;
      append_box(mesh, {x - 0.04, 0.62 * side - 0.04, 0.1}, {x + 0.04, 0.62 * side + 0.04, 0.28},
                 color);
    }
  }
}

Pose moved(double x_m, double y_m, double z_m) {
  return make_pose(Eigen::Matrix3d::Identity(), {x_m, y_m, z_m});
}

void append_in_place(TriangleMesh& mesh, BodyParts parts, const Cut& cut, const Color& color) {
  for (const double side : {-1.0, 1.0}) {
    if (parts.has(side > 0.0 ? BodyPart::side_left : BodyPart::side_right)) {
      append_side(mesh, cut, side, color);
    }
    if (parts.has(BodyPart::doors)) append_doors(mesh, cut, side, color);
    if (parts.has(BodyPart::lids)) {
      append_flank(mesh, cut, kCowl_m, kHalfLength_m, side, sill_z_m, waist_z_m, cut.bands, color);
    }
  }
  if (parts.has(BodyPart::roof)) append_roof(mesh, cut, color);
  if (!parts.has(BodyPart::lids)) return;
  append_lid(mesh, cut, kCowl_m, kHalfLength_m, color);
  append_lid(mesh, cut, -kHalfLength_m, kDeck_m, color);
  append_end(mesh, kHalfLength_m, color);
  append_end(mesh, -kHalfLength_m, color);
}

// Each panel brought to the plane y = 0; a lid turned up on its edge.
void append_upright(TriangleMesh& mesh, BodyParts parts, const Cut& cut, const Color& color) {
  constexpr double kAtFlank_m = 0.5 * kBodyWidth_m - 0.02;
  for (const double side : {-1.0, 1.0}) {
    if (!parts.has(side > 0.0 ? BodyPart::side_left : BodyPart::side_right)) continue;
    TriangleMesh panel;
    append_side(panel, cut, side, color);
    append_mesh(mesh, panel, moved(0.0, -side * kAtFlank_m, 0.0));
  }
  if (parts.has(BodyPart::doors)) {
    TriangleMesh panel;
    append_doors(panel, cut, 1.0, color);
    append_mesh(mesh, panel, moved(0.0, -kAtFlank_m, 0.15));
  }
  if (parts.has(BodyPart::roof)) {
    TriangleMesh panel;
    append_roof(panel, cut, color);
    append_mesh(mesh, panel, moved(0.0, 0.0, -0.9));
  }
  if (!parts.has(BodyPart::lids)) return;
  Eigen::Matrix3d edge_up;  // its length upwards, its width along x
  edge_up << 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0;
  const Pose turned = make_pose(edge_up, Eigen::Vector3d::Zero());
  TriangleMesh hood, tailgate;
  append_lid(hood, cut, kCowl_m, 2.15, color);
  append_lid(tailgate, cut, -2.28, kDeck_m, color);
  append_mesh(mesh, hood, moved(1.1, 0.0, 0.14) * turned * moved(-kCowl_m, 0.0, -0.8));
  append_mesh(mesh, tailgate, moved(-1.1, 0.0, 0.3) * turned * moved(2.28, 0.0, -0.95));
}

}  // namespace

TriangleMesh body_mesh(BodyParts parts, int lod, const Color& color) {
  const Cut cut(lod);
  const bool upright = (parts & BodyParts::underbody()).is_empty();
  TriangleMesh mesh;
  if (upright) {
    append_upright(mesh, parts, cut, color);
  } else {
    append_in_place(mesh, parts, cut, color);
  }
  smooth_normals(mesh, 0.7);
  append_floor(mesh, parts, lod, {0.78F * color[0], 0.78F * color[1], 0.78F * color[2]});
  append_carrier(mesh, upright, lod, {0.42F * color[0], 0.44F * color[1], 0.47F * color[2]});
  return mesh;
}

}  // namespace darkline
