// Duties by site, origin of robots and market.
#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_schema.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/finance.h"
#include "twin/economics/trade_matrix.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

const std::vector<std::string> kSites = {"CN", "US"}, kOrigins = {"CN", "JP"},
                               kMarkets = {"US", "CN", "TW"};

TradeMatrix matrix() {
  Scenario scenario = illustration();
  scenario.trade = default_scenario().trade;
  scenario.trade.date = "2026-07-24";
  scenario.trade.pass_through = 1.0;
  scenario.cost.robot_duty = 9.0;  // of the place that the scenario had: none of its here
  return trade_matrix(scenario, illustration_year(), kSites, kOrigins, kMarkets, 1500.0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trade_matrix_suite)

// Facts 6: on 2026-07-24 a Chinese robot pays 40 % in the United States and nothing at home.
BOOST_AUTO_TEST_CASE(robots_pay_where_they_cross_a_border_and_cars_where_they_do) {
  const TradeMatrix all = matrix();
  BOOST_TEST_REQUIRE(all.rows.size() == 4U);
  const TradeRow &home = all.rows[0], &chinese = all.rows[2], &japanese = all.rows[3];
  BOOST_TEST((home.site == "CN" && home.robot_origin == "CN"));
  BOOST_TEST(home.robot_duty == 0.0);
  BOOST_TEST(chinese.robot_duty == 0.40, tt::tolerance(1e-12));
  BOOST_TEST(japanese.robot_duty == 0.15, tt::tolerance(1e-12));
  BOOST_TEST(chinese.conversion_usd > japanese.conversion_usd);
  BOOST_TEST(home.cells[0].vehicle_duty == 1.275, tt::tolerance(1e-12));
  BOOST_TEST(home.cells[1].domestic);
  BOOST_TEST(home.cells[1].vehicle_duty == 0.0);
  BOOST_TEST(chinese.cells[0].domestic);
}

// The car's duty does not depend on where the robots are from, and landed cars differ by what a
// body costs, with the duty on it: the United States levy on the vehicle without its freight.
BOOST_AUTO_TEST_CASE(channels_add_up_and_do_not_mix) {
  const TradeMatrix all = matrix();
  for (std::size_t k = 0; k < kMarkets.size(); ++k) {
    BOOST_TEST(all.rows[0].cells[k].vehicle_duty == all.rows[1].cells[k].vehicle_duty);
  }
  const TradeRow& home = all.rows[0];
  const double value_usd = home.body_in_white_usd + illustration().cost.rest_of_vehicle_usd;
  BOOST_TEST(home.cells[0].landed_usd == value_usd * 2.275 + 1500.0, tt::tolerance(1e-12));
  BOOST_TEST(home.cells[1].landed_usd == value_usd, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(what_the_ledger_does_not_have_is_said) {
  const TradeMatrix all = matrix();
  BOOST_TEST(!all.rows[0].cells[2].known);
  BOOST_TEST(all.rows[0].cells[0].known);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
