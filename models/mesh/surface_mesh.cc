#include "models/mesh/surface_mesh.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include <Eigen/Geometry>

namespace darkline {
namespace {

using Eigen::Vector3d;
using Eigen::Vector3f;

bool before(const Vector3f& a, const Vector3f& b) {
  if (a.x() != b.x()) return a.x() < b.x();
  if (a.y() != b.y()) return a.y() < b.y();
  return a.z() < b.z();
}

}  // namespace

SurfaceMesh surface_from_corners(const std::vector<Vector3f>& corners_m) {
  std::vector<std::uint32_t> order(corners_m.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return before(corners_m[a], corners_m[b]); });
  SurfaceMesh mesh;
  std::vector<std::uint32_t> vertex(corners_m.size());
  for (const std::uint32_t corner : order) {
    if (mesh.p_m.empty() || mesh.p_m.back() != corners_m[corner]) {
      mesh.p_m.push_back(corners_m[corner]);
    }
    vertex[corner] = static_cast<std::uint32_t>(mesh.p_m.size() - 1);
  }
  for (std::size_t t = 0; t + 2 < corners_m.size(); t += 3) {
    const Vector3d a = corners_m[t].cast<double>();
    const Vector3d normal =
        (corners_m[t + 1].cast<double>() - a).cross(corners_m[t + 2].cast<double>() - a);
    const double twice_area = normal.norm();
    if (!(twice_area > 0.0)) continue;
    for (std::size_t c = 0; c < 3; ++c) mesh.triangles.push_back(vertex[t + c]);
    mesh.normals.push_back((normal / twice_area).cast<float>());
  }
  return mesh;
}

SurfaceBounds bounds_of(const SurfaceMesh& mesh) {
  SurfaceBounds bounds;
  if (mesh.p_m.empty()) return bounds;
  bounds.low_m = bounds.high_m = mesh.p_m.front().cast<double>();
  for (const Vector3f& p : mesh.p_m) {
    bounds.low_m = bounds.low_m.cwiseMin(p.cast<double>());
    bounds.high_m = bounds.high_m.cwiseMax(p.cast<double>());
  }
  bounds.center_m = 0.5 * (bounds.low_m + bounds.high_m);
  for (const Vector3f& p : mesh.p_m) {
    bounds.radius_m = std::max(bounds.radius_m, (p.cast<double>() - bounds.center_m).norm());
  }
  return bounds;
}

bool is_closed(const SurfaceMesh& mesh) {
  using Edge = std::pair<std::uint32_t, std::uint32_t>;
  std::vector<Edge> ahead, back;
  ahead.reserve(mesh.triangles.size());
  back.reserve(mesh.triangles.size());
  for (std::size_t t = 0; t < mesh.n_triangles(); ++t) {
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint32_t from = mesh.triangles[3 * t + c];
      const std::uint32_t to = mesh.triangles[3 * t + (c + 1) % 3];
      ahead.emplace_back(from, to);
      back.emplace_back(to, from);
    }
  }
  std::sort(ahead.begin(), ahead.end());
  std::sort(back.begin(), back.end());
  return !ahead.empty() && ahead == back &&
         std::adjacent_find(ahead.begin(), ahead.end()) == ahead.end();
}

EnclosedSolid enclosed_solid(const SurfaceMesh& mesh) {
  EnclosedSolid solid;
  // about the middle of the box, for the sake of rounding
  const Vector3d middle = bounds_of(mesh).center_m;
  Vector3d first = Vector3d::Zero();
  Eigen::Matrix3d second = Eigen::Matrix3d::Zero();
  for (std::size_t t = 0; t < mesh.n_triangles(); ++t) {
    std::array<Vector3d, 3> p;
    for (std::size_t c = 0; c < 3; ++c) p[c] = mesh.corner_m(t, c).cast<double>() - middle;
    const double six_volumes = p[0].dot(p[1].cross(p[2]));
    const Vector3d sum = p[0] + p[1] + p[2];
    solid.volume_m3 += six_volumes / 6.0;
    first += six_volumes / 24.0 * sum;
    second += six_volumes / 120.0 *
              (p[0] * p[0].transpose() + p[1] * p[1].transpose() + p[2] * p[2].transpose() +
               sum * sum.transpose());
  }
  if (solid.volume_m3 == 0.0) return solid;
  const Vector3d from_middle = first / solid.volume_m3;
  solid.p_center_m = middle + from_middle;
  const double front = solid.volume_m3 < 0.0 ? -1.0 : 1.0;
  const Eigen::Matrix3d central =
      front * (second - solid.volume_m3 * from_middle * from_middle.transpose());
  solid.I_C_m5 = central.trace() * Eigen::Matrix3d::Identity() - central;
  solid.volume_m3 *= front;
  return solid;
}

}  // namespace darkline
