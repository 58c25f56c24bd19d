#include "twin/economics/supply_effect.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/economics/finance.h"

namespace darkline {

SupplyEffect supply_effect(const Scenario& scenario) {
  const SupplyConfig& supply = scenario.supply;
  SupplyEffect effect;
  const double missing = 1.0 - supply.chip_alternative;
  effect.time_to_survive_s =
      missing > 0.0 ? supply.chip_stock_s / missing : std::numeric_limits<double>::infinity();
  const double without_s = std::max(0.0, supply.chip_recover_s - effect.time_to_survive_s);
  if (without_s > 0.0) {
    const double lost_s = without_s + supply.recovery_s / 2.0;
    const double share = supply.chip_cuts_per_y * lost_s / kSecondsPerYear;
    effect.idle_share = std::min(1.0, share) * supply.chip_robots * missing;
  }
  effect.ramp_share =
      supply.ramp_share * std::min(1.0, supply.robot_delay_s / supply.ramp_period_s);
  effect.volume_factor = (1.0 - effect.idle_share) * (1.0 - effect.ramp_share);
  return effect;
}

PlantYear shocked_year(PlantYear year, const SupplyEffect& effect) {
  DARKLINE_CHECK(effect.volume_factor > 0.0, fmt::format("a volume of {}", effect.volume_factor));
  year.good_bodies_per_year *= effect.volume_factor;
  const double more_kwh = year.standing_kwh_per_body * (1.0 / effect.volume_factor - 1.0);
  year.kwh_per_body += more_kwh;
  year.standing_kwh_per_body += more_kwh;
  return year;
}

}  // namespace darkline
