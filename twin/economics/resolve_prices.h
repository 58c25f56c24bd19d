// From what a scenario says of trade, compute and supply to the prices that a body is costed at:
// the border between the scenario language and the cost model.
//
//   [trade]    duties of the ledger on a day, by four channels   (trade_channels.h)
//   [compute]  GPU price, run cost and wait of a route           (compute_routes.h)
//   [supply]   robots' subsidy; volume lost to late robots and missing chips (supply_effect.h)
//
// A scenario that says nothing of them comes out as it went in.
#pragma once

#include "models/scenario/scenario.h"
#include "twin/economics/compute_routes.h"
#include "twin/economics/supply_effect.h"
#include "twin/economics/trade_channels.h"

namespace darkline {

struct ResolvedPrices {
  Scenario scenario;  // with all of it under [cost]
  TradeDuties trade;
  ComputeChoice compute;
  SupplyEffect supply;
};

// `bodies_per_y`: what the line makes, which decides how often retraining pays.
// @throws InputError, with the key's place; IoError
ResolvedPrices resolve_prices(const Scenario& scenario, double bodies_per_y);

// Throws what resolve_prices would, before a line is simulated.
void check_prices(const Scenario& scenario);

}  // namespace darkline
