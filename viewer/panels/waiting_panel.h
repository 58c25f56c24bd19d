// Who waits for whom: arrows over the hall, and in words.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// Nothing unless it is switched on.
void waiting_panel(const ViewSession& session);

}  // namespace darkline
