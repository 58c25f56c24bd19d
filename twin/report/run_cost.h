// The cost of a run as coefficients, for the viewer: cost_coefficients.json.
#pragma once

#include <vector>

#include "models/stream/cost_coefficients.h"
#include "twin/report/run_result.h"

namespace darkline {

// What each station has and does to a good body, variants mixed; named by its address.
std::vector<ZoneFootprint> station_footprints(const FactoryModel& factory);

// With shocks of supply and the prices that the run was costed at. The stations' kWh sum to the
// kWh of a body; those that robots draw longer after a shock are dealt out as the rest is.
CostCoefficients run_cost_coefficients(const RunResult& result);

}  // namespace darkline
