#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/finance.h"
#include "twin/economics/robot_price_effect.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

const std::vector<PlantYear> kOneLine(3, illustration_year());

double landed_usd(const Scenario& scenario) {
  return totals_of(CostModel(scenario).items_usd(illustration_year())).landed_usd;
}

// dlnC/ds at s = 0 by central differences, C being landed cost after `edit(cost, s)`.
template <class Edit>
double log_slope(const Scenario& scenario, Edit edit) {
  const double h = 1e-4;
  Scenario up = scenario, down = scenario;
  edit(up.cost, h);
  edit(down.cost, -h);
  return std::log(landed_usd(up) / landed_usd(down)) / (2 * h);
}

Scenario dutiable() {
  Scenario scenario = illustration();
  scenario.cost.robot_duty = 0.275;
  scenario.cost.vehicle_duty = 0.10;
  // Robots made to matter, so that differences show the slope.
  scenario.cost.rest_of_vehicle_usd = scenario.cost.vehicle_freight_usd = 0.0;
  return scenario;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(robot_price)

// The differences err by h^2/6 of the third derivative: 1e-8 at most.
BOOST_AUTO_TEST_CASE(elasticities_are_logarithmic_slopes) {
  const Scenario scenario = dutiable();
  const RobotPriceEffect effect = robot_price_effect(scenario, kOneLine);
  const double of_price =
      log_slope(scenario, [](auto& cost, double s) { cost.robot_usd *= std::exp(s); });
  const double of_duty = log_slope(scenario, [](auto& cost, double s) {
    cost.robot_duty = (1 + cost.robot_duty) * std::exp(s) - 1;
  });
  BOOST_TEST(std::abs(effect.of_robot_price.landed.mean - of_price) < 1e-8);
  BOOST_TEST(std::abs(effect.of_robot_duty.landed.mean - of_duty) < 1e-8);
  BOOST_TEST(of_duty > 0.01);
}

// In the illustration, with freight 2 % and maintenance 10 %: the price's share of conversion is
// 530 x 40,800 x 1.1 x capital / V / C, and the duty's (at 0 %) that without the freight.
BOOST_AUTO_TEST_CASE(an_elasticity_is_the_share_of_the_cost) {
  const double capital = capital_usd_per_y(1.0, 0.05, 0.10, 12);
  const double per_body_usd = 530 * 40e3 * 1.1 * capital / 300e3;
  const double conversion_usd =
      totals_of(CostModel(illustration()).items_usd(illustration_year())).conversion_usd;
  const RobotPriceEffect effect = robot_price_effect(illustration(), kOneLine);
  const auto digits = tt::tolerance(1e-12);
  BOOST_TEST(effect.of_robot_price.conversion.mean == 1.02 * per_body_usd / conversion_usd, digits);
  BOOST_TEST(effect.of_robot_duty.conversion.mean == per_body_usd / conversion_usd, digits);
  BOOST_TEST(effect.of_robot_duty.conversion.n == 3U);
}

// One vehicle duty in both worlds: p (1 + f + t) = 140,000 (1 + f), whatever the line does.
BOOST_AUTO_TEST_CASE(the_break_even_price_takes_back_the_duty_on_robots) {
  const Scenario scenario = dutiable();
  std::vector<PlantYear> years = kOneLine;
  years[1].good_bodies_per_year = 200e3;
  years[2].spot_robots = 400;
  const auto effect = robot_price_effect(scenario, years, {140e3, 0.0, 0.10});
  BOOST_REQUIRE(effect.break_even_robot_usd.has_value());
  BOOST_TEST(effect.break_even_robot_usd->mean == 140e3 * 1.02 / (1.02 + 0.275),
             tt::tolerance(1e-11));
  BOOST_TEST(effect.break_even_robot_usd->half_width < 1e-6);
}

// Landed at the price found equals landed of the reference.
BOOST_AUTO_TEST_CASE(at_the_break_even_price_both_worlds_cost_the_same) {
  Scenario scenario = dutiable();
  scenario.cost.vehicle_duty = 0.01;
  Scenario reference = scenario;
  reference.cost.robot_usd = 140e3;
  reference.cost.robot_duty = reference.cost.vehicle_duty = 0.0;
  const auto effect = robot_price_effect(scenario, kOneLine);
  BOOST_REQUIRE(effect.break_even_robot_usd.has_value());
  scenario.cost.robot_usd = effect.break_even_robot_usd->mean;
  BOOST_TEST(scenario.cost.robot_usd > 0.0);
  BOOST_TEST(landed_usd(scenario) == landed_usd(reference), tt::tolerance(1e-12));
}

// 127.5 % on a car of 20,000: the 29 USD that cheaper robots save cannot pay for it.
BOOST_AUTO_TEST_CASE(no_robot_price_makes_up_for_the_duty_on_a_vehicle) {
  Scenario scenario = illustration();
  scenario.cost.vehicle_duty = 1.275;
  const auto effect = robot_price_effect(scenario, kOneLine);
  BOOST_REQUIRE(effect.break_even_robot_usd.has_value());
  BOOST_TEST(effect.break_even_robot_usd->mean < 0.0);
}

BOOST_AUTO_TEST_CASE(a_shop_without_robots_has_no_break_even_price) {
  PlantYear by_hand = illustration_year();
  by_hand.spot_robots = 0;
  const std::vector<PlantYear> years(2, by_hand);
  const auto effect = robot_price_effect(illustration(), years);
  BOOST_TEST(!effect.break_even_robot_usd.has_value());
  BOOST_TEST(effect.of_robot_price.landed.mean == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
