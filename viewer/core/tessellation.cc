#include "viewer/core/tessellation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/mesh/surface_mesh.h"

namespace darkline {
namespace {

// A point of a profile that turns about the z axis.
struct ProfilePoint {
  double radius_m, z_m;
  double normal_r, normal_z;  // unit, outward
};

// The surface of revolution of a profile that goes from the lowest to the highest point, without
// caps. A point on the axis gives triangles instead of quadrilaterals.
void append_turned(TriangleMesh& mesh, const std::vector<ProfilePoint>& profile, int pieces,
                   const Color& color) {
  const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
  const auto n = static_cast<std::uint32_t>(pieces);
  for (const ProfilePoint& point : profile) {
    for (std::uint32_t i = 0; i < n; ++i) {
      const double angle = 2.0 * std::numbers::pi * i / n;
      const Eigen::Vector3d out(std::cos(angle), std::sin(angle), 0.0);
      const Eigen::Vector3d p = point.radius_m * out + point.z_m * Eigen::Vector3d::UnitZ();
      const Eigen::Vector3d normal = point.normal_r * out + Eigen::Vector3d(0, 0, point.normal_z);
      mesh.vertices.push_back({p.cast<float>(), normal.cast<float>(), color, 0.F});
    }
  }
  for (std::uint32_t k = 0; k + 1 < profile.size(); ++k) {
    for (std::uint32_t i = 0; i < n; ++i) {
      const std::uint32_t a = first + k * n + i, b = first + k * n + (i + 1) % n;
      const std::uint32_t c = b + n, d = a + n;
      if (profile[k].radius_m > 0.0) mesh.triangles.insert(mesh.triangles.end(), {a, b, c});
      if (profile[k + 1].radius_m > 0.0) mesh.triangles.insert(mesh.triangles.end(), {a, c, d});
    }
  }
}

// From pole to pole in pieces / 2 bands; the northern half is lifted by `length_m`, and lies
// symmetric about the origin.
std::vector<ProfilePoint> round_profile(double radius_m, double length_m, int pieces) {
  const int quarter = std::max(1, pieces / 4);
  std::vector<ProfilePoint> profile;
  for (const int half : {-1, 1}) {
    for (int k = 0; k <= quarter; ++k) {
      const int from_equator = half < 0 ? quarter - k : k;
      const bool pole = from_equator == quarter;
      const double latitude = half * 0.5 * std::numbers::pi * from_equator / quarter;
      const double c = pole ? 0.0 : std::cos(latitude), s = std::sin(latitude);
      if (half > 0 && k == 0 && length_m == 0.0) continue;  // one equator for a sphere
      profile.push_back({radius_m * c, radius_m * s + half * 0.5 * length_m, c, s});
    }
  }
  return profile;
}

}  // namespace

int circle_pieces(int lod) {
  DARKLINE_CHECK(lod >= 0 && lod < kLodCount, fmt::format("lod {}", lod));
  constexpr std::array<int, kLodCount> kPieces = {24, 10, 5, 4};
  return kPieces[static_cast<std::size_t>(lod)];
}

TriangleMesh box_mesh(const Eigen::Vector3d& size_m, const Color& color) {
  TriangleMesh mesh;
  const Eigen::Vector3f h = (0.5 * size_m).cast<float>();
  for (int axis = 0; axis < 3; ++axis) {
    for (const float sign : {-1.F, 1.F}) {
      // u, v, out make a right-handed frame, so that the order below is counter-clockwise.
      Eigen::Vector3f out = Eigen::Vector3f::Zero(), u = out, v = out;
      out[axis] = sign * h[axis];
      u[(axis + 1) % 3] = h[(axis + 1) % 3];
      v[(axis + 2) % 3] = sign * h[(axis + 2) % 3];
      append_quad(mesh, out - u - v, out + u - v, out + u + v, out - u + v, color);
    }
  }
  return mesh;
}

TriangleMesh cylinder_mesh(double radius_m, double length_m, int pieces, const Color& color) {
  TriangleMesh mesh;
  const double h = 0.5 * length_m;
  append_turned(mesh, {{0.0, -h, 0.0, -1.0}, {radius_m, -h, 0.0, -1.0}}, pieces, color);
  append_turned(mesh, {{radius_m, -h, 1.0, 0.0}, {radius_m, h, 1.0, 0.0}}, pieces, color);
  append_turned(mesh, {{radius_m, h, 0.0, 1.0}, {0.0, h, 0.0, 1.0}}, pieces, color);
  return mesh;
}

TriangleMesh sphere_mesh(double radius_m, int pieces, const Color& color) {
  return capsule_mesh(radius_m, 0.0, pieces, color);
}

TriangleMesh capsule_mesh(double radius_m, double length_m, int pieces, const Color& color) {
  TriangleMesh mesh;
  append_turned(mesh, round_profile(radius_m, length_m, pieces), pieces, color);
  return mesh;
}

TriangleMesh tube_mesh(double radius_m, double length_m, const Color& color) {
  TriangleMesh mesh;
  const double h = 0.5 * length_m;
  append_turned(mesh, {{radius_m, -h, 1.0, 0.0}, {radius_m, h, 1.0, 0.0}}, circle_pieces(3), color);
  return mesh;
}

namespace {

// Far away the box of a mesh stands for it.
TriangleMesh surface_as_drawn(const Shape& shape, int lod) {
  TriangleMesh drawn;
  const SurfaceMesh& surface = *shape.mesh;
  if (lod >= 2) {
    append_mesh(drawn, box_mesh(shape.size_m, shape.color),
                make_pose(Eigen::Matrix3d::Identity(), bounds_of(surface).center_m));
    return drawn;
  }
  for (std::size_t t = 0; t < surface.n_triangles(); ++t) {
    append_triangle(drawn, surface.corner_m(t, 0), surface.corner_m(t, 1), surface.corner_m(t, 2),
                    shape.color);
  }
  constexpr double kCrease_rad = 0.6;
  smooth_normals(drawn, kCrease_rad);
  return drawn;
}

}  // namespace

void append_shape(TriangleMesh& mesh, const Shape& shape, int lod) {
  const int pieces = circle_pieces(lod);
  const double radius = shape.size_m[0], length = shape.size_m[1];
  if (lod == kLodCount - 1 &&
      (shape.kind == ShapeKind::cylinder || shape.kind == ShapeKind::capsule)) {
    const double over_all = length + (shape.kind == ShapeKind::capsule ? 2.0 * radius : 0.0);
    return append_mesh(mesh, tube_mesh(radius, over_all, shape.color), shape.X_LS);
  }
  switch (shape.kind) {
    case ShapeKind::box:
      return append_mesh(mesh, box_mesh(shape.size_m, shape.color), shape.X_LS);
    case ShapeKind::cylinder:
      return append_mesh(mesh, cylinder_mesh(radius, length, pieces, shape.color), shape.X_LS);
    case ShapeKind::sphere:
      return append_mesh(mesh, sphere_mesh(radius, pieces, shape.color), shape.X_LS);
    case ShapeKind::capsule:
      return append_mesh(mesh, capsule_mesh(radius, length, pieces, shape.color), shape.X_LS);
    case ShapeKind::mesh:
      return append_mesh(mesh, surface_as_drawn(shape, lod), shape.X_LS);
  }
}

}  // namespace darkline
