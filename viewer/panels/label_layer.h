// F4: names over the few things that are worth it, and how full the buffers near the camera are.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// Behind all panels. Nothing unless the session shows labels.
void label_layer(const ViewSession& session);

}  // namespace darkline
