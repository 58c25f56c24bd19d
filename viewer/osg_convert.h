// Between our values and OpenSceneGraph's, in one place.
#pragma once

#include <osg/Matrixd>
#include <osg/Vec3>
#include <osg/Vec4>

#include "viewer/core/triangle_mesh.h"

namespace darkline {

// OpenSceneGraph multiplies row vectors from the left and stores rows; Eigen multiplies column
// vectors from the right and stores columns. The two transpositions cancel: the numbers are copied.
inline osg::Matrixd to_osg(const Eigen::Matrix4d& m) {
  return osg::Matrixd(m.data());
}

inline osg::Vec3 to_osg(const Eigen::Vector3d& v) {
  return {static_cast<float>(v.x()), static_cast<float>(v.y()), static_cast<float>(v.z())};
}

inline osg::Vec3 to_osg(const Color& color) {
  return {color[0], color[1], color[2]};
}

inline osg::Vec4 to_osg(const Color& color, float fourth) {
  return {color[0], color[1], color[2], fourth};
}

}  // namespace darkline
