// F2: what is shown, counted.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

void info_panel(const ViewSession& session);

}  // namespace darkline
