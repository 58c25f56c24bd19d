// The lower right corner: what the floor's colours and signs mean.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// Where its upper edge is, in pixels from that of the picture.
float legend_panel(const ViewSession& session);

}  // namespace darkline
