#include "viewer/core/floor_map.h"

namespace darkline {

std::string_view title_of(FloorMap map) {
  switch (map) {
    case FloorMap::none:
      return "states";
    case FloorMap::working:
      return "working";
    case FloorMap::blocked:
      return "blocked";
    case FloorMap::starved:
      return "starved";
    case FloorMap::down:
      return "down";
    case FloorMap::energy:
      return "energy";
    case FloorMap::cost:
      return "cost";
    case FloorMap::wear:
      return "wear";
  }
  return {};
}

double share_of(const HallSnapshot::StationPose& station, FloorMap map) {
  switch (map) {
    case FloorMap::working:
      return station.working_share;
    case FloorMap::blocked:
      return station.blocked_share;
    case FloorMap::starved:
      return station.starved_share;
    case FloorMap::down:
      return station.down_share;
    default:
      return 0.0;
  }
}

}  // namespace darkline
