#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "twin/line/analytic.h"

namespace darkline {
namespace {

// Within half a unit of the last of `digits` published decimals.
bool agrees(double value, double published, int digits) {
  return std::fabs(value - published) <= 0.5001 * std::pow(10.0, -digits);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(analytic)

BOOST_AUTO_TEST_CASE(two_exponential_stations_have_hunts_throughput) {
  BOOST_TEST(two_exponential_stations(1.0, 1.0, 0) == 2.0 / 3.0);
  BOOST_TEST(agrees(two_exponential_stations(1.0, 1.25, 3), .9111805013, 10));
  BOOST_TEST(agrees(two_exponential_stations(2.0, 1.0, 4), 126.0 / 127.0, 12));
  // equal rates are the limit of unequal ones
  BOOST_TEST(agrees(two_exponential_stations(1.0, 1.0 + 1e-7, 5), 7.0 / 8.0, 6));
}

BOOST_AUTO_TEST_CASE(two_machines_of_unit_cycle_have_gershwins_throughput) {
  const FailureRates m{.01, .1};
  BOOST_TEST(agrees(two_machines_unit_cycle(m, m, 2), .83369899, 8));
  BOOST_TEST(agrees(two_machines_unit_cycle(m, m, 3), .83750000, 8));
  BOOST_TEST(agrees(two_machines_unit_cycle(m, m, 10), .85617493, 8));
  BOOST_TEST(agrees(two_machines_unit_cycle({.1, .1}, {.1, .1}, 4), .359375, 12));
}

BOOST_AUTO_TEST_CASE(two_fluid_machines_have_the_published_throughput) {
  const FailureRates m{.01, .1};
  BOOST_TEST(agrees(two_machines_fluid(m, m, 1.0, 1.0), .83696946, 8));
  // a vanishing buffer is the line without buffers, a huge one lets each machine alone:
  // 1 / (1 + .1 + .1) and 1 / 1.1; the second is reached like 1/N
  BOOST_TEST(agrees(two_machines_fluid(m, m, 1.0, 1e-9), 1.0 / 1.2, 8));
  BOOST_TEST(agrees(two_machines_fluid(m, m, 1.0, 1e7), 1.0 / 1.1, 5));
}

BOOST_AUTO_TEST_CASE(two_bernoulli_machines_have_the_published_throughput) {
  BOOST_TEST(agrees(two_bernoulli_machines(.9, .9, 1), 9.0 / 11.0, 12));
  BOOST_TEST(agrees(two_bernoulli_machines(.9, .9, 2), 6.0 / 7.0, 12));
  BOOST_TEST(agrees(two_bernoulli_machines(.9, .9 + 1e-8, 2), 6.0 / 7.0, 7));
}

// Without failures the chain with exponential processing is the line of two exponential stations
// with most_level - 2 places.
BOOST_AUTO_TEST_CASE(machines_that_never_fail_are_exponential_stations) {
  const FailureRates never{0.0, 1.0};
  for (const int places : {0, 1, 4}) {
    BOOST_TEST(agrees(two_machines_exponential(1.0, never, 1.25, never, places + 2),
                      two_exponential_stations(1.0, 1.25, places), 12));
  }
}

// Reversing a line of two machines does not change its throughput (blocking and starving change
// places).
BOOST_AUTO_TEST_CASE(two_unequal_machines_may_change_places) {
  const FailureRates a{.02, .3};
  const FailureRates b{.05, .2};
  BOOST_TEST(agrees(two_machines_exponential(1.0, a, 1.5, b, 5),
                    two_machines_exponential(1.5, b, 1.0, a, 5), 12));
  BOOST_TEST(agrees(two_machines_fluid(a, b, 1.0, 3.0), two_machines_fluid(b, a, 1.0, 3.0), 12));
}

BOOST_AUTO_TEST_CASE(the_repair_crew_keeps_the_published_share_up) {
  BOOST_TEST(agrees(repair_crew_availability(500, 1, 1000, 2), .96515222, 8));
  BOOST_TEST(agrees(repair_crew_availability(500, 2, 1000, 2), .99735258, 8));
  BOOST_TEST(agrees(repair_crew_availability(500, 3, 1000, 2), .99791508, 8));
  // enough technicians: each machine is up MTBF / (MTBF + MTTR)
  BOOST_TEST(agrees(repair_crew_availability(5, 5, 10, 5), 2.0 / 3.0, 12));
}

BOOST_AUTO_TEST_CASE(machines_without_buffers_add_up_their_repairs) {
  BOOST_TEST(line_without_buffers({{.01, .1}}) == 1.0 / 1.1);
  BOOST_TEST(agrees(line_without_buffers({{.01, .1}, {.02, .1}}), 1.0 / 1.3, 15));
  BOOST_CHECK_THROW(line_without_buffers({{.01, 0.0}}), InternalError);
}

BOOST_AUTO_TEST_CASE(a_closed_loop_and_queues_have_their_textbook_values) {
  BOOST_TEST(closed_loop(1, 5, 2.0) == 2.0 / 5.0);  // one pallet goes round alone: K / mu a round
  BOOST_TEST(agrees(closed_loop(6, 4, 1.0), 6.0 / 9.0, 15));
  BOOST_TEST(agrees(wait_in_mm1(.8, 1.0), 4.0, 12));
  BOOST_TEST(agrees(wait_in_md1(.8, 1.0), 2.0, 12));
}

// Slow machines hide the robot's other moves: a + 4d + 4e; with none at all the robot paces.
BOOST_AUTO_TEST_CASE(a_robot_serves_two_machines_at_the_published_cycles) {
  BOOST_TEST(robot_waits_with_each_part(40, 50, 2, 3) == 6 * 2 + 6 * 3 + 90);
  BOOST_TEST(robot_serves_both_machines(40, 50, 2, 3) == 50 + 8 + 12);
  BOOST_TEST(robot_serves_both_machines(0, 0, 2, 3) == 16 + 18);
}

// Two machines are exact by construction; the mirror of a line is the same line; each buffer place
// helps; and no line beats its slowest machine.
BOOST_AUTO_TEST_CASE(the_bernoulli_aggregation_keeps_the_laws_of_lines) {
  BOOST_TEST(agrees(bernoulli_line({.9, .9}, {2}), 6.0 / 7.0, 12));
  BOOST_TEST(
      agrees(bernoulli_line({.9, .8, .95}, {2, 3}), bernoulli_line({.95, .8, .9}, {3, 2}), 10));
  BOOST_TEST(bernoulli_line({.9, .8, .95}, {3, 3}) > bernoulli_line({.9, .8, .95}, {2, 3}));
  BOOST_TEST(bernoulli_line({.9, .8, .95}, {50, 50}) <= .8 + 1e-12);
  BOOST_TEST(agrees(bernoulli_line({.9, .8, .95}, {500, 500}), .8, 6));
}

// Published exact values of exponential lines: exact for two stations; else an approximation, worst
// without places and in long lines. The bounds are what analytic.h promises.
BOOST_AUTO_TEST_CASE(the_exponential_decomposition_is_close_to_exact_chains) {
  BOOST_TEST(agrees(exponential_line({1, 1.25}, {3}), .9111805013, 10));
  const auto off = [](const std::vector<double>& rates, const std::vector<int>& places,
                      double exact) {
    return std::fabs(exponential_line(rates, places) / exact - 1.0);
  };
  BOOST_TEST(off({1, 1, 1}, {0, 0}, 22.0 / 39.0) < .05);
  BOOST_TEST(off({1, 1, 1, 1}, {2, 2, 2}, .700713) < .05);
  BOOST_TEST(off({1, 1, 1, 1}, {3, 3, 3}, .747710) < .05);
  // published .42898 by simulation: known to be too low by a tenth
  BOOST_TEST(off(std::vector<double>(10, 1.0), std::vector<int>(9, 0), .42898) < .13);
  // W1: 100 stations, 2 places, published .59967 by simulation
  BOOST_TEST(off(std::vector<double>(100, 1.0), std::vector<int>(99, 2), .59967) < .05);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
