// What the colours of a floor map stand for, with numbers.
#pragma once

#include "viewer/core/floor_scale.h"
#include "viewer/core/texts.h"

namespace darkline {

// @pre the scale is that of the map; none: of stations that stand
void floor_legend(const FloorScale& floor, FloorMap map, const Texts& texts);

}  // namespace darkline
