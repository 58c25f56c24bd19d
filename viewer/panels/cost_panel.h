// What a body costs, and sliders for what may be turned without simulating again.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// Nothing unless costs are switched on.
void cost_panel(ViewSession& session);

}  // namespace darkline
