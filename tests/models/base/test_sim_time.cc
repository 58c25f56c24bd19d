#include <cstdint>

#include <boost/test/unit_test.hpp>

#include "models/base/sim_time.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(sim_times)

BOOST_AUTO_TEST_CASE(seconds_become_the_nearest_tick) {
  BOOST_TEST(to_line_duration(51.0).count() == 51'000);
  BOOST_TEST(to_line_duration(0.0004).count() == 0);
  BOOST_TEST(to_line_duration(0.0006).count() == 1);
  BOOST_TEST(to_line_duration(-0.0006).count() == -1);
  BOOST_TEST(to_line_duration(0.1).count() == 100);  // 0.1 * 1000 is not exact in binary
  BOOST_TEST(to_bus_duration(0.004).count() == 4'000'000);
  BOOST_TEST(to_bus_duration(1e-9).count() == 1);
}

BOOST_AUTO_TEST_CASE(ticks_become_seconds_and_come_back) {
  for (const std::int64_t ms : {0LL, 1LL, 999LL, 51'000LL, 3'600'000'000LL, -7LL}) {
    BOOST_TEST(to_line_duration(to_seconds(LineDuration{ms})).count() == ms);
  }
  for (const std::int64_t ns : {0LL, 1LL, 4'000'000LL, 86'400'000'000'000LL, -7LL}) {
    BOOST_TEST(to_bus_duration(to_seconds(BusDuration{ns})).count() == ns);
  }
}

BOOST_AUTO_TEST_CASE(line_to_bus_is_exact) {
  BOOST_TEST(to_bus_duration(LineDuration{1}).count() == 1'000'000);
  BOOST_TEST(to_bus_duration(LineDuration{-3}).count() == -3'000'000);
  BOOST_TEST(to_line_duration(to_bus_duration(LineDuration{123'456'789})).count() == 123'456'789);
}

// Nothing may happen in the line before it happened in the cell.
BOOST_AUTO_TEST_CASE(bus_to_line_rounds_up) {
  BOOST_TEST(to_line_duration(BusDuration{1}).count() == 1);
  BOOST_TEST(to_line_duration(BusDuration{999'999}).count() == 1);
  BOOST_TEST(to_line_duration(BusDuration{1'000'000}).count() == 1);
  BOOST_TEST(to_line_duration(BusDuration{1'000'001}).count() == 2);
  BOOST_TEST(to_line_duration(BusDuration{-1}).count() == 0);
  BOOST_TEST(to_line_duration(BusDuration{0}).count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
