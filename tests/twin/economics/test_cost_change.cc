#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/random_stream.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/cost_change.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

ResolvedPrices prices_of(const Scenario& scenario) {
  ResolvedPrices prices;
  prices.scenario = scenario;
  prices.supply.volume_factor = 1.0;
  return prices;
}

const DriverChange& of(const CostChange& change, CostDriver driver) {
  return change.drivers[static_cast<std::size_t>(driver)];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cost_change_suite)

// One thing changed: all of the change is its own, and none of any other.
BOOST_AUTO_TEST_CASE(a_single_cause_bears_the_whole_change) {
  const std::vector<PlantYear> years = {illustration_year()};
  Scenario dear = illustration();
  dear.cost.robot_usd = 140e3;
  const CostChange change = cost_change(prices_of(illustration()), years, prices_of(dear), years);
  BOOST_TEST(std::abs(change.landed.mean - 28.63) < 0.005);
  BOOST_TEST(of(change, CostDriver::capital_goods).landed.mean == change.landed.mean,
             tt::tolerance(1e-9));
  BOOST_TEST(std::abs(of(change, CostDriver::line).landed.mean) < 1e-9);
  BOOST_TEST(std::abs(of(change, CostDriver::vehicle_duty).landed.mean) < 1e-9);
}

// A price and a duty that multiply: p from 1 to 3 and (1 + t) from 1 to 2. Price first gives 2 and
// then 3, duty first 1 and then 4: means 3 and 2, of the 5 in all.
BOOST_AUTO_TEST_CASE(what_works_together_is_shared_by_the_mean_over_the_orders) {
  Scenario base = illustration();
  base.cost = {};
  auto& cost = base.cost;
  cost.robot_life_s = cost.tooling_life_s = cost.building_life_s = cost.edge_box_life_s =
      kSecondsPerYear;
  cost.spots_per_cap_pair = 1;
  cost.robot_usd = 1.0;
  Scenario now = base;
  now.cost.robot_usd = 3.0;
  now.cost.robot_duty = 1.0;
  PlantYear year;
  year.good_bodies_per_year = 1.0;
  year.other_robots = 1;
  const std::vector<PlantYear> years = {year};
  const CostChange change = cost_change(prices_of(base), years, prices_of(now), years);
  BOOST_TEST(change.landed.mean == 5.0, tt::tolerance(1e-12));
  BOOST_TEST(of(change, CostDriver::capital_goods).landed.mean == 3.0, tt::tolerance(1e-9));
  BOOST_TEST(of(change, CostDriver::capital_duty).landed.mean == 2.0, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(the_parts_sum_to_the_whole_whatever_changes) {
  const RandomStream stream(7, 0, 0, DrawPurpose::variant);
  std::uint32_t draw = 0;
  const auto some = [&](double high) { return high * stream.uniforms(draw++)[0]; };
  for (int turn = 0; turn < 3; ++turn) {
    Scenario now = illustration();
    auto& cost = now.cost;
    cost.robot_usd = some(2e5);
    cost.robot_duty = some(2.0);
    cost.steel_imported = some(1.0);
    cost.steel_duty = some(1.0);
    cost.vehicle_duty = some(2.0);
    cost.gpu_usd_per_h = some(9.0);
    cost.wage_usd_per_h = some(50.0);
    cost.scrap_usd = some(2000.0);
    ResolvedPrices prices = prices_of(now);
    prices.supply.volume_factor = 0.5 + some(0.5);
    std::vector<PlantYear> before(2, illustration_year()), after(2, illustration_year());
    after[0].good_bodies_per_year = 2e5 + some(1e5);
    after[1].kwh_per_body = some(200.0);
    const CostChange change = cost_change(prices_of(illustration()), before, prices, after);
    double conversion = 0.0, landed = 0.0;
    for (const DriverChange& each : change.drivers) {
      conversion += each.conversion.mean;
      landed += each.landed.mean;
    }
    BOOST_TEST(conversion == change.conversion.mean, tt::tolerance(1e-9));
    BOOST_TEST(landed == change.landed.mean, tt::tolerance(1e-9));
  }
}

// A shop that moves to where wages are higher: at the duty that is told, the vehicle brought from
// the other place costs as much as the one made here.
BOOST_AUTO_TEST_CASE(at_the_duty_that_makes_a_move_pay_both_vehicles_cost_the_same) {
  const std::vector<PlantYear> years = {illustration_year()};
  Scenario there = illustration();
  there.trade.site = "CN";
  there.cost.vehicle_duty_on_freight = 1.0;
  Scenario here = illustration();
  here.trade.site = "US";
  here.cost.wage_usd_per_h = 45;
  here.cost.rest_of_vehicle_usd = 24e3;
  const CostChange change = cost_change(prices_of(there), years, prices_of(here), years);
  BOOST_REQUIRE(change.break_even_vehicle_duty.has_value());
  there.cost.vehicle_duty = change.break_even_vehicle_duty->mean;
  const CostChange even = cost_change(prices_of(there), years, prices_of(here), years);
  BOOST_TEST(std::abs(even.landed.mean) < 1e-8);
  BOOST_TEST(there.cost.vehicle_duty > 0.1);
  here.trade.site = "CN";
  BOOST_TEST(!cost_change(prices_of(there), years, prices_of(here), years)
                  .break_even_vehicle_duty.has_value());
}

BOOST_AUTO_TEST_CASE(the_paragraph_names_what_moved_the_cost_most_first) {
  const std::vector<PlantYear> years = {illustration_year()};
  Scenario now = illustration();
  now.cost.vehicle_duty = 1.275;
  now.cost.wage_usd_per_h = 45;
  const ResolvedPrices prices = prices_of(now);
  const CostChange change = cost_change(prices_of(illustration()), years, prices, years);
  const std::string text = change_text(change, "before", prices);
  const auto duty = text.find("duty on the vehicle"), wage = text.find("wages");
  BOOST_TEST(text.find("Against \"before\"") == 0U);
  BOOST_TEST(duty < wage);
  BOOST_TEST(wage != std::string::npos);
  BOOST_TEST(text.find("AI compute") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
