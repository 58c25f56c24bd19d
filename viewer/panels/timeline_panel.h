// The foot of the picture: the clock, what it does, and a bar to go anywhere.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// Nothing of a hall that stands still.
void timeline_panel(ViewSession& session);

}  // namespace darkline
