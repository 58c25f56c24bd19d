// Between a camera's picture on the graphics side and bytes of ours.
#pragma once

#include <cstdint>
#include <vector>

#include <osg/Camera>

#include "viewer/renderer.h"

namespace darkline {

// For a root that clears and culls by itself: no near and far of OpenSceneGraph's own.
void prepare_camera(osg::Camera& camera);

// Of the current context (height x width x 3), from the lower left corner, row by row.
std::vector<std::uint8_t> read_pixels(const PictureSize& size);

// The mean of `times` x `times` pixels each of what read_pixels gave, turned upright.
Picture mean_picture(const std::vector<std::uint8_t>& pixels, const PictureSize& size, int times);

}  // namespace darkline
