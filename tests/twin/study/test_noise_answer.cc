// Inputs' uncertainty and the line's noise told apart, where both are known.
#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/study/merged_study.h"
#include "twin/study/noise_answer.h"

using namespace darkline;
using namespace darkline::testing;

namespace {

double sample_variance(const std::vector<double>& values) {
  double mean = 0.0, squares = 0.0;
  for (const double each : values) mean += each / double(values.size());
  for (const double each : values) squares += (each - mean) * (each - mean);
  return squares / (double(values.size()) - 1.0);
}

// A number in [-1, 1] that looks like chance, of variance 1/3.
double hashed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a * 0x9E3779B97F4A7C15ULL + b * 0xC2B2AE3D27D4EB4FULL + 1;
  x ^= x >> 31;
  x *= 0xBF58476D1CE4E5B9ULL;
  x ^= x >> 29;
  x *= 0x94D049BB133111EBULL;
  x ^= x >> 32;
  return double(x >> 11) * 0x1.0p-52 - 1.0;
}

const std::string kSample = R"(design = "monte_carlo"
points = 40
responses = ["net_jph"]
[[factor]]
key = "reliability.repair_factor"
range = [0.5, 1.5]
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(noise_answer)

// y = x + c: nothing is left over, and the parts are the variances of x and of c.
BOOST_AUTO_TEST_CASE(what_adds_up_is_split_exactly) {
  const std::vector<double> x = {1.0, 4.0, 2.5, 7.0, 3.0}, c = {-0.5, 0.25, 0.75, -1.0};
  std::vector<std::vector<double>> y;
  for (const double a : x) {
    y.emplace_back();
    for (const double b : c) y.back().push_back(a + b);
  }
  const NoiseSplit split = split_noise(y, 0.95);
  const auto tolerance = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(split.input == sample_variance(x), tolerance);
  BOOST_TEST(split.line == sample_variance(c), tolerance);
  BOOST_TEST(std::abs(split.rest) < 1e-12);
  const double line = sample_variance(c) / (sample_variance(c) + sample_variance(x));
  BOOST_TEST(split.line_share_of_a_year() == line, tolerance);
  const double of_mean = sample_variance(c) / 4.0;
  BOOST_TEST(split.line_share_of_the_mean() == of_mean / (of_mean + sample_variance(x) / 5.0),
             tolerance);
}

// y = 3 u + v with u of each draw and v of each cell, both of variance 1/3: inputs have 3, noise
// 1/3. Of 2,000 draws and 20 replications the estimates lie within 5 of their standard errors,
// 3 sqrt(2/2000) and 1/3 sqrt(2/38000), a uniform law having less kurtosis than a normal one.
BOOST_AUTO_TEST_CASE(noise_that_lines_do_not_share_is_the_lines_all_the_same) {
  std::vector<std::vector<double>> y;
  for (std::uint64_t d = 0; d < 2000; ++d) {
    y.emplace_back();
    for (std::uint64_t r = 0; r < 20; ++r) {
      y.back().push_back(3.0 * hashed(d, 1000) + hashed(d, r));
    }
  }
  const NoiseSplit split = split_noise(y, 0.95);
  BOOST_TEST(std::abs(split.input - 3.0) < 5.0 * 3.0 * std::sqrt(2.0 / 2000.0));
  BOOST_TEST(std::abs(split.rest - 1.0 / 3.0) < 5.0 / 3.0 * std::sqrt(2.0 / 38000.0));
  BOOST_TEST(std::abs(split.line) < 0.01);
  BOOST_TEST(split.line_share_of_a_year() == 0.1, boost::test_tools::tolerance(0.1));
}

// One value more of c makes the mean surer by the line; the interval holds both levels: with two
// draws it is as wide as Student's of two values where the line is quiet.
BOOST_AUTO_TEST_CASE(the_interval_of_the_mean_is_that_of_the_draws_where_the_line_is_quiet) {
  const std::vector<std::vector<double>> y = {{1.0, 1.0, 1.0}, {3.0, 3.0, 3.0}, {8.0, 8.0, 8.0}};
  const NoiseSplit split = split_noise(y, 0.9);
  const Estimate of_draws = estimate_mean(std::vector<double>{1.0, 3.0, 8.0}, 0.9);
  BOOST_TEST(split.mean.mean == of_draws.mean, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(split.mean.half_width == of_draws.half_width, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(split.line_share_of_a_year() < 1e-12);
}

BOOST_AUTO_TEST_CASE(a_study_says_how_much_of_its_uncertainty_is_the_lines) {
  // 10 x the repair factor, uniform over 1: variance 100/12; noise of +-2 in turn: of 8 values 32/7
  const MergedSample merged(kSample, line_of_jph(8, [](const Scenario& scenario, int r) {
                              return 10.0 * scenario.reliability.repair_factor +
                                     (r % 2 == 0 ? 2.0 : -2.0);
                            }));
  const auto answers = noise_answers(merged.study());
  BOOST_REQUIRE(answers.size() == 1U);
  const NoiseSplit& noise = answers[0].noise;
  BOOST_TEST(noise.line == 32.0 / 7.0, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(noise.input == sample_variance(answers[0].means), boost::test_tools::tolerance(1e-9));
  BOOST_TEST(std::abs(noise.input - 100.0 / 12.0) < 5.0 * 100.0 / 12.0 * std::sqrt(2.0 / 39.0));
  const std::string text = noise_text(answers);
  BOOST_TEST(text.find("is the line's noise") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(a_study_of_one_replication_cannot_tell_and_does_not) {
  const MergedSample merged(kSample, line_of_jph(1, [](const Scenario&, int) { return 1.0; }));
  BOOST_TEST(noise_answers(merged.study()).empty());
}

BOOST_AUTO_TEST_SUITE_END()
