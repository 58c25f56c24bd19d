// Reads mesh files: STL (binary and ASCII), OBJ and COLLADA (DAE), by the end of the name.
//
// The result is in metres, in the file's own axes. The unit that a COLLADA file states is applied,
// its <up_axis> is not: URDF files are made with RViz, which ignores it, and the origins in them
// count on that (mesh editors write Y_UP whatever the axes; the ABB IRB 6600 of ROS-Industrial is
// one such). STL and OBJ state nothing: they are taken as they stand, times `scale`.
// Normals in files are often zero or wrong and are never used. Materials, textures, lights and
// files that a mesh refers to are not read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <Eigen/Core>

#include "models/mesh/surface_mesh.h"

namespace darkline {

inline constexpr std::size_t kMostMeshBytes = 64U << 20U;
inline constexpr std::size_t kMostMeshTriangles = 2'000'000;
inline constexpr double kFarthestMeshPointM = 1000.0;  // beyond, a unit must be wrong

// Whether the name ends in .stl, .obj or .dae, in capitals or not.
bool is_mesh_name(std::string_view name);

// `scale` multiplies x, y and z; a mirror (an odd number of negative factors) turns the triangles
// round, so that their fronts stay outside. `element` says who wants the mesh ("link \"arm\":
// visual") and may be empty.
// @throws InputError for a file that is no such mesh or is over a bound: file, element, found,
//   wanted, how to mend it. @throws IoError for a file that cannot be read.
SurfaceMesh read_mesh(const std::filesystem::path& file,
                      const Eigen::Vector3d& scale = Eigen::Vector3d::Ones(),
                      const std::string& element = {});

// The same for the bytes of a file, whose name says the format.
SurfaceMesh mesh_from_bytes(const std::string& bytes, const std::string& file_name,
                            const Eigen::Vector3d& scale = Eigen::Vector3d::Ones(),
                            const std::string& element = {});

}  // namespace darkline
