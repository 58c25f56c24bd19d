// A share of each station's time as colours of the floor.
#pragma once

#include <string_view>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/palette.h"

namespace darkline {

// A share of each station's time, as tiles over its pad.
enum class FloorMap { none, working, blocked, starved, down };
std::string_view title_of(FloorMap map);
double share_of(const HallSnapshot::StationPose& station, FloorMap map);

// Viridis (van der Walt and Smith 2015) at 0..1: dark is little, light is much, also without
// colour.
Color viridis(double share);

}  // namespace darkline
