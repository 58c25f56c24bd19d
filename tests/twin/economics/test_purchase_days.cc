// When to buy, by the ledger.
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_schema.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/finance.h"
#include "twin/economics/purchase_days.h"
#include "twin/economics/trade_channels.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

Scenario buying(const char* site, const char* origin, const char* day) {
  Scenario scenario = illustration();
  scenario.invest = default_scenario().invest;
  scenario.trade = default_scenario().trade;
  scenario.trade.date = day;
  scenario.trade.site = site;
  scenario.trade.market = site;
  scenario.trade.robot_origin = origin;
  scenario.trade.pass_through = 1.0;
  return scenario;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(when_to_buy)

BOOST_AUTO_TEST_CASE(robots_bought_at_home_have_one_day_and_no_duty) {
  const auto days = purchase_days(buying("CN", "CN", "2025-01-01"), illustration_year());
  BOOST_TEST_REQUIRE(days.size() == 1U);
  BOOST_TEST(days[0].robot_duty == 0.0);
  BOOST_TEST(days[0].gun_duty == 0.0);
  BOOST_TEST(purchase_text(buying("CN", "CN", "2025-01-01"), illustration_year()).empty());
  BOOST_TEST(purchase_days(buying("CN", "CN", "-"), illustration_year()).empty());
}

// The golden dates of a Chinese robot in the United States from the height of 2025 on.
BOOST_AUTO_TEST_CASE(the_days_are_those_on_which_the_ledger_steps) {
  const auto steps = capital_duties(buying("US", "CN", "2025-04-10"));
  const std::vector<std::pair<const char*, double>> golden = {{"2025-04-10", 1.725},
                                                              {"2025-05-14", 0.575},
                                                              {"2025-11-10", 0.475},
                                                              {"2026-02-24", 0.375},
                                                              {"2026-07-24", 0.400}};
  BOOST_TEST_REQUIRE(steps.size() == golden.size());
  for (std::size_t k = 0; k < golden.size(); ++k) {
    BOOST_TEST(text_of(steps[k].day) == golden[k].first);
    BOOST_TEST(steps[k].robots == golden[k].second, tt::tolerance(1e-9));
    BOOST_TEST(steps[k].guns == golden[k].second - 0.025, tt::tolerance(1e-9));
  }
}

// Savings do not depend on the duty: NPV_2 (1 + r)^t - NPV_1 = what is spent less, but for its
// salvage after the horizon.
BOOST_AUTO_TEST_CASE(a_lower_duty_is_worth_what_is_not_spent) {
  const Scenario scenario = buying("US", "CN", "2025-04-10");
  const auto days = purchase_days(scenario, illustration_year());
  BOOST_TEST_REQUIRE(days.size() == 5U);
  // 530 robots of 40 kUSD and as many guns of 15 kUSD, duty points of 172.5 - 57.5 = 115
  const double less_usd = 530 * (40e3 + 15e3) * 1.15;
  BOOST_TEST(days[0].invested_usd - days[1].invested_usd == less_usd, tt::tolerance(1e-9));
  const double wait_y = 34.0 / 365.0;  // from April 10 to May 14
  const double later = days[1].npv_usd * std::pow(1.10, wait_y);
  const double salvage = 0.05 * present_value_factor(0.10, 12.0);
  BOOST_TEST(later - days[0].npv_usd == less_usd * (1.0 - salvage), tt::tolerance(1e-6));
  BOOST_TEST(purchase_text(scenario, illustration_year()).find("the best") != std::string::npos);
}

// Where the ledger has no route what was typed stands, on every day.
BOOST_AUTO_TEST_CASE(a_route_that_the_ledger_does_not_have_keeps_what_was_typed) {
  Scenario scenario = buying("US", "IN", "2025-04-10");
  scenario.cost.robot_duty = 0.07;
  const auto steps = capital_duties(scenario);
  BOOST_TEST_REQUIRE(steps.size() == 1U);
  BOOST_TEST(steps[0].robots == 0.07);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
