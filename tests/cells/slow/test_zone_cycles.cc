#include <boost/test/unit_test.hpp>

#include "tests/cells/zone_cycle.h"
#include "tests/cells/zone_station.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(zone_cycles)

BOOST_AUTO_TEST_CASE(six_robots_that_share_space_never_touch_in_1000_randomised_cycles) {
  CellConfig config = sample::crowded_station();
  BOOST_REQUIRE(add_interference_zones(config).findings.empty());
  sample::ZoneCycle cycle(config);
  int touched_without = 0;
  double with_s = 0.0, without_s = 0.0;
  for (std::uint32_t number = 0; number < 1000; ++number) {
    const auto kept_apart = cycle.run(number, true, 2.0);
    BOOST_TEST(kept_apart.finished, "cycle " << number);
    BOOST_TEST(!kept_apart.contact.has_value(), "cycle " << number);
    const auto free = cycle.run(number, false, 2.0);
    touched_without += free.contact ? 1 : 0;
    with_s += kept_apart.cycle_s / 1000.0;
    without_s += free.cycle_s / 1000.0;
  }
  BOOST_TEST_MESSAGE(touched_without << " of 1000 cycles without zones have contacts; mean cycle "
                                     << with_s << " s");
  BOOST_TEST(touched_without > 500);
}

BOOST_AUTO_TEST_SUITE_END()
