#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/economics/illustration.h"
#include "twin/economics/absorbed_duty.h"
#include "twin/economics/cost_model.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

ResolvedPrices priced(const Scenario& scenario) {
  ResolvedPrices prices;
  prices.scenario = scenario;
  return prices;
}

Scenario at_price(double robot_usd) {
  Scenario scenario = illustration();
  scenario.cost.robot_usd = robot_usd;
  scenario.trade.site = "CN";
  scenario.trade.vehicle_class = "8703.80";
  scenario.trade.producer = "-";
  return scenario;
}

double landed_usd(const Scenario& scenario, const PlantYear& year) {
  return totals_of(CostModel(scenario).items_usd(year)).landed_usd;
}

PlantYear smaller_shop() {
  PlantYear year = illustration_year();
  year.good_bodies_per_year = 200e3;
  year.spot_robots = 323;
  return year;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(absorbed_duty_suite)

// The fall from 140 to 40 kUSD is worth 28.63 USD (economics facts 8); of 83.66 of conversion,
// 376.16 of body in white, 20,376.16 of vehicle.
BOOST_AUTO_TEST_CASE(the_published_fall_of_the_price_is_a_tiny_duty_on_the_vehicle) {
  const std::vector<PlantYear> years = {illustration_year()};
  const AbsorbedDuty found =
      absorbed_duty(priced(at_price(140e3)), years, priced(at_price(40e3)), years);
  BOOST_TEST(std::abs(found.saved_usd.mean - 28.63) < 0.005);
  BOOST_TEST(found.of_conversion.mean == 28.63 / 83.66, tt::tolerance(1e-3));
  BOOST_TEST(found.of_body_in_white.mean == 28.63 / 376.16, tt::tolerance(1e-3));
  BOOST_TEST(found.of_vehicle.mean == 28.63 / 20376.16, tt::tolerance(1e-3));
  BOOST_TEST(found.base_line_now_prices.mean == found.now_line_now_prices.mean);
  BOOST_TEST(found.base_line_base_prices.mean == found.now_line_base_prices.mean);
}

// What absorbs means: levied on the vehicle, the duty brings it back to the cost of the base.
BOOST_AUTO_TEST_CASE(the_absorbed_duty_on_the_vehicle_gives_back_the_whole_saving) {
  const std::vector<PlantYear> before = {smaller_shop()}, after = {illustration_year()};
  Scenario base = at_price(140e3), now = at_price(40e3);
  for (const double on_freight : {0.0, 1.0}) {
    now.cost.vehicle_duty_on_freight = on_freight;
    now.cost.vehicle_duty = 0.0;
    const AbsorbedDuty found = absorbed_duty(priced(base), before, priced(now), after);
    now.cost.vehicle_duty = found.of_vehicle.mean;
    BOOST_TEST(landed_usd(now, after[0]) == landed_usd(base, before[0]), tt::tolerance(1e-12));
    // it does not depend on what is levied already
    const AbsorbedDuty again = absorbed_duty(priced(base), before, priced(now), after);
    BOOST_TEST(again.saved_usd.mean == found.saved_usd.mean, tt::tolerance(1e-12));
  }
}

// Robots for nothing save their price, freight and maintenance: at 40 kUSD what the price from 40
// to 140 kUSD costs, times 40 / 100.
BOOST_AUTO_TEST_CASE(free_robots_are_the_limit_of_what_their_price_can_absorb) {
  const std::vector<PlantYear> years = {illustration_year()};
  const AbsorbedDuty found =
      absorbed_duty(priced(at_price(140e3)), years, priced(at_price(40e3)), years);
  BOOST_TEST(found.free_robots.mean == 0.4 * found.of_vehicle.mean, tt::tolerance(1e-9));
  BOOST_TEST(found.free_conversion.mean > found.free_robots.mean);
}

// 147.5 % on a Chinese car on 2025-04-10 (economics facts 3.3), from the ledger.
BOOST_AUTO_TEST_CASE(what_is_levied_comes_from_the_ledger_of_the_day) {
  const std::vector<PlantYear> years = {illustration_year()};
  ResolvedPrices now = priced(at_price(40e3));
  now.trade.day = parse_date("2025-04-10");
  const AbsorbedDuty found = absorbed_duty(priced(at_price(140e3)), years, now, years);
  BOOST_REQUIRE(!found.levied.empty());
  BOOST_TEST(found.levied[0].market == "US");
  BOOST_TEST(found.levied[0].rate == 1.475, tt::tolerance(1e-12));
  const std::string text = absorbed_text(found, "before", "after");
  BOOST_TEST(text.find("US 147.5 %") != std::string::npos, text);
  BOOST_TEST(text.find("no automation") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(a_dearer_vehicle_absorbs_nothing_and_is_told_so) {
  const std::vector<PlantYear> years = {illustration_year()};
  const AbsorbedDuty found =
      absorbed_duty(priced(at_price(40e3)), years, priced(at_price(140e3)), years);
  BOOST_TEST(found.of_vehicle.mean < 0.0);
  BOOST_TEST(absorbed_text(found, "a", "b").find("nothing is saved") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_question_is_asked_of_one_site_with_cheaper_or_more_robots) {
  const PlantYear small = smaller_shop(), large = illustration_year();
  const ResolvedPrices dear = priced(at_price(140e3)), cheap = priced(at_price(40e3));
  BOOST_TEST(asks_what_is_absorbed(dear, large, cheap, large));
  BOOST_TEST(asks_what_is_absorbed(cheap, small, cheap, large));
  BOOST_TEST(!asks_what_is_absorbed(cheap, large, cheap, large));
  ResolvedPrices abroad = cheap;
  abroad.scenario.trade.site = "US";
  BOOST_TEST(!asks_what_is_absorbed(dear, small, abroad, large));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
