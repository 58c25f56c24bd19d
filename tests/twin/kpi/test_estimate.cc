#include <array>
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/portable_math.h"
#include "models/base/random_stream.h"
#include "twin/kpi/estimate.h"

namespace darkline {

BOOST_AUTO_TEST_SUITE(estimate_of_a_mean)

// Of 1, 2, 3, 4: mean 2.5, s^2 = 5/3, s/sqrt(4) = 0.6454972; t(0.975; 3) = 3.182446 (any table).
BOOST_AUTO_TEST_CASE(four_values_have_the_interval_worked_by_hand) {
  const std::array<double, 4> values = {1.0, 2.0, 3.0, 4.0};
  const Estimate e = estimate_mean(values, 0.95);
  BOOST_TEST(e.mean == 2.5);
  BOOST_TEST(std::fabs(e.half_width - 3.182446 * std::sqrt(5.0 / 12.0)) < 1e-6);
  BOOST_TEST(e.n == 4U);
}

BOOST_AUTO_TEST_CASE(one_value_has_no_known_error) {
  const std::array<double, 1> value = {7.0};
  BOOST_TEST(estimate_mean(value, 0.95).mean == 7.0);
  BOOST_TEST(estimate_mean(value, 0.95).half_width == std::numeric_limits<double>::infinity());
  BOOST_TEST(exactly(7.0, 3).half_width == 0.0);
}

BOOST_AUTO_TEST_CASE(equal_values_have_no_width) {
  const std::array<double, 3> values = {2.0, 2.0, 2.0};
  BOOST_TEST(estimate_mean(values, 0.99).half_width == 0.0);
}

BOOST_AUTO_TEST_CASE(nothing_has_no_mean) {
  BOOST_CHECK_THROW(estimate_mean({}, 0.95), InternalError);
}

// The law of the interval: of 4,000 samples of 5 normal values with mean 10 a share of 0.95 (and of
// 0.80) covers it; 4 standard errors of that share are 4 sqrt(0.95 x 0.05 / 4000) = 0.014 (0.025).
BOOST_AUTO_TEST_CASE(the_interval_covers_the_truth_as_often_as_it_says) {
  for (const double confidence : {0.95, 0.80}) {
    const RandomStream draws(17, 0, 1, DrawPurpose::weld_process);
    int covered = 0;
    std::uint32_t n = 0;
    for (int sample = 0; sample < 4'000; ++sample) {
      std::array<double, 5> values = {};
      for (double& value : values) {
        value = 10.0 + 2.0 * inverse_normal(std::min(draws.uniforms(n++)[0], 1.0 - 1e-16));
      }
      const Estimate e = estimate_mean(values, confidence);
      if (std::fabs(e.mean - 10.0) <= e.half_width) ++covered;
    }
    const double error = std::sqrt(confidence * (1.0 - confidence) / 4'000.0);
    BOOST_TEST(std::fabs(covered / 4'000.0 - confidence) < 4.0 * error, covered);
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
