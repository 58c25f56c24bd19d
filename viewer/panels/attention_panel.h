// The lower left corner of a hall that stands still: the stations that do not work, each a way
// there.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

void attention_panel(ViewSession& session);

}  // namespace darkline
