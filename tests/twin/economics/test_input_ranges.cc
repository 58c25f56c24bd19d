#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_schema.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/input_ranges.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

const Date kToday = parse_date("2026-01-01");

const InputRange* named(const std::vector<InputRange>& ranges, const std::string& key) {
  for (const InputRange& each : ranges) {
    if (each.key == key) return &each;
  }
  return nullptr;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(input_ranges_suite)

// Steel of 390 kg at 0.75 USD, from 350 to 432 kg: 82 kg x 0.75 = 61.5 USD, and a week's interest.
// The rest of the vehicle from 12 to 30 kUSD is the largest swing.
BOOST_AUTO_TEST_CASE(a_range_moves_the_cost_by_its_share_and_the_largest_comes_first) {
  Scenario scenario = default_scenario();
  scenario.cost.working_capital_s = 0.0;
  const FactBook book = shipped_fact_book();
  const auto ranges = input_ranges(scenario, illustration_year(), book, kToday);
  BOOST_REQUIRE(ranges.size() > 30U);
  BOOST_TEST(ranges.front().key == "cost.rest_of_vehicle");
  BOOST_TEST(ranges.front().swing_usd() == 18e3, tt::tolerance(1e-9));
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    BOOST_TEST(ranges[i - 1].swing_usd() >= ranges[i].swing_usd());
  }
  const InputRange* const steel = named(ranges, "cost.steel");
  BOOST_REQUIRE(steel != nullptr);
  BOOST_TEST(steel->swing_usd() == 61.5, tt::tolerance(1e-9));
  BOOST_TEST(is_assumption(*steel->fact));
}

// A wage that the scenario sets is not that of the fact: its range does not hold for it.
BOOST_AUTO_TEST_CASE(what_the_scenario_sets_itself_has_no_range) {
  Scenario scenario = default_scenario();
  const FactBook book = shipped_fact_book();
  BOOST_TEST(named(input_ranges(scenario, illustration_year(), book, kToday), "cost.wage") !=
             nullptr);
  scenario.cost.wage_usd_per_h = 45.65;
  BOOST_TEST(named(input_ranges(scenario, illustration_year(), book, kToday), "cost.wage") ==
             nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
