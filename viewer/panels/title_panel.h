// The upper left corner: what is shown, the keys to begin with, what was just done, and the plan of
// the hall.
#pragma once

#include <string>

#include "viewer/core/view_session.h"

namespace darkline {

void title_panel(ViewSession& session, const std::string& message);

}  // namespace darkline
