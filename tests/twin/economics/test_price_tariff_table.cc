#include <algorithm>
#include <cmath>
#include <ctime>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/price_tariff_table.h"
#include "twin/economics/unit_cost.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

std::vector<PlantYear> replications(std::size_t n) {
  std::vector<PlantYear> years(n, illustration_year());
  for (std::size_t r = 0; r < n; ++r) {
    years[r].good_bodies_per_year += 1e3 * static_cast<double>(r * 7 % 10);
  }
  return years;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(price_tariff)

BOOST_AUTO_TEST_CASE(every_row_is_the_unit_cost_of_a_scenario_with_its_prices) {
  Scenario scenario = illustration();
  scenario.table.robot_usd = {140e3, 40e3};
  scenario.table.robot_duty = {0.0, 0.4, 1.725};
  scenario.table.vehicle_duty = {0.0, 0.288, 1.275};
  const std::vector<PlantYear> years = replications(5);
  const auto rows = price_tariff_table(scenario, years);
  BOOST_REQUIRE(rows.size() == 18U);

  std::size_t row = 0;
  const auto digits = tt::tolerance(1e-12);
  for (const double price : {140e3, 40e3}) {
    for (const double robot_duty : {0.0, 0.4, 1.725}) {
      for (const double vehicle_duty : {0.0, 0.288, 1.275}) {
        Scenario same = illustration();
        same.cost.robot_usd = price;
        same.cost.robot_duty = robot_duty;
        same.cost.vehicle_duty = vehicle_duty;
        const UnitCostEstimate wanted = estimate_unit_cost(same, years);
        const PriceTariffRow& found = rows[row++];
        BOOST_TEST(found.at.robot_usd == price);
        BOOST_TEST(found.at.robot_duty == robot_duty);
        BOOST_TEST(found.at.vehicle_duty == vehicle_duty);
        BOOST_TEST(found.conversion.mean == wanted.conversion.mean, digits);
        BOOST_TEST(found.body_in_white.mean == wanted.body_in_white.mean, digits);
        BOOST_TEST(found.landed.mean == wanted.landed.mean, digits);
        BOOST_TEST(found.conversion.half_width == wanted.conversion.half_width);
        BOOST_TEST(found.body_in_white.half_width == wanted.body_in_white.half_width);
        BOOST_TEST(found.landed.half_width == wanted.landed.half_width);
        BOOST_TEST(found.landed.half_width > 0.0);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_axis_without_values_stands_at_the_scenario) {
  Scenario scenario = illustration();
  scenario.cost.robot_duty = 0.4;
  scenario.cost.vehicle_duty = 0.1;
  scenario.table.robot_usd = {30e3, 60e3};
  const auto rows = price_tariff_table(scenario, replications(2));
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[1].at.robot_usd == 60e3);
  BOOST_TEST(rows[1].at.robot_duty == 0.4);
  BOOST_TEST(rows[1].at.vehicle_duty == 0.1);
  BOOST_TEST(price_tariff_table(illustration(), replications(2)).empty());
}

BOOST_AUTO_TEST_CASE(a_negative_price_on_an_axis_is_a_bug) {
  Scenario scenario = illustration();
  scenario.table.robot_usd = {40e3, -1.0};
  BOOST_CHECK_THROW(price_tariff_table(scenario, replications(2)), InternalError);
}

// Processor time, best of five, of a table of 10,000 rows over 10 replications.
BOOST_AUTO_TEST_CASE(a_row_takes_under_a_microsecond_for_each_replication) {
  Scenario scenario = illustration();
  for (int i = 0; i < 25; ++i) {
    scenario.table.robot_usd.push_back(20e3 + 5e3 * i);
    if (i < 20) scenario.table.robot_duty.push_back(0.1 * i);
    if (i < 20) scenario.table.vehicle_duty.push_back(0.05 * i);
  }
  const std::vector<PlantYear> years = replications(10);
  double best_s = HUGE_VAL;
  for (int run = 0; run < 5; ++run) {
    const std::clock_t start = std::clock();
    const auto rows = price_tariff_table(scenario, years);
    const auto ticks = static_cast<double>(std::clock() - start);
    BOOST_REQUIRE(rows.size() == 10'000U);
    best_s = std::min(best_s, ticks / CLOCKS_PER_SEC);
  }
  const double each_us = best_s * 1e6 / (10'000 * 10);
  BOOST_TEST_MESSAGE("one row, one replication: " << each_us << " us");
#ifdef NDEBUG  // sanitizers and -O0 are slower by more than this is about
  BOOST_TEST(each_us < 1.0);
#endif
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
