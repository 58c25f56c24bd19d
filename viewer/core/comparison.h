// Two runs side by side: which station of one is which of the other, and their key figures.
#pragma once

#include <string>
#include <vector>

#include "viewer/core/cost_ticker.h"
#include "viewer/core/floor_scale.h"

namespace darkline {

struct StationPairs {
  Pairing second_of, first_of;                       // by station of the first, and of the second
  std::vector<std::string> only_first, only_second;  // addresses that the other has not got
};
StationPairs pair_stations(const HallSnapshot& first, const HallSnapshot& second);

// A key figure of both as text; its name says the unit.
struct ComparedFigure {
  std::string name, first, second;
  std::string difference =
      {};  // the second less the first, with a sign and what is to be made of it
};

// Of the halls what they know; of costs what both have, at the prices that the sliders say.
// `costs` may be null.
std::vector<ComparedFigure> compared_figures(const HallSnapshot& first, const CostTicker* costs,
                                             const HallSnapshot& second,
                                             const CostTicker* second_costs,
                                             const Texts& texts = {});

}  // namespace darkline
