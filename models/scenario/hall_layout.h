// Where the stations stand in the hall: lines run along x, one lane above the other along y. The
// main line is the longest way to the exit; feeders end where they join it. A hall that would be
// more than twice as long as wide is folded once: its second half runs back beside the first.
#pragma once

#include <vector>

#include "models/base/frames.h"
#include "models/scenario/factory_model.h"

namespace darkline {

inline constexpr double kStationPitch_m = 9.0;  // along a line
inline constexpr double kPlacePitch_m = 5.5;    // of waiting places between zones, along x
inline constexpr double kLanePitch_m = 15.0;    // between lines
inline constexpr double kHallMargin_m = 8.0;

struct HallLayout {
  double length_m = 0.0, width_m = 0.0;  // W lies in the hall's corner, the hall is x, y >= 0
  std::vector<Pose> X_WC;                // (n_stations): body centre on the floor, x along the flow
};

HallLayout lay_out_hall(const FactoryModel& factory);

}  // namespace darkline
