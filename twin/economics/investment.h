// Robots as an investment: how their price fell, whether to buy them instead of people, when, and
// what duty it all withstands (E8, E25 to E31).
//
// Two press quotes, 140 and 40 kUSD, are not one product at two dates: the first was a foreign
// maker's whole system. As pure learning over one doubling they would mean that prices fall by 71 %
// with every doubling, against the usual 10 to 30 %. So a price is told as
//   after / before = (1 - learning)^doublings x supplier x residual,
// where the residual holds what else differs (specification, mark-up, and whatever two numbers
// cannot tell apart). No cause is claimed from two points. What competition alone would do is shown
// beside it: in a Cournot market of n makers and elasticity e prices are 1 / (1 - 1 / (n e)) of
// cost.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/plant_year.h"
#include "twin/kpi/estimate.h"

namespace darkline {

struct PriceFall {
  double factor = 1.0;           // after / before
  double years = 0.0;            // between the two days
  double change_per_y = 0.0;     // factor^(1 / years) - 1
  double learning_factor = 1.0;  // (1 - learning)^doublings
  double supplier_factor = 1.0;
  double residual_factor = 1.0;
  double learning_if_alone =
      0.0;                        // 1 - factor^(1 / doublings): what pure learning would have to be
  double equal_price_duty = 0.0;  // on the later price, that brings it back to the earlier one
  // what more makers would do to mark-ups (facts robot.makers, robot.demand_elasticity)
  double makers_before = 0.0, makers_after = 0.0, elasticity = 0.0;
  double markup_factor = 1.0;
};
// 1 / (1 - 1 / (n e)). Precondition: n e above 1.
double cournot_markup(double makers, double elasticity);
// @throws InputError for days that are none or not in order, with the key's place.
PriceFall price_fall(const Scenario& scenario);
// The price on a day between or beyond the two, along one rate a year.
double price_on_path_usd(const Scenario& scenario, const std::string& day);

// People at the line in place of the robots: invest.manual_heads, or where that is 0 as many for
// each robot as 900 are for 530.
double manual_heads(const Scenario& scenario, const PlantYear& year);

// The shop of people: heads of manual_heads at the line, and no robots nor computers of theirs.
Scenario shop_of_people(Scenario scenario, const PlantYear& year);
PlantYear without_robots(PlantYear year);

// What buying the robots of a year takes, with freight, duty, installation and integration, USD.
double invested_usd(const Scenario& scenario, const PlantYear& year);

// A shop of people in place of robots, under the scenario's prices (the same spots, tooling and
// building; direct heads as manual_heads; no robots and no computers of theirs).
struct ManualComparison {
  double wage_usd_per_h = 0.0;
  Estimate automated, manual;      // conversion, USD a body
  Estimate break_even_robot_duty;  // t* of E26: above it people are cheaper; below 0 at once
  Estimate equivalent_conversion, equivalent_body_in_white, equivalent_landed;  // E27, shares
};
std::vector<ManualComparison> compare_with_people(const Scenario& scenario,
                                                  std::span<const PlantYear> years,
                                                  std::span<const double> wages_usd_per_h);
// The wage at which both cost the same; none where no wage does.
std::optional<double> break_even_wage_usd_per_h(const Scenario& scenario, const PlantYear& year);

// Buying the robots instead of going on with people: spent now, saved every year (volume and robot
// price change as invest.* says), sold for salvage at the end.
struct AutomationCase {
  std::vector<double> flows_usd;
  double npv_usd = 0.0;
  std::vector<double> internal_rates;  // all
  std::optional<double> payback_y, discounted_payback_y;
  double annual_cost_usd = 0.0;  // equivalent; negative: a yearly gain
};
AutomationCase automation_case(const Scenario& scenario, const PlantYear& year);

// Chances of the duty after `years` of a jump process (E30): jumps come as a Poisson process and go
// up or down by `jump` with equal chances; the duty stops at 0.
struct DutyChance {
  double duty = 0.0, chance = 0.0;
};
// In order of the duty, chances sum to 1. Preconditions: none negative, at most 1,200 jumps
// expected.
std::vector<DutyChance> duty_after_jumps(double duty, double jumps_per_y, double jump,
                                         double years);

// Buy now or wait for invest.wait: the price drifts, the duty may rise meanwhile (invest.duty_up)
// or jumps (invest.duty_jumps).
struct WaitingCase {
  double now_usd = 0.0;          // NPV of buying now
  double wait_usd = 0.0;         // E[max(NPV later, 0)] / (1 + r)^wait
  double option_usd = 0.0;       // what the right to wait adds: max(now, wait) - max(now, 0)
  double root = 0.0;             // b1 of Dixit and Pindyck
  double threshold = 0.0;        // V* / I = b1 / (b1 - 1): value over cost at which to buy
  double value_over_cost = 0.0;  // now
  bool buy_now = false;          // by the states of the duty
  double duty_mean = 0.0;        // expected when the wait is over
};
WaitingCase waiting_case(const Scenario& scenario, const PlantYear& year);
// b1 = 1/2 - (r - d)/s^2 + sqrt(((r - d)/s^2 - 1/2)^2 + 2 r / s^2). Preconditions: s, d above 0.
double option_root(double interest_per_y, double foregone_per_y, double spread_per_y);

// E28: the duty on imported cars at which making them in the market costs the same as bringing
// them: (local - export - freight) / customs value.
double break_even_vehicle_duty(double local_usd, double export_usd, double freight_usd,
                               double customs_value_usd);

// Percent by which the landed vehicle, body in white and conversion rise for one percent on
// (1 + duty) or on a price (E29): the share of the total that the item makes up.
struct Elasticity {
  std::string of;
  Estimate conversion, body_in_white, landed;
};
std::vector<Elasticity> elasticities(const Scenario& scenario, std::span<const PlantYear> years);

// Rungs of a fleet: what the body costs with so many robots at the measured volume, and what volume
// keeps the conversion cost of the first rung.
struct FleetRung {
  int robots = 0;
  Estimate conversion;
  std::optional<double> bodies_for_equal_cost;
};
std::vector<FleetRung> fleet_ladder(const Scenario& scenario, std::span<const PlantYear> years,
                                    int rungs);

// All of it as text for people, by section. Preconditions of all: at least one year; those of
// CostModel. `scenario` has its prices resolved (resolve_prices.h).
std::vector<std::string> investment_text(const Scenario& scenario,
                                         std::span<const PlantYear> years);

}  // namespace darkline
