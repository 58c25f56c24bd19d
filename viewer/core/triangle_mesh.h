// Plain triangles: what every drawn thing becomes before a graphics library sees it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/base/frames.h"

namespace darkline {

// Red, green, blue in 0..1, as they appear on the screen (sRGB).
using Color = std::array<float, 3>;

struct Vertex {
  Eigen::Vector3f p_m = Eigen::Vector3f::Zero();
  Eigen::Vector3f normal = Eigen::Vector3f::UnitZ();  // unit, outward
  Color color = {0.8F, 0.8F, 0.8F};
  float glow = 0.F;  // 0 lit by the hall's lamps, 1 shines by itself
};

// Counter-clockwise seen from outside.
struct TriangleMesh {
  std::vector<Vertex> vertices;
  std::vector<std::uint32_t> triangles;  // (n_triangles x 3), into vertices

  std::size_t n_triangles() const { return triangles.size() / 3; }
};

// Three coordinates in the precision of a mesh.
inline Eigen::Vector3f mesh_point(double x_m, double y_m, double z_m) {
  return {static_cast<float>(x_m), static_cast<float>(y_m), static_cast<float>(z_m)};
}

// A sphere that holds what it bounds.
struct Sphere {
  Eigen::Vector3d center_m = Eigen::Vector3d::Zero();
  double radius_m = 0.0;
};

// An axis-aligned box.
struct Box {
  Eigen::Vector3d low_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d high_m = Eigen::Vector3d::Zero();
};

// Adds a triangle or a planar quadrilateral a, b, c, d with its own vertices: flat shading.
void append_triangle(TriangleMesh& mesh, const Eigen::Vector3f& a, const Eigen::Vector3f& b,
                     const Eigen::Vector3f& c, const Color& color, float glow = 0.F);
void append_quad(TriangleMesh& mesh, const Eigen::Vector3f& a, const Eigen::Vector3f& b,
                 const Eigen::Vector3f& c, const Eigen::Vector3f& d, const Color& color,
                 float glow = 0.F);

// Adds `part` as it stands at the pose X_MP in the mesh's frame M.
void append_mesh(TriangleMesh& mesh, const TriangleMesh& part, const Pose& X_MP);

// Gives each corner the mean normal of the triangles that meet there at less than `crease_rad` to
// its own, so that sheets look round and edges stay sharp. Corners meet where they are within 0.1
// mm.
void smooth_normals(TriangleMesh& mesh, double crease_rad);

// Volume by the divergence theorem, V = sum over triangles of a . (b x c) / 6: right for a closed
// mesh with outward triangles, in m^3.
double enclosed_volume_m3(const TriangleMesh& mesh);

// The triangles of a mesh by the square of the floor, `side_m` long, that their middle lies over;
// those that are longer than a square's side come last and together. Nothing is lost or doubled.
std::vector<TriangleMesh> split_by_place(const TriangleMesh& mesh, double side_m);

// A sphere about the middle of the bounding box; radius 0 for an empty mesh.
Sphere bounding_sphere(const TriangleMesh& mesh);

}  // namespace darkline
