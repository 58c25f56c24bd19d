#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "models/base/portable_math.h"
#include "models/base/random_stream.h"

namespace darkline {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// How many units in the last place of `exact` the two differ by, with `exact` in long double.
double ulps(double value, long double exact) {
  const double rounded = static_cast<double>(exact);
  const double ulp = std::nextafter(std::fabs(rounded), kInfinity) - std::fabs(rounded);
  return static_cast<double>(std::fabs(static_cast<long double>(value) - exact) /
                             static_cast<long double>(ulp));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(portable_math)

// The 80-bit functions of the C library have 11 bits more than a double: they are the exact value.
BOOST_AUTO_TEST_CASE(the_logarithm_is_within_one_unit_in_the_last_place_everywhere) {
  const RandomStream draws(1, 0, 0, DrawPurpose::weld_process);
  double worst = 0.0;
  for (std::uint32_t n = 0; n < 200'000; ++n) {
    const auto [word, other] = draws.words(n);
    // any positive double by its bits, and numbers around 1, where cancellation is hardest
    const double any = std::bit_cast<double>(word % 0x7FF0000000000000ULL);
    const double near_one = 0.5 + to_unit_interval(other) * 1.5;
    for (const double x : {any, near_one}) {
      if (x == 0.0 || x == 1.0) continue;
      worst = std::max(worst, ulps(portable_log(x), std::log(static_cast<long double>(x))));
    }
  }
  BOOST_TEST(worst <= 1.0);
  BOOST_TEST(worst > 0.4);  // else the measure itself is wrong: no double function can do better
}

BOOST_AUTO_TEST_CASE(the_exponential_is_within_one_unit_in_the_last_place_everywhere) {
  const RandomStream draws(2, 0, 0, DrawPurpose::weld_process);
  double worst = 0.0;
  for (std::uint32_t n = 0; n < 200'000; ++n) {
    const auto [u, v] = draws.uniforms(n);
    for (const double x : {-708.0 + 1417.0 * u, -1.0 + 2.0 * v}) {
      worst = std::max(worst, ulps(portable_exp(x), std::exp(static_cast<long double>(x))));
    }
  }
  BOOST_TEST(worst <= 1.0);
  BOOST_TEST(worst > 0.4);
}

BOOST_AUTO_TEST_CASE(logarithm_and_exponential_keep_their_ends) {
  BOOST_TEST(portable_log(1.0) == 0.0);
  BOOST_TEST(portable_log(0.0) == -kInfinity);
  BOOST_TEST(std::isnan(portable_log(-1.0)));
  BOOST_TEST(portable_log(kInfinity) == kInfinity);
  BOOST_TEST(portable_exp(0.0) == 1.0);
  BOOST_TEST(portable_exp(-800.0) == 0.0);
  BOOST_TEST(portable_exp(-kInfinity) == 0.0);
  BOOST_TEST(portable_exp(800.0) == kInfinity);
  BOOST_TEST(std::isnan(portable_exp(std::numeric_limits<double>::quiet_NaN())));
  // the largest and the smallest positive result
  BOOST_TEST(ulps(portable_exp(709.75), std::exp(709.75L)) <= 1.0);
  BOOST_TEST(portable_exp(-745.13) == std::numeric_limits<double>::denorm_min());
  const double smallest = std::numeric_limits<double>::denorm_min();
  BOOST_TEST(portable_log(smallest) == static_cast<double>(-1074.0L * std::log(2.0L)));
}

// Phi(z) = erfc(-z / sqrt(2)) / 2. An error dz of z moves p by phi(z) dz, so the error of z is
// (Phi(z) - p) / phi(z); it is measured in long double.
BOOST_AUTO_TEST_CASE(the_inverse_normal_is_undone_by_the_normal_distribution) {
  const auto relative_error = [](double p) {
    const auto z = static_cast<long double>(inverse_normal(p));
    const long double cdf = std::erfc(-z / std::sqrt(2.0L)) / 2.0L;
    const long double density = std::exp(-z * z / 2.0L) / std::sqrt(2.0L * std::acos(-1.0L));
    return static_cast<double>(std::fabs((cdf - static_cast<long double>(p)) / density / z));
  };
  double worst = 0.0;
  const RandomStream draws(3, 0, 0, DrawPurpose::weld_process);
  for (std::uint32_t n = 0; n < 100'000; ++n) {
    const auto [u, v] = draws.uniforms(n);
    const double tiny = std::exp(-700.0 * v);
    for (const double p : {u, tiny}) {
      // near p = 1/2 the relative error of z is dominated by the rounding of p - 1/2 in cdf
      if (p < 1.0 && std::fabs(p - 0.5) > 1e-3) worst = std::max(worst, relative_error(p));
    }
  }
  BOOST_TEST(worst < 2e-15);
}

BOOST_AUTO_TEST_CASE(the_inverse_normal_is_odd_about_one_half) {
  BOOST_TEST(inverse_normal(0.5) == 0.0);
  BOOST_TEST(inverse_normal(0.25) == -inverse_normal(0.75));
  BOOST_TEST(inverse_normal(0.0) == -kInfinity);
  BOOST_TEST(inverse_normal(1.0) == kInfinity);
  BOOST_TEST(std::isnan(inverse_normal(1.5)));
  // the 97.5 % point, in every table: 1.959963984540054
  BOOST_TEST(inverse_normal(0.975) == 1.959963984540054, boost::test_tools::tolerance(1e-15));
}

// ln 10 = 2.302585092994045684017991..., rounded to double.
BOOST_AUTO_TEST_CASE(the_logarithm_of_ten_has_the_bits_of_its_digits) {
  BOOST_TEST(std::bit_cast<std::uint64_t>(portable_log(10.0)) == 0x40026BB1BBB55516ULL);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
