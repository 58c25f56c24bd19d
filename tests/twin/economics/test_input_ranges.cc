#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_schema.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/cost_model.h"
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

// American duties of 2026-07-24 on Chinese robots: forced-labour tiers of 0 to 12.5 % on 530 robots
// of 40 kUSD; half of it reaches the buyer. On the mean the ends differ by as much as the price
// does by 6.25 % of the bare robot.
BOOST_AUTO_TEST_CASE(a_duty_with_a_range_moves_the_cost_by_what_of_it_is_paid) {
  Scenario scenario = illustration();
  scenario.trade = default_scenario().trade;
  scenario.trade.date = "2026-07-24";
  scenario.trade.site = "US";
  scenario.trade.market = "US";
  scenario.trade.robot_origin = "CN";
  scenario.trade.pass_through = 0.5;
  scenario.cost.robot_duty = 0.20;  // as resolved: half of 40 %
  const auto ranges = duty_ranges(scenario, illustration_year());
  const auto robots = std::find_if(ranges.begin(), ranges.end(),
                                   [](const DutyRange& each) { return each.good == "robots"; });
  BOOST_REQUIRE(robots != ranges.end());
  BOOST_TEST(robots->paid_low == 0.5 * 0.275, tt::tolerance(1e-9));
  BOOST_TEST(robots->paid_high == 0.5 * 0.400, tt::tolerance(1e-9));
  Scenario dearer = scenario;
  dearer.cost.robot_freight += 0.0625;
  const double more = totals_of(CostModel(dearer).items_usd(illustration_year())).conversion_usd -
                      totals_of(CostModel(scenario).items_usd(illustration_year())).conversion_usd;
  BOOST_TEST(robots->conversion_high_usd - robots->conversion_low_usd == more, tt::tolerance(1e-9));
  scenario.trade.date = "-";
  BOOST_TEST(duty_ranges(scenario, illustration_year()).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
