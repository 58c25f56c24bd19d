// Draw lists and overlays as OpenSceneGraph nodes.
#pragma once

#include <memory>
#include <string>

#include <osg/Group>

#include "viewer/renderer.h"

namespace darkline {

// Texture units of the hall's programs.
inline constexpr int kRecordsUnit = 1;
inline constexpr int kShadowUnit = 2;

// The groups of a draw list; `shadow_casters_only` leaves out lamps.
osg::ref_ptr<osg::Group> hall_node(const DrawList& list, bool shadow_casters_only);

// Shapes and texts in pixels of the picture, over everything.
// @throws IoError if the font cannot be read: names its package.
osg::ref_ptr<osg::Node> overlay_node(const Overlay& overlay, const PictureSize& size);

// Behind everything: from the background's lower to its upper colour.
osg::ref_ptr<osg::Node> background_node(const Theme& theme);

}  // namespace darkline
