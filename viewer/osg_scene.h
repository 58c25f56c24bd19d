// What lies before and behind the hall as OpenSceneGraph nodes.
#pragma once

#include <memory>
#include <string>

#include <osg/Group>

#include "viewer/renderer.h"

namespace darkline {

// Shapes and texts in pixels of the picture, over everything.
// @throws IoError if the font cannot be read: names its package.
osg::ref_ptr<osg::Node> overlay_node(const Overlay& overlay, const PictureSize& size);

// Behind everything, from the background's lower to its upper colour; drawn last, where nothing
// else is: to fill a whole picture costs a software driver as much as ten thousand triangles.
osg::ref_ptr<osg::Node> background_node(const Theme& theme);

}  // namespace darkline
