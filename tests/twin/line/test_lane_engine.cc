#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/line/engine_lines.h"
#include "tests/twin/line/golden_lines.h"
#include "twin/line/event_engine.h"
#include "twin/line/flow_engine.h"
#include "twin/line/lane_engine.h"

namespace darkline {
namespace {

using line_test::LineDice;
using line_test::LineKinds;
using line_test::random_line;
using line_test::same_result;
using line_test::text_of;

const InstructionSet kWidest = instruction_sets().back();

// All lanes of one engine against the event engine, replication by replication.
void expect_equal_lanes(const LineModel& model, int n, InstructionSet isa,
                        const LineEngine::Options& options, const std::string& what) {
  LaneEngine lanes(model, 17, 3, n, isa, options);
  lanes.run();
  for (int lane = 0; lane < n; ++lane) {
    BOOST_TEST_REQUIRE(lanes.fits(lane), what);
    const ReplicationResult expected =
        simulate(model, 17, 3 + static_cast<std::uint32_t>(lane), options);
    BOOST_TEST_REQUIRE(same_result(expected, lanes.result(lane)),
                       what << " lane " << lane << "\n"
                            << text_of(expected) << "\n"
                            << text_of(lanes.result(lane)));
  }
}

void compare_random_lines(std::uint32_t seed, int rounds, LineKinds kinds) {
  LineDice dice(seed);
  kinds.crews = false;
  for (int round = 0; round < rounds; ++round) {
    const LineModel model = random_line(dice, kinds);
    BOOST_TEST_REQUIRE(why_no_lanes(model) == "");
    LineEngine::Options options;
    if (round % 3 == 2) options.job_limit = dice(1, 300);
    expect_equal_lanes(model, static_cast<int>(dice(1, 4)), kWidest, options,
                       "line " + std::to_string(round));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lane_engine)

BOOST_AUTO_TEST_CASE(lanes_with_technicians_without_limit_are_equal_to_the_last_bit) {
  compare_random_lines(41, 220, {});
}

BOOST_AUTO_TEST_CASE(lanes_of_few_ticks_with_many_ties_are_equal_to_the_last_bit) {
  LineKinds kinds;
  kinds.coarse = true;
  compare_random_lines(42, 200, kinds);
}

BOOST_AUTO_TEST_CASE(results_do_not_depend_on_instruction_set_lane_and_number_of_lanes) {
  LineDice dice(43);
  LineKinds kinds;
  for (int round = 0; round < 6; ++round) {
    kinds.crews = round % 2 == 0;
    const LineModel model = random_line(dice, kinds);
    LaneEngine many(model, 5, 0, kMostLanes, kWidest, {});
    many.run();
    for (const InstructionSet isa : instruction_sets()) {
      for (const int n : {1, 3, 17}) {
        LaneEngine few(model, 5, 9, n, isa, {});  // replications 9, 10, ...
        few.run();
        for (int lane = 0; lane < n; ++lane) {
          BOOST_TEST_REQUIRE(same_result(many.result(9 + lane), few.result(lane)),
                             name_of(isa) << ", " << n << " lanes, lane " << lane);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(drawn_cycles_are_equal_to_the_last_bit) {
  LineDice dice(44);
  for (int round = 0; round < 20; ++round) {
    LineKinds kinds;
    kinds.crews = false;
    LineModel model = random_line(dice, kinds);
    for (LineStation& station : model.stations) {
      if (dice(0, 1) == 0) continue;
      station.exponential_mean_ms = static_cast<double>(dice(1'000, 60'000));
      station.pace_ms = 0;
    }
    expect_equal_lanes(model, 2, kWidest, {}, "line " + std::to_string(round));
  }
}

// 2^31 ms are 24.9 days; the base of a lane has moved many times after 120.
BOOST_AUTO_TEST_CASE(time_goes_on_past_32_bits) {
  LineModel model = line_test::serial_line({600'000, 610'000, 590'000, 605'000}, {0, 3, 1});
  StopClass stop;
  stop.name = "stop";
  stop.mtbf_ms = 20.0 * 3.6e6;
  stop.mttr_ms = 3.6e6;
  for (LineStation& station : model.stations) station.stops = {stop};
  model.warm_up_ms = 50 * kDayMs;
  model.horizon_ms = 120 * kDayMs;
  expect_equal_lanes(model, 3, kWidest, {}, "120 days");
}

// A mean of 50,000 h is 84 times 2^31 ms: the work to the next stop does not fit a row.
BOOST_AUTO_TEST_CASE(stops_further_off_than_32_bits_come_when_they_are_due) {
  LineModel model = line_test::serial_line({900'000, 900'000}, {1});
  StopClass rare;
  rare.name = "robot";
  rare.mtbf_ms = 50'000.0 * 3.6e6;
  rare.mttr_ms = 4.0 * 3.6e6;
  StopClass often = rare;
  often.number = 1;
  often.mtbf_ms = 900.0 * 3.6e6;  // 2^30 ms are 298 h
  for (LineStation& station : model.stations) station.stops = {rare, often};
  model.horizon_ms = 20 * 365 * kDayMs;
  expect_equal_lanes(model, 4, kWidest, {}, "twenty years");
  // three expected in 175,200 h of two stations with the rare class, so that the test is of it
  const ReplicationResult one = simulate(model, 17, 3);
  BOOST_TEST(one.stations[0].repairs + one.stations[1].repairs > 200);
}

// A repair of weeks leaves the range of a lane: it says so.
BOOST_AUTO_TEST_CASE(a_lane_that_no_longer_fits_says_so) {
  LineModel model = line_test::serial_line({60'000}, {});
  StopClass stop;
  stop.name = "flood";
  stop.mtbf_ms = 100.0 * 3.6e6;
  stop.mttr_ms = 30.0 * static_cast<double>(kDayMs);
  stop.cv = 0.0;
  model.stations[0].stops = {stop};
  model.horizon_ms = 400 * kDayMs;
  LaneEngine lanes(model, 1, 0, 2, kWidest, {});
  lanes.run();
  BOOST_TEST(!lanes.fits(0));
  BOOST_TEST(!lanes.fits(1));
}

BOOST_AUTO_TEST_CASE(the_welding_line_has_its_published_makespans_with_unlimited_crews) {
  const LineModel model = line_test::welding_line(false);
  line_test::GoldenStops stops = line_test::welding_stops(1);
  for (const auto& [jobs, makespan] : {std::pair{1'000, 86'534'807L}, {20'000, 1'698'013'718L}}) {
    LineEngine::Options options;
    options.job_limit = jobs;
    options.stops = &stops;
    LaneEngine lanes(model, 1, 0, 1, kWidest, options);
    lanes.run();
    BOOST_TEST(lanes.fits(0));
    BOOST_TEST(lanes.last_departure_ms(136, 0) == makespan);
  }
}

BOOST_AUTO_TEST_CASE(a_line_that_lanes_cannot_take_is_told_in_a_sentence) {
  LineModel joined = line_test::serial_line({10, 10, 10}, {0, 0});
  joined.links = {{0, 2, 0}, {1, 2, 0}};
  joined.stations[2].join = JoinRule::all_together;
  BOOST_TEST(why_no_lanes(joined).back() == '.');
  LineModel slow = line_test::serial_line({100 * kDayMs}, {});
  BOOST_TEST(why_no_lanes(slow).back() == '.');
  BOOST_TEST(why_no_lanes(line_test::serial_line({10, 10}, {3})) == "");
}

// What lanes do not simulate they must not leave out silently.
BOOST_AUTO_TEST_CASE(lanes_refuse_everything_that_is_not_plain) {
  const auto why = [](const auto& change) {
    LineModel model = line_test::serial_line({10, 10}, {3});
    change(model);
    return why_no_lanes(model);
  };
  BOOST_TEST(why([](LineModel& m) { m.stations[1].machines = 2; }) ==
             "Lanes cannot take this line, because of its machines side by side at line/st02.");
  BOOST_TEST(why([](LineModel& m) { m.links[0].travel_ms = 5; }) != "");
  BOOST_TEST(why([](LineModel& m) { m.stations[0].maintenance = {{"care", 10, 0, 5}}; }) != "");
  BOOST_TEST(why([](LineModel& m) {
               m.calendars = {{"shifts", 100, {{0, 50}}}};
               m.stations[0].calendar = 0;
             }) != "");
  BOOST_TEST(why([](LineModel& m) {
               m.calendars = {{"shifts", 100, {{0, 50}}}};
               m.technicians.resize(1);
               m.technicians[0].calendar = 0;
             }) != "");
  BOOST_TEST(why([](LineModel& m) {
               m.technicians.resize(1);
               m.technicians[0].skills = 2;
             }) != "");
  BOOST_TEST(why([](LineModel& m) { m.technicians.resize(1); }) == "");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
