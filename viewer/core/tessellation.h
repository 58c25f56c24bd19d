// Primitive shapes as triangles, in three levels of detail.
#pragma once

#include "models/robot/robot_model.h"
#include "viewer/core/triangle_mesh.h"

namespace darkline {

inline constexpr int kLodCount = 4;  // level of detail 0 is the finest

// How many straight pieces a full circle has at a level: 24, 10, 5, 4.
int circle_pieces(int lod);

// Closed meshes about the origin, with `pieces` (3 or more) around the z axis. All their vertices
// lie on the primitive, so the enclosed volume is below the primitive's and grows towards it.
TriangleMesh box_mesh(const Eigen::Vector3d& size_m, const Color& color);
TriangleMesh cylinder_mesh(double radius_m, double length_m, int pieces, const Color& color);
// A sphere has pieces / 2 bands from pole to pole; so have the two caps of a capsule together.
TriangleMesh sphere_mesh(double radius_m, int pieces, const Color& color);
TriangleMesh capsule_mesh(double radius_m, double length_m, int pieces, const Color& color);

// A tube of four flat sides without ends, of the cylinder's length or the capsule's: where arms are
// some 50 pixels high, and their ends are inside the next link.
TriangleMesh tube_mesh(double radius_m, double length_m, const Color& color);

// A shape at its pose X_LS in the link's frame; at the coarsest level what is round is a tube.
void append_shape(TriangleMesh& mesh, const Shape& shape, int lod);

}  // namespace darkline
