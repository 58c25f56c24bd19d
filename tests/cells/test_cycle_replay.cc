#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "cells/cycle_replay.h"
#include "models/base/error.h"
#include "models/base/random_stream.h"

using namespace darkline;

namespace {

constexpr std::int64_t kS = 1'000'000'000;
constexpr std::int64_t kTick = kControlPeriodNs;

ReplayStep work(std::int64_t work_ns, std::int64_t answer_ns = 0) {
  return {.kind = StepKind::move, .answer_ns = answer_ns, .work_ns = work_ns};
}
ReplayStep enter(std::uint16_t zone) {
  return {.kind = StepKind::enter_zone, .zone = zone};
}
ReplayStep leave(std::uint16_t zone) {
  return {.kind = StepKind::leave_zone, .zone = zone};
}

using Programs = std::vector<std::vector<ReplayStep>>;

}  // namespace

BOOST_AUTO_TEST_SUITE(cycle_replay)

BOOST_AUTO_TEST_CASE(without_zones_a_robot_takes_the_sum_of_its_steps) {
  const Programs programs = {{work(2 * kS, kTick), work(3 * kS, 2 * kTick)}, {}, {work(kS)}};
  const auto done = replay_cycle(programs);
  BOOST_TEST(done[0].end_ns == 5 * kS + 3 * kTick);
  BOOST_TEST(done[1].end_ns == 0);
  BOOST_TEST(done[2].end_ns == kS);
  BOOST_TEST(done[0].zone_wait_ns == 0);
}

// Robot 0 holds the zone from 1 s to 4 s. Robot 1 asks at 2 s: it waits 2 s and ends at 4 + 3 s.
BOOST_AUTO_TEST_CASE(a_robot_waits_until_the_zone_is_left) {
  const Programs programs = {{work(kS), enter(1), work(3 * kS), leave(1), work(5 * kS)},
                             {work(2 * kS), enter(1), work(3 * kS), leave(1)}};
  const auto done = replay_cycle(programs);
  BOOST_TEST(done[0].end_ns == 9 * kS);
  BOOST_TEST(done[1].end_ns == 7 * kS);
  BOOST_TEST(done[1].zone_wait_ns == 2 * kS);
  BOOST_TEST(done[1].zone_waits == 1);
}

// Robot 2 asks at 2 s, robot 1 at 3 s: robot 2 goes first though it stands behind. Asked at one
// time (last case), the one that stands first goes first.
BOOST_AUTO_TEST_CASE(who_asks_first_goes_first) {
  Programs programs = {{enter(1), work(5 * kS), leave(1)},
                       {work(3 * kS), enter(1), work(kS), leave(1)},
                       {work(2 * kS), enter(1), work(kS), leave(1)}};
  auto done = replay_cycle(programs);
  BOOST_TEST(done[2].end_ns == 6 * kS);
  BOOST_TEST(done[1].end_ns == 7 * kS);
  programs[1][0] = work(2 * kS);
  done = replay_cycle(programs);
  BOOST_TEST(done[1].end_ns == 6 * kS);
  BOOST_TEST(done[2].end_ns == 7 * kS);
}

BOOST_AUTO_TEST_CASE(a_zone_left_at_a_time_is_free_for_who_asks_later_at_that_time) {
  const Programs programs = {{enter(1), work(2 * kS), leave(1)},
                             {work(2 * kS), enter(1), work(kS), leave(1)}};
  BOOST_TEST(replay_cycle(programs)[1].zone_wait_ns == 0);
}

BOOST_AUTO_TEST_CASE(robots_that_wait_in_a_circle_are_a_bug_of_ours) {
  const Programs programs = {{enter(1), work(kS), enter(2), work(kS), leave(2), leave(1)},
                             {enter(2), work(kS), enter(1), work(kS), leave(1), leave(2)}};
  BOOST_CHECK_THROW(replay_cycle(programs), InternalError);
}

// Laws that hold for any programs that take zones in ascending order: all end; no two are in one
// zone at a time, so that the zone's times of use add up to no more than the cycle; waiting and
// working make up each robot's time.
BOOST_AUTO_TEST_CASE(random_programs_end_and_share_their_zones) {
  constexpr std::uint32_t kPrograms = 300;
  int waits = 0;
  for (std::uint32_t n = 0; n < kPrograms; ++n) {
    const RandomStream stream(1, n, 1, DrawPurpose::robot_pose);
    std::uint32_t draw = 0;
    const auto some_ns = [&] { return static_cast<std::int64_t>(stream.uniforms(draw++)[0] * kS); };
    Programs programs(6);
    std::vector<std::int64_t> alone(6, 0), used(4, 0);
    for (std::size_t r = 0; r < 6; ++r) {
      const auto add_work = [&] {
        programs[r].push_back(work(some_ns(), kTick));
        alone[r] += programs[r].back().work_ns + kTick;
        return programs[r].back().work_ns + kTick;
      };
      for (int visit = 0; visit < 5; ++visit) {
        add_work();
        const auto zone = static_cast<std::uint16_t>(1 + stream.words(draw++)[0] % 3);
        programs[r].push_back(enter(zone));
        used[zone] += add_work();
        const bool nested = zone < 3 && stream.words(draw++)[0] % 2 == 0;
        if (nested) {
          programs[r].push_back(enter(3));
          const std::int64_t in_both = add_work();
          used[zone] += in_both;
          used[3] += in_both;
          programs[r].push_back(leave(3));
        }
        programs[r].push_back(leave(zone));
      }
    }
    const auto done = replay_cycle(programs);
    std::int64_t cycle = 0;
    for (std::size_t r = 0; r < 6; ++r) {
      BOOST_TEST(done[r].end_ns == alone[r] + done[r].zone_wait_ns);
      cycle = std::max(cycle, done[r].end_ns);
      waits += done[r].zone_waits;
    }
    for (const std::int64_t each : used) BOOST_TEST(each <= cycle);
  }
  BOOST_TEST(waits > 300);  // the programs do get in each other's way
}

// The wait from 2.004 s to 4.004 s is no part of the answer before the move: 4.008 - 2 - 2 s.
BOOST_AUTO_TEST_CASE(measured_steps_leave_waits_to_the_replay) {
  const RobotProgram program{{{.kind = StepKind::move},
                              {.kind = StepKind::enter_zone, .zone = 3},
                              {.kind = StepKind::spot},
                              {.kind = StepKind::leave_zone, .zone = 3}}};
  RobotRecord record;
  record.steps = {
      {.step = 1, .order = RobotOrder::move, .start_ns = kTick, .end_ns = 2 * kS},
      {.step = 0, .zone = 3, .start_ns = 2 * kS + kTick, .end_ns = 4 * kS + kTick},
      {.step = 2, .order = RobotOrder::weld, .start_ns = 4 * kS + 2 * kTick, .end_ns = 5 * kS}};
  std::vector<int> places;
  const auto steps = measured_steps(program, record, &places);
  BOOST_REQUIRE(steps.size() == 4U);
  BOOST_TEST(steps[0].answer_ns == kTick);
  BOOST_TEST(steps[1].zone == 3);
  BOOST_TEST(steps[2].answer_ns == 2 * kTick);
  BOOST_TEST(steps[2].work_ns == kS - 2 * kTick);
  BOOST_TEST(places == (std::vector<int>{0, -1, 2, -1}), boost::test_tools::per_element());
  record.steps.pop_back();
  BOOST_CHECK_THROW(measured_steps(program, record), InternalError);
}

BOOST_AUTO_TEST_SUITE_END()
