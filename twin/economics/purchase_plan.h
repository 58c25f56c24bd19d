// When to buy, over the horizon of a plan: people at the line until a day, robots from it on.
//
// A year with robots costs what the cost model says of the conversion of its bodies, with the
// robots' capital as an annuity at the price and the duty of the day on which they were bought; a
// year without them costs what the shop of people does (investment.h). So no value at the end of
// the horizon has to be guessed, and robots that outlive the horizon are not paid for beyond it.
// Sums of a year fall at its end; a part of a year counts as that part of its annuity:
//
//   worth of c a year from a to b, on day 0:  c ((1 + r)^-a - (1 + r)^-b) / r,   c (b - a) at r = 0
//
// The cost of a day is straight in the robots' price on it: fixed + per_factor x, with x the price
// over that of the path. Prices scatter around the path as a geometric Brownian motion of mean 1
// and volatility `spread_per_y`, which is known on the day of purchase and not before.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "models/base/date.h"
#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"

namespace darkline {

struct PurchaseChance {
  Date day;
  double at_y = 0.0;       // from day 0 of the plan
  double robot_usd = 0.0;  // of one on the path, before duty
  double robot_duty = 0.0, gun_duty = 0.0;
};

struct CostOfDay {
  double fixed_usd = 0.0, per_factor_usd = 0.0;  // worth on day 0
  double at(double factor) const { return fixed_usd + per_factor_usd * factor; }
};

struct PlanCosts {
  std::vector<CostOfDay> days;       // (n_chances)
  double never_usd = 0.0;            // people to the end
  std::vector<double> invested_usd;  // (n_chances) on the day itself, on the path
};

// Of one year of the line. `scenario` has its prices resolved. Preconditions: those of CostModel;
// chances in time, none beyond the horizon.
PlanCosts plan_costs(const Scenario& scenario, const PlantYear& year,
                     std::span<const PurchaseChance> chances, double horizon_y);

// Waiting with open eyes: on every day the price is seen, and the robots are bought or not.
struct WaitingValue {
  double cost_usd = 0.0;  // expected, worth on day 0
  // (n_chances) times the path's price: at or below it robots are bought on that day; 0 never,
  // infinite always.
  std::vector<double> trigger;
};

// By the expectation over the price from day to day, backwards from the last: values on 801 prices
// over six deviations, expectations on 481 points. The first day's price is that of the path.
WaitingValue wait_and_see(const PlanCosts& costs, std::span<const PurchaseChance> chances,
                          double spread_per_y);

// Prices over those of the path on every day, (n_chances), on draw `draw`: 1 on the first.
std::vector<double> drawn_path(std::span<const PurchaseChance> chances, double spread_per_y,
                               std::uint64_t seed, std::uint32_t draw);

}  // namespace darkline
