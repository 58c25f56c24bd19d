#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "twin/line/markov_line.h"

namespace darkline {
namespace {

bool near(double value, double expected, double tolerance = 1e-12) {
  return std::fabs(value - expected) <= tolerance;
}

MarkovSolution row(const std::vector<MarkovStation>& stations,
                   const std::vector<std::int64_t>& places) {
  return *solve_markov_line(markov_row(stations, places));
}

MarkovSolution balanced(std::size_t stations, std::int64_t places) {
  return row(std::vector<MarkovStation>(stations), std::vector<std::int64_t>(stations - 1, places));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(markov_line)

// 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144: Fibonacci(2K) for K = 2 to 6.
BOOST_AUTO_TEST_CASE(a_line_without_places_has_fibonacci_many_states) {
  const std::vector<std::size_t> fibonacci = {3, 8, 21, 55, 144};
  for (std::size_t k = 2; k <= 6; ++k) BOOST_TEST(balanced(k, 0).states == fibonacci[k - 2]);
}

BOOST_AUTO_TEST_CASE(balanced_lines_have_hunts_throughput_and_parts) {
  BOOST_TEST(near(balanced(2, 0).throughput, 2.0 / 3.0));
  BOOST_TEST(near(balanced(3, 0).throughput, 22.0 / 39.0));
  BOOST_TEST(near(balanced(4, 0).throughput, 4024.0 / 7817.0));
  BOOST_TEST(near(balanced(3, 0).wip, 2.358974, 5e-7));
  BOOST_TEST(near(balanced(4, 0).wip, 3.064603, 5e-7));
}

BOOST_AUTO_TEST_CASE(places_give_the_published_fractions) {
  BOOST_TEST(near(balanced(3, 1).throughput, 8529.0 / 12721.0));
  BOOST_TEST(near(balanced(3, 2).throughput, 2463197.0 / 3355778.0));
  BOOST_TEST(near(row({{1.0}, {1.25}}, {3}).throughput, two_exponential_stations(1.0, 1.25, 3)));
}

BOOST_AUTO_TEST_CASE(erlang_service_gives_the_published_fractions) {
  const MarkovStation erlang{1.0, 2};
  BOOST_TEST(near(row({erlang, erlang}, {0}).throughput, 8.0 / 11.0));
  BOOST_TEST(near(row({erlang, erlang, erlang}, {0, 0}).throughput, 1347976.0 / 2104869.0));
}

// 6/11 = 1 / E max of three exponentials; 26/45 from six states solved by hand (test_validation).
BOOST_AUTO_TEST_CASE(an_assembly_knows_both_rules_of_joining) {
  MarkovLine line{std::vector<MarkovStation>(3), {{0, 2, 0}, {1, 2, 0}}};
  BOOST_TEST(near(solve_markov_line(line)->throughput, 26.0 / 45.0));
  line.stations[2].join = JoinRule::all_together;
  BOOST_TEST(near(solve_markov_line(line)->throughput, 6.0 / 11.0));
}

// The chain of Gershwin and Berman counts the part in the second machine, and lets the first stop
// making a part when the buffer is full: most_level = places + 2 in terms of blocking after
// service.
BOOST_AUTO_TEST_CASE(stops_agree_with_the_two_machine_chain) {
  const FailureRates first{.05, .4}, second{.1, .5};
  for (const int places : {0, 1, 4}) {
    BOOST_TEST(near(row({{1.0, 1, first}, {1.2, 1, second}}, {places}).throughput,
                    two_machines_exponential(1.0, first, 1.2, second, places + 2)));
  }
}

BOOST_AUTO_TEST_CASE(shares_sum_to_one_and_every_station_passes_the_same_parts) {
  const MarkovSolution found =
      row({{1.0, 2, {.05, .4}}, {1.3}, {0.9, 3}, {1.1, 1, {.02, .1}}}, {1, 0, 2});
  const std::vector<double> rates = {1.0, 1.3, 0.9, 1.1};
  for (std::size_t k = 0; k < 4; ++k) {
    BOOST_TEST(near(found.working[k] + found.blocked[k] + found.starved[k] + found.down[k], 1.0));
    BOOST_TEST(near(found.working[k] * rates[k], found.throughput));
  }
  BOOST_TEST(near(found.starved[0], 0.0));
  BOOST_TEST(near(found.blocked[3], 0.0));
  BOOST_TEST(near(found.down[0], found.working[0] * .05 / .4));  // a stop takes 1/.4 on average
}

// Reversed, with its places, a line has the same throughput (Yamazaki and Sakasegawa 1975).
BOOST_AUTO_TEST_CASE(a_line_and_its_mirror_are_equal) {
  const std::vector<MarkovStation> stations = {{1.0}, {1.7}, {0.8}, {1.2}};
  const std::vector<MarkovStation> mirror(stations.rbegin(), stations.rend());
  BOOST_TEST(near(row(stations, {2, 0, 1}).throughput, row(mirror, {1, 0, 2}).throughput));
}

BOOST_AUTO_TEST_CASE(more_places_and_faster_stations_never_lose) {
  const double base = row({{1.0}, {1.2}, {0.9}}, {1, 1}).throughput;
  for (const auto& places : {std::vector<std::int64_t>{2, 1}, std::vector<std::int64_t>{1, 2}}) {
    BOOST_TEST(row({{1.0}, {1.2}, {0.9}}, places).throughput > base);
  }
  BOOST_TEST(row({{1.1}, {1.2}, {0.9}}, {1, 1}).throughput > base);
  BOOST_TEST(row({{1.0}, {1.3}, {0.9}}, {1, 1}).throughput > base);
  BOOST_TEST(row({{1.0}, {1.2}, {1.0}}, {1, 1}).throughput > base);
}

// Total mean work held at 3: inner station a little faster beats the balanced line; much faster
// does not (Hillier and Boling 1966).
BOOST_AUTO_TEST_CASE(a_slightly_faster_middle_beats_the_balanced_line) {
  const auto with_middle = [](double work) {
    const double outer = (3.0 - work) / 2.0;
    return row({{1.0 / outer}, {1.0 / work}, {1.0 / outer}}, {0, 0}).throughput;
  };
  BOOST_TEST(with_middle(0.9) > with_middle(1.0));
  BOOST_TEST(with_middle(1.1) < with_middle(1.0));
  BOOST_TEST(with_middle(0.5) < with_middle(1.0));
}

// Exhaustive: the published best divisions of places over the three buffers of four stations.
BOOST_AUTO_TEST_CASE(places_are_best_in_the_middle) {
  const auto best = [](std::int64_t places) {
    double most = 0.0;
    std::vector<std::int64_t> at;
    for (std::int64_t a = 0; a <= places; ++a) {
      for (std::int64_t b = 0; a + b <= places; ++b) {
        const std::vector<std::int64_t> split = {a, b, places - a - b};
        const double found = row(std::vector<MarkovStation>(4), split).throughput;
        if (found > most + 1e-12) {
          most = found;
          at = split;
        }
      }
    }
    return std::pair(at, most);
  };
  BOOST_TEST((best(1).first == std::vector<std::int64_t>{0, 1, 0}));
  BOOST_TEST(near(best(1).second, .558860, 5e-7));
  BOOST_TEST((best(2).first == std::vector<std::int64_t>{0, 1, 1}));  // and its mirror
  BOOST_TEST(near(best(2).second, .589703, 5e-7));
  BOOST_TEST((best(3).first == std::vector<std::int64_t>{1, 1, 1}));
  BOOST_TEST(near(best(3).second, .631153, 5e-7));
}

BOOST_AUTO_TEST_CASE(a_chain_that_is_too_large_is_not_begun) {
  const MarkovLine line =
      markov_row(std::vector<MarkovStation>(8), std::vector<std::int64_t>(7, 5));
  BOOST_TEST(!solve_markov_line(line).has_value());
  BOOST_CHECK_THROW(solve_markov_line({{{0.0}}, {}}), InternalError);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
