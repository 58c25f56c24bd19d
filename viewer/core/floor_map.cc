#include "viewer/core/floor_map.h"

#include <algorithm>
#include <array>

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

Color viridis(double share) {
  constexpr std::array<unsigned, 6> kStops = {0x440154, 0x414487, 0x2A788E,
                                              0x22A884, 0x7AD151, 0xFDE725};
  const double at = std::clamp(share, 0.0, 1.0) * (kStops.size() - 1);
  const std::size_t i = std::min(static_cast<std::size_t>(at), kStops.size() - 2);
  return mix(color_from(kStops[i]), color_from(kStops[i + 1]),
             static_cast<float>(at - static_cast<double>(i)));
}

}  // namespace darkline
