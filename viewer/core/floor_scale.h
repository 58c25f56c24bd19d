// The numbers behind a floor map: one value for each station, with their unit and
// the colours that stand for them. Of two runs that are compared: the other one's less this one's.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/cost_ticker.h"
#include "viewer/core/floor_map.h"

namespace darkline {

struct FloorScale {
  std::string unit;                           // "USD/body"
  std::vector<std::optional<double>> values;  // by station; none: not known of it
  double most = 0.0;                          // the largest, or the largest difference either way
  bool is_difference = false;

  // From 0 to `most`; of a difference from -most over grey to +most. 0 where all are 0.
  Color color_of(double value, const Signals& signals) const;
  // "12.3 USD/body"; of a difference with its sign.
  std::string text_of(double value) const;
};

// `costs` may be null where the map is a share. @pre `map` is not none
FloorScale floor_scale(FloorMap map, const HallSnapshot& hall, const CostTicker* costs);

// 1 for a station that does not work, else 0: what there is to compare of two moments.
FloorScale standing_scale(const HallSnapshot& hall);

// Which station of the other hall each is; none: the other has not got it.
using Pairing = std::vector<std::optional<std::size_t>>;

// The second run less the first, at the stations of `here`, which is one of the two.
FloorScale difference_of(const FloorScale& here, const FloorScale& there, const Pairing& there_of,
                         bool here_is_second);

}  // namespace darkline
