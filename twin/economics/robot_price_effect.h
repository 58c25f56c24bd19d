// How much robot prices and duties matter, in three numbers each.
#pragma once

#include <optional>
#include <span>

#include "models/scenario/scenario.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/plant_year.h"
#include "twin/kpi/estimate.h"

namespace darkline {

// By how many percent each total rises if something rises by one percent.
struct Elasticities {
  Estimate conversion, body_in_white, landed;
};

struct RobotPriceEffect {
  // dlnC/dln(robot_usd): the share of the total that the robots' price, with its freight, duty
  // and maintenance, makes up.
  Elasticities of_robot_price;
  // dlnC/dln(1 + robot_duty) (E29): that of the price with its duty, without its freight.
  Elasticities of_robot_duty;

  // The robot price (USD, FOB) at which landed cost, under the scenario's duties, equals that of
  // the reference. Below 0: no price can make up for the duties. None without robots.
  // For one vehicle duty in both worlds it is P_ref (1 + f + t_ref) / (1 + f + t), whatever the
  // line does: its half-width is then rounding.
  std::optional<Estimate> break_even_robot_usd;
};

// The world that scenarios are measured against: robots at the price before, and no duties.
// `vehicle_duty` decides what the break-even is about. With that of the scenario: which robot
// price makes up for the robots' duty. With 0: which one makes up for the vehicle's as well.
inline constexpr PricePoint kFreeTradeAt140kUsd = {140e3, 0.0, 0.0};

// All at the scenario's prices, over the replications of the line.
// Preconditions: those of estimate_unit_cost.
RobotPriceEffect robot_price_effect(const Scenario& scenario,
                                    std::span<const PlantYear> replications,
                                    const PricePoint& reference = kFreeTradeAt140kUsd);

}  // namespace darkline
