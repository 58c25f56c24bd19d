#include <numeric>

#include <boost/test/unit_test.hpp>

#include "tests/support/small_plant.h"
#include "viewer/core/event_ticks.h"
#include "viewer/core/rate_meter.h"
#include "viewer/core/time_marks.h"

namespace {

using namespace darkline;
using testing::kSecondNs;

BOOST_AUTO_TEST_SUITE(timeline)

BOOST_AUTO_TEST_CASE(
    every_alarm_inside_is_in_a_tick_of_its_kind_and_place_and_ticks_do_not_repeat) {
  using Kind = PlantEvent::Kind;
  std::vector<PlantEvent> alarms;
  for (int i = 0; i < 1000; ++i) {
    alarms.push_back({.t_ns = i * kSecondNs / 10,
                      .kind = i % 7 == 0   ? Kind::controller
                              : i % 3 == 0 ? Kind::station
                                           : Kind::robot});
  }
  const auto ticks = event_ticks(alarms, 10 * kSecondNs, 60 * kSecondNs, 51);
  std::size_t sum = 0;
  std::array<int, kTickKinds> last = {-1, -1, -1};
  for (const EventTick& tick : ticks) {
    sum += tick.count;
    BOOST_TEST(tick.column > last[static_cast<std::size_t>(tick.kind)]);
    last[static_cast<std::size_t>(tick.kind)] = tick.column;
  }
  BOOST_TEST(sum == 501U);  // 10.0 s to 60.0 s, both ends
  for (const int column : last) BOOST_TEST(column >= 49);
  for (const int column : last) BOOST_TEST(column <= 50);
  // a second is a column: one alarm of each is in the middle of it
  BOOST_TEST(event_ticks({&alarms[350], 1}, 10 * kSecondNs, 60 * kSecondNs, 51)[0].column == 25);
  BOOST_TEST(event_ticks(alarms, kSecondNs, kSecondNs, 50).empty());
}

BOOST_AUTO_TEST_CASE(marks_are_kept_in_order_and_toggled_within_half_a_frame) {
  TimeMarks marks;
  BOOST_TEST(!marks.next(0).has_value());
  BOOST_TEST(!marks.previous(0).has_value());
  for (const std::int64_t t_s : {30, 10, 20}) BOOST_TEST(marks.toggle(t_s * kSecondNs));
  BOOST_TEST(*marks.next(0) == 10 * kSecondNs);
  BOOST_TEST(*marks.next(10 * kSecondNs) == 20 * kSecondNs);
  BOOST_TEST(*marks.previous(20 * kSecondNs) == 10 * kSecondNs);
  BOOST_TEST(!marks.previous(10 * kSecondNs).has_value());
  BOOST_TEST(!marks.toggle(20 * kSecondNs + TimeMarks::kNearNs));
  BOOST_TEST(marks.all().size() == 2U);
  BOOST_TEST(marks.toggle(20 * kSecondNs));
  BOOST_TEST(marks.toggle(20 * kSecondNs + TimeMarks::kNearNs + 1));
}

BOOST_AUTO_TEST_CASE(the_rate_is_the_mean_of_the_last_second) {
  RateMeter meter;
  BOOST_TEST(meter.rate() == 0.0);
  for (int i = 0; i < 100; ++i) meter.add(0.05, kSecondNs);  // 20x
  BOOST_TEST(meter.rate() == 20.0, boost::test_tools::tolerance(1e-9));
  for (int i = 0; i < 50; ++i)
    meter.add(0.05, kSecondNs / 20);  // then 1x, for longer than it remembers
  BOOST_TEST(meter.rate() == 1.0, boost::test_tools::tolerance(1e-9));
  meter.add(-1.0, kSecondNs);
  BOOST_TEST(meter.rate() == 1.0, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
