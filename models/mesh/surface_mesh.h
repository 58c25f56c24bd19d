// A surface of plain triangles, as mesh files of robots hold it: for drawing, for what it weighs
// and, later, for collision. Constant once read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <Eigen/Core>

namespace darkline {

// Corners are shared: equal positions are one vertex. No triangle is without area, all numbers are
// finite. Triangles go counter-clockwise seen from their front.
struct SurfaceMesh {
  std::vector<Eigen::Vector3f> p_m;      // (n_vertices)
  std::vector<std::uint32_t> triangles;  // (n_triangles x 3), into p_m
  std::vector<Eigen::Vector3f> normals;  // (n_triangles), unit, from the corners

  std::size_t n_triangles() const { return triangles.size() / 3; }
  // Corner `c` (0 to 2) of triangle `t`.
  const Eigen::Vector3f& corner_m(std::size_t t, std::size_t c) const {
    return p_m[triangles[3 * t + c]];
  }
};

// Makes a mesh of loose corners, three a triangle: joins equal positions, drops triangles without
// area, computes normals. Positions must be finite.
SurfaceMesh surface_from_corners(const std::vector<Eigen::Vector3f>& corners_m);

// The box along the axes and a sphere about its middle; zeros for an empty mesh.
struct SurfaceBounds {
  Eigen::Vector3d low_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d high_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d center_m = Eigen::Vector3d::Zero();
  double radius_m = 0.0;
};
SurfaceBounds bounds_of(const SurfaceMesh& mesh);

// Whether the surface has no rim: each edge of a triangle is run the other way by exactly one
// other triangle. Only then does it enclose a volume.
bool is_closed(const SurfaceMesh& mesh);

// What a closed surface encloses, by the divergence theorem over tetrahedra from the origin
// (a, b, c corners): V = sum a . (b x c) / 6; the second moments after Blow and Binstock, "How to
// find the inertia tensor of a polygonal solid" (2004). A surface that is turned inside out
// encloses as much as the other one; for a surface that is not closed the numbers mean nothing.
struct EnclosedSolid {
  double volume_m3 = 0.0;
  Eigen::Vector3d p_center_m = Eigen::Vector3d::Zero();
  Eigen::Matrix3d I_C_m5 = Eigen::Matrix3d::Zero();  // about the centre, for a density of 1 kg/m^3
};
EnclosedSolid enclosed_solid(const SurfaceMesh& mesh);

}  // namespace darkline
