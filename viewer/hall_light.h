// The hall's lamps as the programs of shaders.h know them.
#pragma once

#include <osg/StateSet>

#include "viewer/core/palette.h"

namespace darkline {

// Which way the key light falls, a unit vector of the hall's frame.
const Eigen::Vector3d& light_way();

// Uniforms: records, light_way_W, sky_light, ground_light, key_light.
void add_hall_light(osg::StateSet& state, const Theme& theme);

}  // namespace darkline
