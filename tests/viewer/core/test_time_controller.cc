// The clock of what is shown.
#include <boost/test/unit_test.hpp>

#include "viewer/core/time_controller.h"

using darkline::TimeController;

namespace {

constexpr std::int64_t kS = 1'000'000'000;

void advance(TimeController& time, double wall_s, int frames) {
  for (int i = 0; i < frames; ++i) time.advance(wall_s / frames);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(time_controller)

BOOST_AUTO_TEST_CASE(it_stands_until_it_is_told_to_play) {
  TimeController time(10 * kS, 100 * kS);
  advance(time, 5.0, 50);
  BOOST_TEST(time.now_ns() == 10 * kS);
  time.play();
  advance(time, 5.0, 50);
  BOOST_TEST(std::abs(time.now_ns() - 15 * kS) <= 1);
  time.toggle();
  advance(time, 5.0, 50);
  BOOST_TEST(std::abs(time.now_ns() - 15 * kS) <= 1);
}

// However the wall's seconds are cut into frames, a speed gives the same way: parts of a nanosecond
// are kept.
BOOST_AUTO_TEST_CASE(speed_is_plant_seconds_in_a_wall_second_for_any_frame_rate) {
  for (const double speed : {0.1, 1.0, 30.0, 1000.0}) {
    for (const int frames : {7, 60, 1009}) {
      TimeController time(0, 1'000'000 * kS);
      time.set_speed(speed);
      time.play();
      advance(time, 1.5, frames);
      BOOST_TEST(static_cast<double>(time.now_ns()) == 1.5e9 * speed,
                 boost::test_tools::tolerance(1e-8));
    }
  }
}

BOOST_AUTO_TEST_CASE(speeds_stay_within_their_ends) {
  TimeController time(0, kS);
  for (int i = 0; i < 20; ++i) time.faster();
  BOOST_TEST(time.speed() == 1000.0);
  for (int i = 0; i < 20; ++i) time.slower();
  BOOST_TEST(time.speed() == 0.1);
  time.set_speed(std::numeric_limits<double>::quiet_NaN());
  BOOST_TEST(time.speed() == 0.1);
}

BOOST_AUTO_TEST_CASE(at_the_end_it_stands_or_begins_again) {
  TimeController time(0, 10 * kS);
  time.set_speed(8.0);
  time.play();
  advance(time, 2.0, 100);
  BOOST_TEST(time.now_ns() == 10 * kS);
  BOOST_TEST(!time.plays());
  time.play();  // from the start
  BOOST_TEST(time.now_ns() == 0);
  time.set_loop(true);
  advance(time, 2.0, 100);  // 16 s in a loop of 10 s
  BOOST_TEST(std::abs(time.now_ns() - 6 * kS) < 100);
  BOOST_TEST(time.plays());
}

BOOST_AUTO_TEST_CASE(jumps_are_held_within_what_there_is) {
  TimeController time(5 * kS, 10 * kS);
  time.go_to(7 * kS);
  BOOST_TEST(time.now_ns() == 7 * kS);
  time.go_to(99 * kS);
  BOOST_TEST(time.now_ns() == 10 * kS);
  time.play();
  time.step_to(1 * kS);
  BOOST_TEST(time.now_ns() == 5 * kS);
  BOOST_TEST(!time.plays());
}

// The edge is followed a little late and never backwards, whatever the speed; who scrubs leaves it.
BOOST_AUTO_TEST_CASE(the_live_edge_is_followed_until_somebody_looks_back) {
  TimeController time(0, 4 * kS);
  time.set_speed(0.1);
  time.go_live();
  for (std::int64_t last_ns = 4 * kS; last_ns < 9 * kS; last_ns += kS / 3) {
    time.set_range(0, last_ns);
    time.advance(0.01);
    BOOST_TEST(time.now_ns() == last_ns - TimeController::kLiveDelayNs);
  }
  const std::int64_t shown_ns = time.now_ns();
  time.set_range(0, shown_ns + 1);  // nothing new: it stands
  time.advance(0.01);
  BOOST_TEST(time.now_ns() == shown_ns);
  time.go_to(2 * kS);
  BOOST_TEST(!time.is_live());
  time.set_range(0, 20 * kS);
  time.advance(0.1);
  BOOST_TEST(time.now_ns() == 2 * kS + kS / 100);
  time.go_live();
  BOOST_TEST(time.now_ns() == 20 * kS - TimeController::kLiveDelayNs);
}

BOOST_AUTO_TEST_CASE(a_long_frame_is_not_caught_up) {
  TimeController time(0, 100 * kS);
  time.play();
  time.advance(30.0);
  BOOST_TEST(time.now_ns() == kS / 4);
}

BOOST_AUTO_TEST_SUITE_END()
