// Times of the plant as people write them.
#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/stream/plant_clock.h"
#include "tests/support/throws.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(plant_clock_text)

constexpr std::int64_t kSecondNs = 1'000'000'000;

BOOST_AUTO_TEST_CASE(times_are_read_as_people_write_them) {
  BOOST_TEST(parse_clock("00:12:30") == 750 * kSecondNs);
  BOOST_TEST(parse_clock("12:30.5") == 750 * kSecondNs + kSecondNs / 2);
  BOOST_TEST(parse_clock("1:00:00") == 3600 * kSecondNs);
  BOOST_TEST(parse_clock("12.5 min") == 750 * kSecondNs);
  for (const char* text :
       {"", "12", "1:2:3:4", "00:61:00", "0.5:30", "-1:00", "1e3:00", "x", "1::2"}) {
    DARKLINE_TEST_THROWS(parse_clock(text), UsageError, text, "00:12:30");
  }
}

BOOST_AUTO_TEST_SUITE_END()
