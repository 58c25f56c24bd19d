// The upper right corner: all that is known of the robot or station that is selected.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// It ends above `foot_px`, in pixels from the picture's upper edge, and is scrolled where it has
// more.
void inspector_panel(ViewSession& session, float foot_px);

}  // namespace darkline
