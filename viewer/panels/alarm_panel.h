// The lower left corner of a plant that moves: its last alarms, each a way to its place and moment.
#pragma once

#include "viewer/core/view_session.h"

namespace darkline {

void alarm_panel(ViewSession& session);

}  // namespace darkline
