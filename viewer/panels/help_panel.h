// The keys, while the help is open.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

void help_panel(const ViewSession& session);

}  // namespace darkline
