// The lower left corner of a plant that moves: its last alarms, each a way to its place and moment;
// a few of them, or more where somebody opens the list.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

void alarm_panel(ViewSession& session);

}  // namespace darkline
