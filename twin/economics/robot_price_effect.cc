#include "twin/economics/robot_price_effect.h"

#include <array>
#include <cstddef>
#include <vector>

#include "models/base/error.h"

namespace darkline {
namespace {

using ByTotal = std::array<double, 3>;  // conversion, body in white, landed

// One replication.
struct Effect {
  ByTotal of_price = {}, of_duty = {};  // elasticities
  bool has_break_even = false;
  double break_even_usd = 0.0;
};

// Every total is linear in robot_usd and, at one price, in robot_duty: slopes are differences over
// any distance.
Effect effect_of(const CostModel& model, const PlantYear& year, const PricePoint& here,
                 const PricePoint& reference) {
  const auto totals_at = [&](double robot_usd, double robot_duty) -> ByTotal {
    const CostTotals totals =
        totals_of(model.items_usd(year, {robot_usd, robot_duty, here.vehicle_duty}));
    return {totals.conversion_usd, totals.body_in_white_usd, totals.landed_usd};
  };
  const ByTotal now = totals_at(here.robot_usd, here.robot_duty);
  const ByTotal free_robots = totals_at(0.0, here.robot_duty);
  const ByTotal duty_0 = totals_at(here.robot_usd, 0.0);
  const ByTotal duty_1 = totals_at(here.robot_usd, 1.0);
  Effect effect;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i] == 0.0) continue;  // of nothing no share
    effect.of_price[i] = (now[i] - free_robots[i]) / now[i];
    effect.of_duty[i] = (duty_1[i] - duty_0[i]) * (1.0 + here.robot_duty) / now[i];
  }

  const double wanted_usd = totals_of(model.items_usd(year, reference)).landed_usd;
  // From the reference's price, since the scenario's may be 0.
  const double slope =
      (totals_at(reference.robot_usd, here.robot_duty)[2] - free_robots[2]) / reference.robot_usd;
  effect.has_break_even = slope > 0.0;
  if (effect.has_break_even) effect.break_even_usd = (wanted_usd - free_robots[2]) / slope;
  return effect;
}

}  // namespace

RobotPriceEffect robot_price_effect(const Scenario& scenario,
                                    std::span<const PlantYear> replications,
                                    const PricePoint& reference) {
  DARKLINE_CHECK(!replications.empty(), "an effect over no replication");
  DARKLINE_CHECK(reference.robot_usd > 0.0, "a reference without a robot price");
  const CostModel model(scenario);
  const PricePoint here = price_point_of(scenario);
  std::vector<Effect> effects;
  effects.reserve(replications.size());
  bool has_break_even = true;
  for (const PlantYear& year : replications) {
    effects.push_back(effect_of(model, year, here, reference));
    has_break_even = has_break_even && effects.back().has_break_even;
  }

  std::vector<double> values(effects.size());
  const auto over = [&](auto value_of) {
    for (std::size_t r = 0; r < effects.size(); ++r) values[r] = value_of(effects[r]);
    return estimate_mean(values, scenario.simulation.confidence);
  };
  const auto elasticities = [&](ByTotal Effect::*of) {
    return Elasticities{over([of](const Effect& one) { return (one.*of)[0]; }),
                        over([of](const Effect& one) { return (one.*of)[1]; }),
                        over([of](const Effect& one) { return (one.*of)[2]; })};
  };
  RobotPriceEffect effect;
  effect.of_robot_price = elasticities(&Effect::of_price);
  effect.of_robot_duty = elasticities(&Effect::of_duty);
  if (has_break_even) {
    effect.break_even_robot_usd = over([](const Effect& one) { return one.break_even_usd; });
  }
  return effect;
}

}  // namespace darkline
