// The cost of a body as coefficients, so that whoever has them re-costs the same run at any price
// of robots and any duties without the cost model (models/stream/cost_coefficients.h says what they
// are, and why this is exact).
#pragma once

#include <span>

#include "models/scenario/scenario.h"
#include "models/stream/cost_coefficients.h"
#include "twin/economics/plant_year.h"
#include "twin/economics/trade_channels.h"
#include "twin/economics/zone_cost.h"

namespace darkline {

// The prices and duties that stand in a scenario, by CostLever.
LeverSettings settings_of(const Scenario& scenario);
// The scenario with others.
Scenario with_settings(Scenario scenario, const LeverSettings& settings);

// Of a scenario whose prices are resolved (resolve_prices), and the replications of its line, as
// estimate_unit_cost takes them. `stations`: what each has and does, named by its address; energy
// per station is the caller's to fill in. `trade` says in the levers' notes where the duties come
// from.
// Preconditions: those of estimate_unit_cost and zone_costs.
CostCoefficients recosting(const Scenario& scenario, std::span<const PlantYear> replications,
                           std::span<const ZoneFootprint> stations, const TradeDuties& trade);

}  // namespace darkline
