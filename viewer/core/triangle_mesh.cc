#include "viewer/core/triangle_mesh.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace darkline {

void append_triangle(TriangleMesh& mesh, const Eigen::Vector3f& a, const Eigen::Vector3f& b,
                     const Eigen::Vector3f& c, const Color& color, float glow) {
  const Eigen::Vector3f normal = (b - a).cross(c - a).normalized();
  for (const Eigen::Vector3f& p : {a, b, c}) {
    mesh.triangles.push_back(static_cast<std::uint32_t>(mesh.vertices.size()));
    mesh.vertices.push_back({p, normal, color, glow});
  }
}

void append_quad(TriangleMesh& mesh, const Eigen::Vector3f& a, const Eigen::Vector3f& b,
                 const Eigen::Vector3f& c, const Eigen::Vector3f& d, const Color& color,
                 float glow) {
  const Eigen::Vector3f normal = (c - a).cross(d - b).normalized();
  const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
  for (const Eigen::Vector3f& p : {a, b, c, d}) mesh.vertices.push_back({p, normal, color, glow});
  for (const std::uint32_t i : {0U, 1U, 2U, 0U, 2U, 3U}) mesh.triangles.push_back(first + i);
}

void append_mesh(TriangleMesh& mesh, const TriangleMesh& part, const Pose& X_MP) {
  const Eigen::Isometry3f X = X_MP.cast<float>();
  const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
  for (Vertex vertex : part.vertices) {
    vertex.p_m = X * vertex.p_m;
    vertex.normal = X.linear() * vertex.normal;
    mesh.vertices.push_back(vertex);
  }
  for (const std::uint32_t i : part.triangles) mesh.triangles.push_back(first + i);
}

void smooth_normals(TriangleMesh& mesh, double crease_rad) {
  std::map<std::array<long, 3>, std::vector<Eigen::Vector3f>> meeting;
  const auto key = [](const Eigen::Vector3f& p) {
    return std::array<long, 3>{std::lround(p.x() * 1e4F), std::lround(p.y() * 1e4F),
                               std::lround(p.z() * 1e4F)};
  };
  for (const Vertex& vertex : mesh.vertices) meeting[key(vertex.p_m)].push_back(vertex.normal);
  const auto least = static_cast<float>(std::cos(crease_rad));
  for (Vertex& vertex : mesh.vertices) {
    const Eigen::Vector3f own = vertex.normal;
    Eigen::Vector3f sum = Eigen::Vector3f::Zero();
    for (const Eigen::Vector3f& normal : meeting[key(vertex.p_m)]) {
      if (normal.dot(own) >= least) sum += normal;
    }
    if (sum.norm() > 0.F) vertex.normal = sum.normalized();
  }
}

double enclosed_volume_m3(const TriangleMesh& mesh) {
  double sum = 0.0;
  for (std::size_t t = 0; t < mesh.triangles.size(); t += 3) {
    const Eigen::Vector3d a = mesh.vertices[mesh.triangles[t]].p_m.cast<double>();
    const Eigen::Vector3d b = mesh.vertices[mesh.triangles[t + 1]].p_m.cast<double>();
    const Eigen::Vector3d c = mesh.vertices[mesh.triangles[t + 2]].p_m.cast<double>();
    sum += a.dot(b.cross(c));
  }
  return sum / 6.0;
}

std::vector<TriangleMesh> split_by_place(const TriangleMesh& mesh, double side_m) {
  struct Part {
    TriangleMesh mesh;
    std::map<std::uint32_t, std::uint32_t> vertices;  // of the whole mesh, as here
  };
  std::map<std::array<long, 3>, Part> parts;  // by (1 for the long ones, x, y)
  for (std::size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
    const auto corner = [&](std::size_t i) {
      return mesh.vertices[mesh.triangles[t + i]].p_m.cast<double>().eval();
    };
    const Eigen::Vector3d low = corner(0).cwiseMin(corner(1)).cwiseMin(corner(2));
    const Eigen::Vector3d high = corner(0).cwiseMax(corner(1)).cwiseMax(corner(2));
    const Eigen::Vector3d square = (0.5 / side_m * (low + high)).array().floor();
    const bool is_long = (high - low).maxCoeff() > side_m;
    Part& part =
        parts[is_long ? std::array<long, 3>{1, 0, 0}
                      : std::array<long, 3>{0, std::lround(square.x()), std::lround(square.y())}];
    for (std::size_t i = 0; i < 3; ++i) {
      const std::uint32_t vertex = mesh.triangles[t + i];
      const auto [at, is_new] =
          part.vertices.try_emplace(vertex, static_cast<std::uint32_t>(part.mesh.vertices.size()));
      if (is_new) part.mesh.vertices.push_back(mesh.vertices[vertex]);
      part.mesh.triangles.push_back(at->second);
    }
  }
  std::vector<TriangleMesh> meshes;
  for (auto& [place, part] : parts) meshes.push_back(std::move(part.mesh));
  return meshes;
}

Sphere bounding_sphere(const TriangleMesh& mesh) {
  if (mesh.vertices.empty()) return {};
  Eigen::Vector3f low = mesh.vertices.front().p_m, high = low;
  for (const Vertex& vertex : mesh.vertices) {
    low = low.cwiseMin(vertex.p_m);
    high = high.cwiseMax(vertex.p_m);
  }
  Sphere sphere{.center_m = (0.5F * (low + high)).cast<double>()};
  for (const Vertex& vertex : mesh.vertices) {
    sphere.radius_m =
        std::max(sphere.radius_m, (vertex.p_m.cast<double>() - sphere.center_m).norm());
  }
  return sphere;
}

}  // namespace darkline
