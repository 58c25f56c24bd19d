#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/throws.h"
#include "twin/economics/export_regime.h"
#include "twin/economics/training.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

}  // namespace

BOOST_AUTO_TEST_SUITE(training)

// Economics facts 7.4: 100 h of work, checkpoints of 5 min, restarts of 10 min, a failure every
// 200 h. tau = sqrt(2 x 1/12 x 200) - 1/12 = 5.690 h; 103.029 h.
BOOST_AUTO_TEST_CASE(the_published_makespan_comes_out) {
  const double tau = best_checkpoint_interval(5.0 / 60, 200);
  BOOST_TEST(tau == std::sqrt(2 * (5.0 / 60) * 200) - 5.0 / 60, tt::tolerance(1e-14));
  BOOST_TEST(std::abs(checkpointed_makespan(100, tau, 5.0 / 60, 10.0 / 60, 200) - 103.029) < 5e-4);
  BOOST_TEST(failure_inflation(100, 5.0 / 60, 10.0 / 60, 200) > 1.0);
}

// Without failures nothing is lost but the checkpoints: (tau + C) / tau.
BOOST_AUTO_TEST_CASE(without_failures_only_checkpoints_cost_time) {
  BOOST_TEST(checkpointed_makespan(100, 10, 0.5, 1, 1e12) == 105.0, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(more_failures_never_make_a_run_shorter) {
  double before = 1e300;
  for (const double mtbf : {1.0, 5.0, 20.0, 100.0, 1e3, 1e5}) {
    const double now = failure_inflation(100, 0.1, 0.2, mtbf);
    BOOST_TEST(now <= before);
    BOOST_TEST(now >= 1.0);
    before = now;
  }
}

// Economics facts 7.4: C = 200 kUSD, k = 300,000 x 120 x 0.016 = 576,000: T* = sqrt(400/576) =
// 0.83333 y, and the root term sqrt(2 x 200,000 x 576,000) = 480,000.
BOOST_AUTO_TEST_CASE(the_published_retraining_comes_out) {
  const Retraining best = best_retraining(200e3, 300e3 * 120 * 0.016, 0.1);
  BOOST_TEST(best.interval_y == 5.0 / 6, tt::tolerance(1e-12));
  BOOST_TEST(best.run_usd_per_y + best.drift_usd_per_y == 480e3, tt::tolerance(1e-12));
  BOOST_TEST(best.wait_usd_per_y == 57600.0, tt::tolerance(1e-12));
  // any other interval costs more
  for (const double interval : {0.4, 0.8, 0.9, 2.0}) {
    BOOST_TEST(200e3 / interval + 576e3 * interval / 2 > 480e3);
  }
}

// Four times the price is twice the cost; twice the wait is twice the cost of waiting.
BOOST_AUTO_TEST_CASE(price_enters_as_a_root_and_the_wait_linearly) {
  const Retraining one = best_retraining(5e3, 1e5, 0.04), dear = best_retraining(20e3, 1e5, 0.04);
  BOOST_TEST(dear.run_usd_per_y == 2 * one.run_usd_per_y, tt::tolerance(1e-14));
  BOOST_TEST(best_retraining(5e3, 1e5, 0.08).wait_usd_per_y == 2 * one.wait_usd_per_y,
             tt::tolerance(1e-14));
  BOOST_TEST(std::isinf(best_retraining(5e3, 0, 0.1).interval_y));
}

// A missing part costs 9 times an idle one: 90 %. Poisson of mean 2: 1 - e^-2 (1 + 2 + 2 + 4/3 +
// 2/3) leaves 5.3 % above 4, 14.3 % above 3: 4 parts.
BOOST_AUTO_TEST_CASE(spares_cover_the_critical_share_of_cases) {
  BOOST_TEST(newsvendor_share(9, 1) == 0.9, tt::tolerance(1e-15));
  BOOST_TEST(newsvendor_stock_poisson(2.0, 0.9) == 4);
  BOOST_TEST(newsvendor_stock_poisson(2.0, 0.0) == 0);
  BOOST_TEST(newsvendor_stock_poisson(0.0, 0.99) == 0);
}

// Dense TOPS times bits: A100 4992, H20 2368 in either precision, H100 15832, Ascend 910C 12480.
BOOST_AUTO_TEST_CASE(the_performance_of_chips_is_that_of_the_law) {
  BOOST_TEST(total_processing_performance(312, 16) == 4992.0);
  BOOST_TEST(total_processing_performance(148, 16) == 2368.0);
  BOOST_TEST(total_processing_performance(296, 8) == 2368.0);
  BOOST_TEST(total_processing_performance(1979, 8) == 15832.0);
  BOOST_TEST(total_processing_performance(780, 16) == 12480.0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(export_regime_suite)

// All other states alike: the eigenvalues of the generator are 0 and -5q/4, so that
// P(stay) = 1/5 + 4/5 exp(-5 q t / 4), and its mean over time 1/5 + 4/5 (1 - exp(-x)) / x.
BOOST_AUTO_TEST_CASE(the_chain_has_its_closed_form) {
  for (const double q : {0.0, 0.4, 1.5, 12.0}) {
    for (const double t : {0.0, 0.1, 1.0, 5.0}) {
      const double x = 1.25 * q * t;
      const double stay = 0.2 + 0.8 * std::exp(-x);
      const double mean = x == 0.0 ? 1.0 : 0.2 + 0.8 * -std::expm1(-x) / x;
      const RegimeShares after = regime_after(ExportRegime::licence, q, t);
      const RegimeShares over = regime_over(ExportRegime::licence, q, t);
      double sum = 0.0;
      for (std::size_t k = 0; k < kExportRegimes; ++k) {
        const bool own = k == static_cast<std::size_t>(ExportRegime::licence);
        BOOST_TEST(std::abs(after[k] - (own ? stay : (1 - stay) / 4)) < 1e-12);
        BOOST_TEST(std::abs(over[k] - (own ? mean : (1 - mean) / 4)) < 1e-12);
        sum += after[k];
      }
      BOOST_TEST(sum == 1.0, tt::tolerance(1e-12));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_regime_is_read_by_its_name) {
  BOOST_TEST((export_regime("banned") == ExportRegime::banned));
  DARKLINE_TEST_THROWS(export_regime("baned"), InputError, "\"baned\"", "did you mean banned");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
