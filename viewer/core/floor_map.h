// What the floor shows of each station by its colour.
#pragma once

#include <string_view>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/palette.h"

namespace darkline {

// As tiles over the stations' pads: shares of time, then what a body takes of each (floor_scale.h).
enum class FloorMap { none, working, blocked, starved, down, energy, cost, wear };
std::string_view title_of(FloorMap map);
// 0 for what is no share of time.
double share_of(const HallSnapshot::StationPose& station, FloorMap map);

}  // namespace darkline
