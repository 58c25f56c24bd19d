// The plan of the hall: stations, what is abnormal with its sign, the selection, and what the
// camera sees. A click on it goes there.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

// Inside the panel that is open.
void minimap(ViewSession& session);

}  // namespace darkline
