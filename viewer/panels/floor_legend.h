// What the colours of a floor map stand for, with numbers.
#pragma once

#include "viewer/core/floor_scale.h"

namespace darkline {

void floor_legend(const FloorScale& floor);

}  // namespace darkline
