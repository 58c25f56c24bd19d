#include <cmath>

#include <boost/test/unit_test.hpp>

#include "twin/line/draws.h"

namespace darkline {
namespace {

struct Moments {
  double mean_work = 0.0, mean_repair = 0.0, sd_repair = 0.0;
};

Moments moments_of(const StopClass& stop, int n) {
  const RandomStream stream(5, 0, 99, failure_purpose(0));
  double work = 0.0;
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < n; ++i) {
    const StopDraw draw = draw_stop(stop, stream, static_cast<std::uint32_t>(i));
    const auto repair = static_cast<double>(draw.repair_ms);
    work += static_cast<double>(draw.work_ms);
    sum += repair;
    squares += repair * repair;
  }
  const double mean = sum / n;
  return {work / n, mean, std::sqrt(squares / n - mean * mean)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(draws)

// Standard errors with n = 10^5: of the exponential mean 1/316 of it, of a mean repair with cv c
// c/316; a sample standard deviation of a skew law is coarser, 5 % is 4 errors for cv 0.5.
BOOST_AUTO_TEST_CASE(repairs_have_the_mean_and_the_spread_that_they_are_given) {
  const int n = 100'000;
  for (const double cv : {0.25, 0.5, 1.0}) {
    const Moments m = moments_of({"stop", 0, 1e7, 2e5, cv, RepairLaw::lognormal}, n);
    BOOST_TEST(std::fabs(m.mean_work / 1e7 - 1.0) < 4.0 / 316.0);
    BOOST_TEST(std::fabs(m.mean_repair / 2e5 - 1.0) < 4.0 * cv / 316.0, cv);
    BOOST_TEST(std::fabs(m.sd_repair / 2e5 / cv - 1.0) < (cv < 1.0 ? 0.05 : 0.15), cv);
  }
  const Moments m = moments_of({"stop", 0, 1e7, 2e5, 1.0, RepairLaw::exponential}, n);
  BOOST_TEST(std::fabs(m.mean_repair / 2e5 - 1.0) < 4.0 / 316.0);
  BOOST_TEST(std::fabs(m.sd_repair / 2e5 - 1.0) < 0.03);
}

BOOST_AUTO_TEST_CASE(a_repair_without_spread_is_its_mean) {
  const RandomStream stream(5, 0, 99, failure_purpose(0));
  const StopClass stop{"stop", 0, 1e7, 60'000, 0.0, RepairLaw::lognormal};
  for (std::uint32_t n = 0; n < 10; ++n) BOOST_TEST(draw_stop(stop, stream, n).repair_ms == 60'000);
}

// Both kinds of time are at least one tick, however short their means: engines rely on it.
BOOST_AUTO_TEST_CASE(no_time_is_shorter_than_a_tick) {
  const RandomStream stream(5, 0, 99, failure_purpose(0));
  const StopClass stop{"stop", 0, 1e-3, 1e-3, 1.0, RepairLaw::lognormal};
  for (std::uint32_t n = 0; n < 1000; ++n) {
    BOOST_TEST(draw_stop(stop, stream, n).work_ms >= 1);
    BOOST_TEST(draw_stop(stop, stream, n).repair_ms >= 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
