#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/scenario/scenario_schema.h"
#include "tests/support/throws.h"
#include "twin/economics/resilience.h"
#include "twin/economics/supply_effect.h"
#include "twin/economics/supply_network.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

constexpr double kDay_s = 86400.0;

Scenario cut_off(double recover_d, double stock_d, double alternative, double robots,
                 double recovery_d) {
  Scenario scenario = default_scenario();
  scenario.supply.chip_recover_s = recover_d * kDay_s;
  scenario.supply.chip_stock_s = stock_d * kDay_s;
  scenario.supply.chip_alternative = alternative;
  scenario.supply.chip_robots = robots;
  scenario.supply.recovery_s = recovery_d * kDay_s;
  return scenario;
}

const std::string kHeader =
    "node,part,needs,stock,capacity_per_d,demand_per_d,loss_usd,recover_d,source,confidence\n";

SupplyNetwork network(const std::string& rows) {
  return SupplyNetwork::from_text(kHeader + rows, "net.csv");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resilience)

// Whole for 30 days, a tenth gone until day 100, back after 20 more: 70 x 0.1 + 20 x 0.1 / 2 = 8
// days of output.
BOOST_AUTO_TEST_CASE(the_area_is_that_of_the_triangle_and_the_rectangle) {
  const ResilienceCurve curve = resilience_curve(cut_off(100, 30, 0, 0.1, 20));
  BOOST_TEST(curve.lost_days == 8.0, tt::tolerance(1e-12));
  BOOST_TEST(curve.area == 1 - 8.0 / 365, tt::tolerance(1e-12));
  BOOST_TEST(curve.depth == 0.1);
  BOOST_TEST(curve.whole_again_s == 120 * kDay_s);
  BOOST_TEST(performance_impact_usd(curve, 365e3, 1000) == 8e6, tt::tolerance(1e-12));
  // the yearly loss of supply_effect.h at one cut a year is the same
  Scenario scenario = cut_off(100, 30, 0, 0.1, 20);
  scenario.supply.chip_cuts_per_y = 1.0;
  BOOST_TEST(supply_effect(scenario).idle_share == 8.0 / 365, tt::tolerance(1e-12));
}

// Gone from day 300 to day 400: 65 days of the year.
BOOST_AUTO_TEST_CASE(what_lies_beyond_the_year_is_not_counted) {
  const ResilienceCurve curve = resilience_curve(cut_off(400, 300, 0, 0.1, 30));
  BOOST_TEST(curve.lost_days == 6.5, tt::tolerance(1e-9));
  // recovering from 355 to 375: over 10 days from whole depth down to half
  const ResilienceCurve ramp = resilience_curve(cut_off(355, 0, 0, 0.1, 20));
  BOOST_TEST(ramp.lost_days == 35.5 + 10 * 0.1 * 0.75, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(stocks_that_outlast_the_cut_lose_nothing) {
  const ResilienceCurve curve = resilience_curve(cut_off(60, 90, 0, 1, 20));
  BOOST_TEST(curve.area == 1.0);
  BOOST_TEST(curve.depth == 0.0);
  BOOST_TEST(std::isinf(resilience_curve(cut_off(60, 1, 1, 1, 20)).time_to_survive_s));
}

// 10 robots with computers of 5 years, a cut of half a year: one failure on average. A robot makes
// 1,000 bodies a year, a tenth of which hang on it: 1,000 x 1/4 x 0.1 x 20 = 500 USD; a computer of
// 1,000 USD costs 5 % interest and a tenth of its life, 150 USD: 500/650 = 0.769. Poisson of mean
// 1: 0.736 at most one, 0.920 at most two.
BOOST_AUTO_TEST_CASE(spares_are_held_as_far_as_a_missing_one_costs_more) {
  Scenario scenario = cut_off(182.5, 30, 0, 0.1, 20);
  scenario.cost.edge_box_usd = 1000;
  scenario.cost.interest_per_y = 0.10;
  PlantYear year;
  year.good_bodies_per_year = 10e3;
  year.other_robots = 10;
  const Spares spares = spares_against_cut(scenario, year, 20.0);
  BOOST_TEST(spares.mean_failures == 1.0, tt::tolerance(1e-12));
  BOOST_TEST(spares.missing_usd == 500.0, tt::tolerance(1e-12));
  BOOST_TEST(spares.idle_usd == 150.0, tt::tolerance(1e-12));
  BOOST_TEST(spares.stock == 2);
}

// 1 to 100, each a hundredth: the worst 5 are 96 to 100, mean 98. At 97.5 % half of 98 counts:
// (100 + 99 + 98 / 2) / 2.5.
BOOST_AUTO_TEST_CASE(the_value_at_risk_is_the_mean_of_the_worst) {
  std::vector<double> values, shares(100, 0.01);
  for (int i = 1; i <= 100; ++i) values.push_back(i);
  BOOST_TEST(conditional_value_at_risk(values, shares, 0.95) == 98.0, tt::tolerance(1e-9));
  BOOST_TEST(conditional_value_at_risk(values, shares, 0.975) == (100 + 99 + 49) / 2.5,
             tt::tolerance(1e-9));
  BOOST_TEST(conditional_value_at_risk(values, shares, 0.0) == 50.5, tt::tolerance(1e-9));
}

// Two choices over three futures. Regrets: first 0, 3, 0; second 1, 0, 2.
BOOST_AUTO_TEST_CASE(regret_is_against_the_best_choice_of_the_same_future) {
  const std::vector<std::vector<double>> costs = {{10, 15, 8}, {11, 12, 10}};
  const std::array<double, 3> shares = {0.5, 0.25, 0.25};
  const auto choices = robust_choices(costs, shares, 10.5, 0.5);
  BOOST_TEST(choices[0].worst_regret_usd == 3.0);
  BOOST_TEST(choices[1].worst_regret_usd == 2.0);
  BOOST_TEST(minimax_regret(choices) == 1U);
  BOOST_TEST(choices[0].mean_usd == 10.75);
  BOOST_TEST(choices[0].share_below == 0.75);
  BOOST_TEST(choices[1].share_below == 0.25);
  BOOST_TEST(choices[0].worst_usd == 15.0);
  BOOST_TEST(choices[0].cvar_usd == (15 * 0.25 + 10 * 0.25) / 0.5, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(supply_network)

// 10 a day are wanted; two suppliers of one part at 8 and 4 a day, the first with 30 in stock. The
// first fails: 4 a day and 30 from stock last 30 / (10 - 4) = 5 days. Over 9 days
// 90 - 36 - 30 = 24 are lost, at 7 USD.
BOOST_AUTO_TEST_CASE(one_of_two_suppliers_fails) {
  const SupplyNetwork two = network(
      "plant,cars,part 1,0,100,10,7,1,x,A\n"
      "first,part,,30,8,0,0,9,x,A\n"
      "second,part,,0,4,0,0,9,x,A\n");
  BOOST_TEST(time_to_survive_d(two, 1) == 5.0, tt::tolerance(1e-9));
  BOOST_TEST(least_loss_usd(two, 1, 9.0) == 24 * 7.0, tt::tolerance(1e-9));
  BOOST_TEST(std::abs(least_loss_usd(two, 1, 5.0)) < 1e-9);
  // the second fails: 8 a day and 30 from stock last 15 days
  BOOST_TEST(time_to_survive_d(two, 2) == 15.0, tt::tolerance(1e-9));
  // none fails: 12 a day for 10
  BOOST_TEST(time_to_survive_d(two, 99) == kMostSurvival_d);
  const auto risks = node_risks(two);
  BOOST_TEST(risks[1].lost_usd == 168.0, tt::tolerance(1e-9));
  BOOST_TEST(risks[1].lost_usd_without_stock == 54 * 7.0, tt::tolerance(1e-9));
  BOOST_TEST(risks[0].lost_usd == 70.0, tt::tolerance(1e-9));
  BOOST_TEST(risks[1].exposure == 1.0);
}

// Two tiers: a car needs 2 boards, a board 3 chips. 60 chips and 8 boards in stock when the chip
// maker fails: 4 cars from boards and 10 from chips; 14 cars at 2 a day are 7 days.
BOOST_AUTO_TEST_CASE(stocks_of_two_tiers_add_up_in_cars) {
  const SupplyNetwork tiers = network(
      "plant,cars,boards 2,0,100,2,1,1,x,A\n"
      "boarder,boards,chips 3,8,1000,0,0,1,x,A\n"
      "chipper,chips,,60,1000,0,0,30,x,A\n");
  BOOST_TEST(time_to_survive_d(tiers, 2) == 7.0, tt::tolerance(1e-9));
  BOOST_TEST(least_loss_usd(tiers, 2, 30.0) == 46.0, tt::tolerance(1e-9));
}

// Two products compete for one part: the dearer one is served.
BOOST_AUTO_TEST_CASE(what_is_short_goes_where_it_is_worth_most) {
  const SupplyNetwork rivals = network(
      "cheap,a,part 1,0,100,5,1,1,x,A\n"
      "dear,b,part 1,0,100,5,10,1,x,A\n"
      "maker,part,,40,100,0,0,10,x,A\n");
  BOOST_TEST(least_loss_usd(rivals, 2, 10.0) == 50 * 1.0 + 10 * 10.0, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(a_bad_network_is_refused_with_its_place) {
  const auto refused = [](const std::string& rows, const char* place, const char* text) {
    DARKLINE_TEST_THROWS(network(rows), InputError, place, text);
  };
  const std::string maker = "maker,part,,1,1,0,0,1,x,A\n";
  refused("plant,cars,parts 1,0,1,1,1,1,x,A\n" + maker, "net.csv:2:", "did you mean part");
  refused("plant,cars,part,0,1,1,1,1,x,A\n" + maker, "net.csv:2:", "chips 2");
  refused("plant,cars,part 0,0,1,1,1,1,x,A\n" + maker, "net.csv:2:", "above 0");
  refused("plant,cars,part 1,-1,1,1,1,1,x,A\n" + maker, "net.csv:2:", "0 or more");
  refused("plant,cars,part 1,0,1,1,1,1,,A\n" + maker, "net.csv:2:", "source");
  refused("plant,cars,part 1,0,1,1,1,1,x,Z\n" + maker, "net.csv:2:", "E, S, C, A, M");
  refused(maker, "net.csv", "without demand");
  refused("plant,cars,part 1,0,1,1,1,1,x,A\n" + maker + maker, "net.csv:4:", "once");
}

BOOST_AUTO_TEST_CASE(the_shipped_network_meets_its_demand_and_survives_for_a_while) {
  const SupplyNetwork shipped = shipped_supply_network();
  for (const NodeRisk& risk : node_risks(shipped)) {
    if (risk.node == "body_shop") continue;
    BOOST_TEST(risk.time_to_survive_d > 0.0, risk.node);
    BOOST_TEST(risk.lost_usd <= risk.lost_usd_without_stock * (1 + 1e-9) + 1e-6, risk.node);
  }
  BOOST_TEST(time_to_survive_d(shipped, shipped.nodes.size()) == kMostSurvival_d);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
