// The upper left corner: what is shown, the keys to begin with, what was just done.
#pragma once

#include <string>

#include "viewer/core/view_session.h"

namespace darkline {

void title_panel(const ViewSession& session, const std::string& message);

}  // namespace darkline
