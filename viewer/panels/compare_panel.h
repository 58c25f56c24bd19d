// Two runs side by side: their key figures, and what only one of them has.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// Nothing of a single run.
void compare_panel(const ViewSession& session);

}  // namespace darkline
