#include "viewer/core/floor_scale.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace darkline {
namespace {

bool is_share(FloorMap map) {
  return map == FloorMap::working || map == FloorMap::blocked || map == FloorMap::starved ||
         map == FloorMap::down;
}

double value_of(FloorMap map, const CostTicker& costs, std::size_t i) {
  const auto& station = costs.coefficients().stations[i];
  switch (map) {
    case FloorMap::energy:
      return station.kwh_per_body;
    case FloorMap::cost:
      return costs.station_usd()[i];
    default:
      return station.spots_per_body;
  }
}

void find_most(FloorScale& scale) {
  for (const auto& value : scale.values) {
    if (value) scale.most = std::max(scale.most, std::abs(*value));
  }
}

}  // namespace

Color FloorScale::color_of(double value, const Signals& signals) const {
  const double share = most > 0.0 ? value / most : 0.0;
  return is_difference ? color_along(signals.difference, 0.5 * (share + 1.0))
                       : color_along(signals.shares, share);
}

std::string FloorScale::text_of(double value) const {
  const int digits = most >= 100.0 ? 0 : most >= 10.0 ? 1 : most >= 1.0 ? 2 : 3;
  return is_difference ? fmt::format("{:+.{}f} {}", value, digits, unit)
                       : fmt::format("{:.{}f} {}", value, digits, unit);
}

FloorScale floor_scale(FloorMap map, const HallSnapshot& hall, const CostTicker* costs) {
  FloorScale scale{.unit = "%", .values = {}};
  if (is_share(map)) {
    for (const auto& station : hall.stations) {
      scale.values.emplace_back(100.0 * share_of(station, map));
    }
    scale.most = 100.0;
    return scale;
  }
  scale.unit = map == FloorMap::energy ? "kWh/body"
               : map == FloorMap::cost ? "USD/body"
                                       : "spots/body";
  std::map<std::string_view, std::size_t> place_of;
  const auto& stations = costs->coefficients().stations;
  for (std::size_t i = 0; i < stations.size(); ++i) place_of[stations[i].address] = i;
  for (const auto& station : hall.stations) {
    const auto found = place_of.find(station.address);
    auto& value = scale.values.emplace_back();
    if (found != place_of.end()) value = value_of(map, *costs, found->second);
  }
  find_most(scale);
  return scale;
}

FloorScale standing_scale(const HallSnapshot& hall) {
  FloorScale scale{.unit = "", .values = {}, .most = 1.0};
  for (const auto& station : hall.stations) {
    scale.values.emplace_back(station.state == StationState::working ? 0.0 : 1.0);
  }
  return scale;
}

FloorScale difference_of(const FloorScale& here, const FloorScale& there, const Pairing& there_of,
                         bool here_is_second) {
  FloorScale difference{.unit = here.unit, .values = {}, .is_difference = true};
  for (std::size_t s = 0; s < here.values.size(); ++s) {
    auto& value = difference.values.emplace_back();
    if (!there_of[s] || !here.values[s] || !there.values[*there_of[s]]) continue;
    value = *there.values[*there_of[s]] - *here.values[s];
    if (here_is_second) *value = -*value;
  }
  find_most(difference);
  return difference;
}

}  // namespace darkline
