// What the colours of a floor map stand for, with numbers.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// @pre the scale is that of the session's floor
void floor_legend(const FloorScale& floor, const ViewSession& session);

}  // namespace darkline
