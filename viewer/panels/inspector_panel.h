// The upper right corner: all that is known of the robot or station that is selected.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

void inspector_panel(ViewSession& session);

}  // namespace darkline
