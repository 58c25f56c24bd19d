#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tests/support/small_plant.h"
#include "tests/viewer/costs_of.h"
#include "viewer/core/cost_ticker.h"

using namespace darkline;

namespace {

namespace tt = boost::test_tools;

CostTicker ticker() {
  return CostTicker(darkline::testing::costs_of(darkline::testing::small_hall()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cost_tickers)

// At 40 kUSD: 100 + 40; at 60 kUSD with 50 % duty 100 + 60 + 30. A duty of 10 % on the vehicle is
// on 10,000 + 300 + 190.
BOOST_AUTO_TEST_CASE(what_is_turned_is_costed_at_once) {
  CostTicker costs = ticker();
  BOOST_TEST(costs.now().conversion_usd == 140.0, tt::tolerance(1e-12));
  BOOST_TEST(costs.is_own());
  costs.set(CostLever::robot_price, 60e3);
  costs.set(CostLever::robot_duty, 0.5);
  costs.set(CostLever::vehicle_duty, 0.1);
  BOOST_TEST(!costs.is_own());
  BOOST_TEST(costs.now().conversion_usd == 190.0, tt::tolerance(1e-12));
  BOOST_TEST(costs.now().landed_usd == 10'490.0 * 1.1, tt::tolerance(1e-12));
  BOOST_TEST(costs.own().conversion_usd == 140.0, tt::tolerance(1e-12));
  BOOST_TEST(costs.station_usd()[0] + costs.station_usd()[1] == 190.0, tt::tolerance(1e-12));
  costs.reset();
  BOOST_TEST(costs.is_own());
  BOOST_TEST(costs.now().landed_usd == costs.own().landed_usd);
}

BOOST_AUTO_TEST_CASE(a_lever_stays_within_its_range) {
  CostTicker costs = ticker();
  costs.set(CostLever::robot_price, 1e9);
  BOOST_TEST(costs.setting(CostLever::robot_price) == 200e3);
  costs.set(CostLever::robot_price, -5.0);
  BOOST_TEST(costs.setting(CostLever::robot_price) == 0.0);
  costs.set(CostLever::robot_duty, std::numeric_limits<double>::quiet_NaN());
  BOOST_TEST(costs.setting(CostLever::robot_duty) == 0.0);
  BOOST_TEST(std::isfinite(costs.now().landed_usd));
}

BOOST_AUTO_TEST_CASE(numbers_are_read_with_their_unit_their_sign_and_a_word) {
  BOOST_TEST(usd_text(164.049, 1.206) == "164.05 ± 1.21 USD");
  BOOST_TEST(usd_text(164.049, std::numeric_limits<double>::infinity()) == "164.05 USD");
  BOOST_TEST(delta_text(3.206) == "+3.21 USD, dearer");
  BOOST_TEST(delta_text(-0.4) == "-0.40 USD, cheaper");
  BOOST_TEST(delta_text(0.004) == "as in the run");
  BOOST_TEST(delta_text(-0.004) == "as in the run");
  BOOST_TEST(delta_text(3.206, Texts(Language::polish)) == "+3.21 USD, drożej");
  BOOST_TEST(delta_text(0.0, Texts(Language::chinese)) == "与本次运行相同");
  BOOST_TEST(setting_text(CostLever::robot_price, 40e3) == "40.0 kUSD");
  BOOST_TEST(setting_text(CostLever::steel_duty, 0.25) == "25.0 %");
}

BOOST_AUTO_TEST_SUITE_END()
