#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/twin/line/line_test_models.h"
#include "twin/line/line_model.h"

namespace darkline {

BOOST_AUTO_TEST_SUITE(line_model)

// Samples 40 and 60 s, paced at 51 s; every 2nd job + 9 s, every 4th + 20 s more. Of four jobs:
// two plain      (51 + 60)/2      = 55.5 each
// one with 9     (51 + 69)/2      = 60    (49 s is still below the pace)
// one with 29    (69 + 89)/2      = 79
// mean (2 x 55.5 + 60 + 79) / 4   = 62.5 s
BOOST_AUTO_TEST_CASE(the_mean_work_keeps_the_pace_after_tip_dressing) {
  LineStation station;
  station.cycle_ms = {{40'000, 60'000}};
  station.pace_ms = 51'000;
  station.periodic = {{2, 9'000}, {4, 20'000}};
  BOOST_TEST(mean_work_ms(station, {1.0}) == 62'500.0);
}

BOOST_AUTO_TEST_CASE(the_mean_work_weighs_variants_by_their_share) {
  LineStation station;
  station.cycle_ms = {{50'000}, {60'000, 80'000}};
  BOOST_TEST(mean_work_ms(station, {0.75, 0.25}) == 0.75 * 50'000 + 0.25 * 70'000);
}

// Half the day is dark with repairs three times as long: on average twice. 1/(1 + 2 (.02 + .03)).
BOOST_AUTO_TEST_CASE(the_stand_alone_availability_knows_the_dark_part_of_the_day) {
  LineModel model = line_test::serial_line({1}, {});
  model.stations[0].stops = {{"a", 0, 100.0, 2.0}, {"b", 1, 1000.0, 30.0}};
  BOOST_TEST(stand_alone_availability(model, 0) == 1.0 / 1.05, boost::test_tools::tolerance(1e-15));
  model.staffed_ms_of_day = kDayMs / 2;
  model.dark_repair_factor = 3.0;
  BOOST_TEST(stand_alone_availability(model, 0) == 1.0 / 1.1, boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(a_model_that_breaks_its_promises_is_a_bug_of_ours) {
  const LineModel good = line_test::serial_line({1, 1, 1}, {0, 0});
  BOOST_CHECK_NO_THROW(check_line_model(good));
  const auto refused = [&](auto change) {
    LineModel model = good;
    change(model);
    BOOST_CHECK_THROW(check_line_model(model), InternalError);
  };
  refused([](LineModel& m) { m.links.push_back({2, 0, 0}); });  // a cycle
  refused([](LineModel& m) { m.links.push_back({1, 1, 0}); });
  refused([](LineModel& m) { m.links[0].places = -1; });
  refused([](LineModel& m) { m.links[0].to = 3; });
  refused([](LineModel& m) { m.exit = 3; });
  refused([](LineModel& m) { m.stations[1].cycle_ms = {{0}}; });
  refused([](LineModel& m) { m.stations[1].entity = m.stations[0].entity; });
  refused([](LineModel& m) { m.variant_share = {0.5}; });
  refused([](LineModel& m) { m.stations[0].stops = {{"a", 0, 1.0, 1.0}, {"b", 0, 1.0, 1.0}}; });
  refused([](LineModel& m) { m.technicians = {{5, 5}}; });
  refused([](LineModel& m) { m.warm_up_ms = m.horizon_ms; });
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
