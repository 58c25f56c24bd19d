// Meshes as OpenSceneGraph geometries, and the programs that draw them.
#pragma once

#include <cstddef>
#include <span>

#include <osg/Geometry>
#include <osg/Program>

#include "viewer/core/triangle_mesh.h"

namespace darkline {

// Empty, of vertex buffers, and never culled: where its instances stand is known to the shader
// alone.
osg::ref_ptr<osg::Geometry> new_geometry();

// The parts of a thing, of which one at least has triangles, as one geometry that is drawn
// `n_instances` times (0: one plain draw). Each vertex carries in gl_MultiTexCoord0.x the texel of
// a record where the pose of its part begins: a draw of its own for each part of each instance
// would cost a software driver more than the triangles do. Its one primitive set is a
// DrawElementsUInt.
osg::ref_ptr<osg::Geometry> instanced_geometry(std::span<const TriangleMesh> parts,
                                               std::size_t n_instances);

// Of two texts in GLSL.
osg::ref_ptr<osg::Program> program_of(const char* vertex, const char* fragment);

}  // namespace darkline
