#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/line/line_test_models.h"
#include "tests/twin/line/random_lines.h"
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

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
