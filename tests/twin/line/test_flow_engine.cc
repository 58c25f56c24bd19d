#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/line/engine_lines.h"
#include "tests/twin/line/golden_lines.h"
#include "tests/twin/line/line_test_models.h"
#include "twin/line/engine_choice.h"
#include "twin/line/event_engine.h"
#include "twin/line/flow_engine.h"

namespace darkline {
namespace {

using line_test::LineDice;
using line_test::LineKinds;
using line_test::random_line;
using line_test::same_result;
using line_test::text_of;

// Everything that both engines tell of one run must be equal: each departure, each millisecond of
// each station, each level.
void expect_equal_engines(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                          LineEngine::Options options, const std::string& what) {
  const ReplicationResult by_events = simulate(model, seed, replication, options);
  options.trace_departures = true;
  LineEngine events(model, seed, replication, options);
  events.run_until(LineDuration{model.horizon_ms});
  FlowEngine flow(model, seed, replication, options);
  flow.run();
  BOOST_TEST_REQUIRE(same_result(by_events, flow.result()), what << "\n"
                                                                 << text_of(by_events) << "\n"
                                                                 << text_of(flow.result()));
  BOOST_TEST_REQUIRE((events.departures() == flow.departures()), what);
}

void compare_random_lines(std::uint32_t seed, int rounds, const LineKinds& kinds) {
  LineDice dice(seed);
  for (int round = 0; round < rounds; ++round) {
    const LineModel model = random_line(dice, kinds);
    LineEngine::Options options;
    if (round % 3 == 2) options.job_limit = dice(1, 300);
    expect_equal_engines(model, static_cast<std::uint64_t>(round), 7, options,
                         "line " + std::to_string(round));
  }
}

struct Outcome {
  std::int64_t makespan_ms = 0;
  std::int64_t repairs = 0;
};

Outcome run_welding_line(std::uint64_t seed, std::int64_t jobs, bool limited_crew) {
  const LineModel model = line_test::welding_line(limited_crew);
  line_test::GoldenStops stops = line_test::welding_stops(seed);
  LineEngine::Options options;
  options.job_limit = jobs;
  options.stops = &stops;
  FlowEngine engine(model, seed, 0, options);
  engine.run();
  Outcome outcome{engine.last_departure(136).count(), 0};
  for (std::size_t k = 0; k < 137; ++k) outcome.repairs += engine.repairs(k);
  return outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flow_engine)

BOOST_AUTO_TEST_CASE(lines_with_crews_shifts_and_dressing_are_equal_to_the_last_bit) {
  compare_random_lines(21, 120, {});
}

BOOST_AUTO_TEST_CASE(lines_of_few_ticks_with_many_ties_are_equal_to_the_last_bit) {
  LineKinds kinds;
  kinds.coarse = true;
  compare_random_lines(22, 160, kinds);
}

BOOST_AUTO_TEST_CASE(skills_and_ways_of_technicians_are_equal_to_the_last_bit) {
  for (const bool coarse : {false, true}) {
    LineDice dice(coarse ? 28 : 29);
    LineKinds kinds;
    kinds.coarse = coarse;
    for (int round = 0; round < 40; ++round) {
      LineModel model = random_line(dice, kinds);
      for (std::size_t t = 1; t < model.technicians.size(); ++t) {  // the first can do everything
        model.technicians[t].skills = static_cast<std::uint32_t>(dice(1, 3));
      }
      for (LineStation& station : model.stations) {
        station.walk_ms = coarse ? dice(0, 9) : dice(0, 600'000);
        for (StopClass& stop : station.stops) stop.skill = static_cast<std::uint32_t>(dice(0, 1));
      }
      BOOST_TEST_REQUIRE(first_not_flow(model).empty());
      expect_equal_engines(model, static_cast<std::uint64_t>(round), 7, {},
                           "line " + std::to_string(round));
    }
  }
}

// Ten thousand stations in a row, each fed through two places, with stops and with technicians.
BOOST_AUTO_TEST_CASE(a_line_of_ten_thousand_stations_is_equal_to_the_last_bit) {
  constexpr std::size_t kStations = 10'000;
  LineModel model = line_test::serial_line(std::vector<std::int64_t>(kStations, 50'000),
                                           std::vector<std::int64_t>(kStations - 1, 2));
  for (std::size_t k = 0; k < kStations; ++k) {
    LineStation& station = model.stations[k];
    station.cycle_ms = {{40'000, 45'000, static_cast<std::int64_t>(50'000 + k % 7)}};
    station.stops = {{"stop", 0, 8.0 * 3.6e6, 480e3}};
  }
  LineEngine::Options options;
  options.job_limit = 60;
  expect_equal_engines(model, 1, 0, options, "unlimited");
  model.technicians.resize(2);
  expect_equal_engines(model, 1, 0, options, "two technicians");
}

BOOST_AUTO_TEST_CASE(lines_without_crews_are_equal_to_the_last_bit) {
  LineKinds kinds;
  kinds.crews = false;
  compare_random_lines(23, 60, kinds);
  kinds.coarse = true;
  compare_random_lines(24, 60, kinds);
}

BOOST_AUTO_TEST_CASE(joins_of_all_parts_together_are_equal_to_the_last_bit) {
  LineKinds kinds;
  kinds.together = true;
  compare_random_lines(25, 60, kinds);
  kinds.coarse = true;
  compare_random_lines(26, 80, kinds);
  kinds.crews = false;
  compare_random_lines(27, 80, kinds);
}

// Cycles that are drawn, not taken from a table, with stops and joins around them.
BOOST_AUTO_TEST_CASE(exponential_cycles_are_equal_to_the_last_bit) {
  LineDice dice(28);
  for (int round = 0; round < 40; ++round) {
    LineModel model = random_line(dice, {});
    for (LineStation& station : model.stations) {
      if (dice(0, 1) == 0) continue;
      station.exponential_mean_ms = static_cast<double>(dice(1'000, 60'000));
      station.pace_ms = 0;
    }
    expect_equal_engines(model, 3, static_cast<std::uint32_t>(round), {},
                         "line " + std::to_string(round));
  }
}

// With 10^9 ticks to the unit each service is off by at most half a tick, and a makespan is a sum
// of fewer than 2 J + 300 services along the critical path.
BOOST_AUTO_TEST_CASE(a_hundred_exponential_stations_finish_when_every_other_simulator_says) {
  const LineModel model = [] {
    LineModel line = line_test::hundred_stations(1);
    line.horizon_ms = std::int64_t{1} << 42;  // 4398 units of time
    return line;
  }();
  line_test::CyclesBy cycles(line_test::w1_cycle);
  LineEngine::Options options;
  options.job_limit = 2000;
  options.cycles = &cycles;
  FlowEngine engine(model, 1, 0, options);
  engine.run();
  const double makespan =
      static_cast<double>(engine.last_departure(99).count()) / line_test::kGoldenTicks;
  BOOST_TEST(std::fabs(makespan - 3583.015955797) <= 0.5e-9 * 4300 + 0.5e-9, makespan);
}

// Crews of six, the first three on duty from 06:00 to 22:00, and without limit.
BOOST_AUTO_TEST_CASE(the_branching_welding_line_has_its_published_makespans_and_failures) {
  BOOST_TEST(run_welding_line(1, 1, true).makespan_ms == 3'981'802);
  BOOST_TEST(run_welding_line(1, 1, true).repairs == 0);
  BOOST_TEST(run_welding_line(1, 1'000, true).makespan_ms == 86'714'630);
  BOOST_TEST(run_welding_line(1, 1'000, true).repairs == 269);
  BOOST_TEST(run_welding_line(2, 1'000, true).makespan_ms == 88'888'469);
  BOOST_TEST(run_welding_line(2, 1'000, true).repairs == 242);
  BOOST_TEST(run_welding_line(1, 1'000, false).makespan_ms == 86'534'807);
  BOOST_TEST(run_welding_line(1, 20'000, true).makespan_ms == 1'704'963'233);
  BOOST_TEST(run_welding_line(1, 20'000, true).repairs == 5'000);
  BOOST_TEST(run_welding_line(2, 20'000, true).makespan_ms == 1'684'814'889);
  BOOST_TEST(run_welding_line(2, 20'000, true).repairs == 4'839);
  BOOST_TEST(run_welding_line(1, 20'000, false).makespan_ms == 1'698'013'718);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
