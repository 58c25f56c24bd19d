#include "twin/economics/resolve_prices.h"

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

void check_roles(const Scenario& scenario) {
  const auto& cost = scenario.cost;
  const double sum = cost.technician_share + cost.logistics_share + cost.quality_share;
  constexpr double kRounding = 1e-12;
  if (sum <= 1.0 + kRounding) return;
  throw InputError(
      {.place = scenario.place_of("cost.technician_share"),
       .key = "cost.technician_share",
       .found = fmt::format("roles that sum to {:g} % of the support heads", 100 * sum),
       .wanted = "technicians, logistics and quality of at most 100 % together",
       .mend = "what is left of them supervises"});
}

void check_supply(const Scenario& scenario, const SupplyEffect& effect) {
  constexpr double kLeast = 0.01;
  if (effect.volume_factor >= kLeast) return;
  throw InputError({.place = scenario.place_of("supply.ramp_share"),
                    .key = "supply",
                    .found = fmt::format("a shock that leaves {:.2g} % of the bodies",
                                         100.0 * effect.volume_factor),
                    .wanted = "at least 1 %",
                    .mend = "lower supply.ramp_share, supply.chip_robots or supply.chip_cuts"});
}

}  // namespace

ResolvedPrices resolve_prices(const Scenario& asked, double bodies_per_y) {
  check_roles(asked);
  const Scenario scenario = with_inference(asked);
  ResolvedPrices prices;
  prices.supply = supply_effect(scenario);
  check_supply(scenario, prices.supply);
  prices.trade = trade_duties(scenario);
  prices.compute = choose_compute(scenario, bodies_per_y * prices.supply.volume_factor);
  prices.scenario = with_compute(with_duties(scenario, prices.trade), prices.compute);
  prices.scenario.cost.robot_usd *= 1.0 - scenario.supply.robot_subsidy;
  return prices;
}

void check_prices(const Scenario& scenario) {
  constexpr double kAnyVolume = 1e5;
  resolve_prices(scenario, kAnyVolume);
}

}  // namespace darkline
