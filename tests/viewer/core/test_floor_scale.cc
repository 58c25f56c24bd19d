#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/support/small_plant.h"
#include "tests/viewer/costs_of.h"
#include "viewer/core/comparison.h"
#include "viewer/core/floor_scale.h"

using namespace darkline;
using darkline::testing::costs_of;
using darkline::testing::small_hall;

namespace {

namespace tt = boost::test_tools;

const Signals& kSignals = theme_of(false).signals;

Color blue_to_orange(double share) {
  return color_along(kSignals.difference, 0.5 * (share + 1.0));
}

// Brightness as the eye takes it (ITU-R BT.709).
double luminance(const Color& color) {
  return 0.2126 * static_cast<double>(color[0]) + 0.7152 * static_cast<double>(color[1]) +
         0.0722 * static_cast<double>(color[2]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(floor_scales)

BOOST_AUTO_TEST_CASE(what_a_body_takes_of_each_station_is_shown_from_nothing_to_the_most) {
  const HallSnapshot hall = small_hall();
  CostTicker costs(costs_of(hall));
  FloorScale cost = floor_scale(FloorMap::cost, hall, &costs);
  BOOST_TEST(cost.unit == "USD/body");
  BOOST_TEST(*cost.values[0] + *cost.values[1] == 140.0, tt::tolerance(1e-12));
  BOOST_TEST(cost.most == 70.0, tt::tolerance(1e-12));
  BOOST_TEST(cost.text_of(70.0) == "70.0 USD/body");
  costs.set(CostLever::robot_price, 100e3);
  cost = floor_scale(FloorMap::cost, hall, &costs);
  BOOST_TEST(cost.most == 100.0, tt::tolerance(1e-12));
  BOOST_TEST(floor_scale(FloorMap::energy, hall, &costs).most == 40.0, tt::tolerance(1e-12));
  const FloorScale wear = floor_scale(FloorMap::wear, hall, &costs);
  BOOST_TEST(*wear.values[1] == 10.0);
  BOOST_TEST((wear.color_of(0.0, kSignals) == kSignals.shares.front()));
  BOOST_TEST((wear.color_of(wear.most, kSignals) == kSignals.shares.back()));
}

BOOST_AUTO_TEST_CASE(a_share_of_time_is_of_100_percent) {
  HallSnapshot hall = small_hall();
  hall.stations[0].blocked_share = 0.25;
  const FloorScale blocked = floor_scale(FloorMap::blocked, hall, nullptr);
  BOOST_TEST(*blocked.values[0] == 25.0);
  BOOST_TEST(blocked.most == 100.0);
  BOOST_TEST(blocked.unit == "%");
}

BOOST_AUTO_TEST_CASE(a_station_that_the_file_has_not_got_has_no_value) {
  HallSnapshot hall = small_hall();
  CostTicker costs(costs_of(hall));
  hall.stations[1].address = "z99/st01";
  const FloorScale cost = floor_scale(FloorMap::cost, hall, &costs);
  BOOST_TEST(cost.values[0].has_value());
  BOOST_TEST(!cost.values[1].has_value());
}

BOOST_AUTO_TEST_CASE(a_difference_is_the_second_less_the_first_whichever_is_shown) {
  HallSnapshot first = small_hall(), second = small_hall();
  std::swap(second.stations[0], second.stations[1]);  // another order, the same addresses
  second.stations.push_back({.address = "z99/st01"});
  first.stations[0].down_share = 0.10;
  second.stations[1].down_share = 0.40;
  const StationPairs pairs = pair_stations(first, second);
  const FloorScale a = floor_scale(FloorMap::down, first, nullptr);
  const FloorScale b = floor_scale(FloorMap::down, second, nullptr);
  const FloorScale at_first = difference_of(a, b, pairs.second_of, false);
  const FloorScale at_second = difference_of(b, a, pairs.first_of, true);
  BOOST_TEST(*at_first.values[0] == 30.0, tt::tolerance(1e-12));
  BOOST_TEST(*at_second.values[1] == 30.0, tt::tolerance(1e-12));
  BOOST_TEST(*at_first.values[1] == 0.0);
  BOOST_TEST(!at_second.values[2].has_value());
  BOOST_TEST(at_first.most == 30.0, tt::tolerance(1e-12));
  BOOST_TEST(at_first.text_of(30.0) == "+30.0 %");
  BOOST_TEST(at_first.text_of(-3.0) == "-3.0 %");
}

// Nothing is grey, more and less go apart in brightness as well, and red does not fight green.
BOOST_AUTO_TEST_CASE(less_is_blue_more_is_orange_and_nothing_is_grey) {
  const Color zero = blue_to_orange(0.0);
  BOOST_TEST(std::abs(zero[0] - zero[2]) < 0.05F);
  BOOST_TEST(std::abs(zero[0] - zero[1]) < 0.05F);
  for (double share = 0.1; share <= 1.0; share += 0.1) {
    const Color less = blue_to_orange(-share), more = blue_to_orange(share);
    BOOST_TEST(less[2] > less[0]);
    BOOST_TEST(more[0] > more[2]);
    BOOST_TEST(luminance(less) < luminance(blue_to_orange(0.1 - share)));
    BOOST_TEST(luminance(more) < luminance(blue_to_orange(share - 0.1)));
  }
  BOOST_TEST((blue_to_orange(7.0) == blue_to_orange(1.0)));
}

BOOST_AUTO_TEST_SUITE_END()
