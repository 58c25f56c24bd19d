// A tour's caption and clock over the window's picture.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// True while a tour is on: other panels stay away then.
bool tour_panel(const ViewSession& session);

}  // namespace darkline
