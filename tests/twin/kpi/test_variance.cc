#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/portable_math.h"
#include "models/base/random_stream.h"
#include "twin/kpi/variance.h"

namespace darkline {
namespace {

// Independent standard normal numbers, as many as are asked for.
std::vector<double> normals(std::uint32_t replication, std::uint32_t entity, std::uint32_t n) {
  std::vector<double> z;
  const RandomStream stream(11, replication, entity, DrawPurpose::rework);
  for (std::uint32_t i = 0; i < n; ++i) {
    z.push_back(inverse_normal(std::min(stream.uniforms(i)[0], 1.0 - 0x1.0p-53)));
  }
  return z;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(variance)

// values 1, 2, 3, 6 and controls equal to them but 1 lower, of expectation 2 (sample mean 2): beta
// is 1 and nothing is left over, so the mean is 3 - (2 - 2) = 3 without error.
BOOST_AUTO_TEST_CASE(a_perfect_control_takes_all_the_noise) {
  const std::vector<double> values = {1, 2, 3, 6};
  const std::vector<double> controls = {0, 1, 2, 5};
  const Controlled found = controlled_mean(values, controls, 1.5, 0.95);
  BOOST_TEST(found.coefficient == 1.0);
  BOOST_TEST(found.estimate.mean == 3.0 - (2.0 - 1.5));
  BOOST_TEST(found.estimate.half_width < 1e-6);
  BOOST_TEST(found.variance_ratio < 1e-12);
}

// y = z + 2 c with c of mean 0 and variance 1: without control the variance is 5, with it 1, so the
// ratio is about 1/5; and the intervals still cover the truth, 0.
BOOST_AUTO_TEST_CASE(a_good_control_narrows_the_interval_and_keeps_its_coverage) {
  int covered = 0;
  double ratios = 0.0;
  constexpr int kExperiments = 1'000;
  for (std::uint32_t e = 0; e < kExperiments; ++e) {
    std::vector<double> y = normals(e, 1, 12);
    const std::vector<double> c = normals(e, 2, 12);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += 2.0 * c[i];
    const Controlled found = controlled_mean(y, c, 0.0, 0.95);
    covered += std::fabs(found.estimate.mean) <= found.estimate.half_width ? 1 : 0;
    ratios += found.variance_ratio / kExperiments;
  }
  BOOST_TEST(covered > 930);
  BOOST_TEST(covered < 970);
  BOOST_TEST(ratios < 0.4);  // 1/5, and what estimating the coefficient costs
}

BOOST_AUTO_TEST_CASE(a_control_that_does_not_vary_changes_nothing) {
  const Controlled found =
      controlled_mean(std::vector<double>{1, 2, 3, 6}, std::vector<double>{4, 4, 4, 4}, 7.0, 0.95);
  BOOST_TEST(found.estimate.mean == 3.0);
  BOOST_TEST(found.variance_ratio == 1.0);
}

// b = a + 1 in every replication: the difference is known exactly however much a scatters.
BOOST_AUTO_TEST_CASE(what_two_scenarios_share_cancels) {
  const PairedDifference found =
      paired_difference(std::vector<double>{10, 20, 40}, std::vector<double>{11, 21, 41}, 0.95);
  BOOST_TEST(found.difference.mean == 1.0);
  BOOST_TEST(found.difference.half_width == 0.0);
  BOOST_TEST(found.variance_ratio == 0.0);
}

// Independent values: the variance of the difference is the sum of the variances.
BOOST_AUTO_TEST_CASE(independent_runs_have_a_variance_ratio_of_about_one) {
  const std::vector<double> a = normals(0, 3, 4'000);
  const std::vector<double> b = normals(0, 4, 4'000);
  const PairedDifference found = paired_difference(a, b, 0.95);
  BOOST_TEST(std::fabs(found.variance_ratio - 1.0) < 4.0 / std::sqrt(4'000.0));
}

// Pairs (1, 5), (2, 4), (3, 3) all have the mean 3.
BOOST_AUTO_TEST_CASE(antithetic_pairs_count_as_one_value_each) {
  const Estimate found = antithetic_mean(std::vector<double>{1, 5, 2, 4, 3, 3}, 0.95);
  BOOST_TEST(found.mean == 3.0);
  BOOST_TEST(found.half_width == 0.0);
  BOOST_TEST(found.n == 3U);
  BOOST_CHECK_THROW(antithetic_mean(std::vector<double>{1, 2, 3}, 0.95), InternalError);
}

// 1 | 2 3 | 4 5 | 6 7 in three batches: the first interval is left out, the batches are 2.5, 4.5,
// 6.5; t(0.975; 2) = 4.302653, their standard deviation 2.
BOOST_AUTO_TEST_CASE(batches_are_made_from_the_end) {
  const BatchMeans found = batch_means(std::vector<double>{1, 2, 3, 4, 5, 6, 7}, 3, 0.95);
  BOOST_TEST(found.estimate.mean == 4.5);
  BOOST_TEST(found.estimate.n == 3U);
  BOOST_TEST(found.estimate.half_width == 4.302653 * 2.0 / std::sqrt(3.0),
             boost::test_tools::tolerance(1e-6));
}

// A series with correlation 0.95 from one interval to the next: batches of 2 are still correlated,
// batches of 400 are not, and their interval covers the mean.
BOOST_AUTO_TEST_CASE(batches_that_are_too_short_are_told) {
  std::vector<double> series = {0.0};
  for (const double z : normals(0, 5, 8'000)) series.push_back(0.95 * series.back() + z);
  BOOST_TEST(batch_means(series, 4'000, 0.95).too_short);
  const BatchMeans found = batch_means(series, 20, 0.95);
  BOOST_TEST(!found.too_short);
  BOOST_TEST(std::fabs(found.estimate.mean) < 2.0 * found.estimate.half_width);
}

BOOST_AUTO_TEST_CASE(values_that_differ_by_rounding_alone_are_a_constant) {
  const std::vector<double> constant = {48.0, std::nextafter(48.0, 49.0), 48.0, 48.0};
  BOOST_TEST(batch_means(constant, 4, 0.95).lag_1 == 0.0);
  BOOST_TEST(controlled_mean(constant, std::vector<double>{1, 2, 3, 4}, 0, 0.95).variance_ratio ==
             1.0);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
