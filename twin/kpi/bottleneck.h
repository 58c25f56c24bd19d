// Which station holds the line back.
#pragma once

#include <cstddef>
#include <vector>

#include "twin/kpi/kpis.h"

namespace darkline {

// `stations` are the shares of the line's stations, already computed.
Bottleneck find_bottleneck(const LineModel& line, const LineResult& result,
                           const std::vector<StationKpis>& stations, double confidence);

// Stations worth trying: the bottleneck by arrows, the busiest, then the others in the order of how
// much they work or are down. At most n of them.
std::vector<std::size_t> bottleneck_candidates(const Kpis& kpis, std::size_t n);

// Adds the third opinion to the two: sorts `sensitivity` by what faster cycles and shorter repairs
// give together, and says in the verdict whether the three agree.
void judge_by_sensitivity(Kpis& kpis, std::vector<StationSensitivity> sensitivity);

}  // namespace darkline
