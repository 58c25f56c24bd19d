// Meshes as OpenSceneGraph geometries, and the programs that draw them.
#pragma once

#include <cstddef>

#include <osg/Geometry>
#include <osg/Program>

#include "viewer/core/triangle_mesh.h"

namespace darkline {

// Empty, of vertex buffers, and never culled: where its instances stand is known to the shader
// alone.
osg::ref_ptr<osg::Geometry> new_geometry();

// A mesh that is drawn `n_instances` times (at least 1: 0 would mean one plain draw); the shader
// reads its pose from `first_texel` of each record on. Its one primitive set is a DrawElementsUInt.
osg::ref_ptr<osg::Geometry> instanced_geometry(const TriangleMesh& mesh, std::size_t n_instances,
                                               std::size_t first_texel);

// Of two texts in GLSL.
osg::ref_ptr<osg::Program> program_of(const char* vertex, const char* fragment);

}  // namespace darkline
