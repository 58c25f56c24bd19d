// Which station holds the line back.
#pragma once

#include "twin/kpi/kpis.h"

namespace darkline {

// `stations` are the shares of the line's stations, already computed.
Bottleneck find_bottleneck(const LineModel& line, const LineResult& result,
                           const std::vector<StationKpis>& stations, double confidence);

}  // namespace darkline
