#include "twin/line/time_law.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/special_functions/gamma.hpp>

#include "models/base/error.h"
#include "models/base/portable_math.h"

namespace darkline {
namespace {

// Far beyond any horizon, far below overflow when added up.
constexpr double kLongestMs = 1e15;
constexpr double kMostUniform = 1.0 - 0x1.0p-53;  // u may be 1, where some quantiles are infinite

// Gamma(x) to 40 bits: what is left of the C library's last bit is cut off.
double gamma_to_40_bits(double x) {
  int exponent = 0;
  const double mantissa = std::frexp(boost::math::tgamma(x), &exponent);
  return std::ldexp(std::round(mantissa * 0x1.0p40) * 0x1.0p-40, exponent);
}

double lognormal_ms(double mean, double cv, double u) {
  // mean m and coefficient of variation c: sigma^2 = ln(1 + c^2), x = m exp(sigma z - sigma^2 / 2)
  const double variance = portable_log(1.0 + cv * cv);
  const double z = inverse_normal(std::min(u, kMostUniform));
  return mean * portable_exp(std::sqrt(variance) * z - 0.5 * variance);
}

double weibull_ms(const TimeLaw& law, double u) {
  const double hazard = -portable_log(u);  // >= 0
  if (hazard <= 0.0) return 0.0;
  const double scale = law.mean_ms / gamma_to_40_bits(1.0 + 1.0 / law.shape);
  return scale * portable_exp(portable_log(hazard) / law.shape);
}

double triangular_ms(const TimeLaw& law, double u) {
  const double span = law.high_ms - law.low_ms;
  const double rise = law.mode_ms - law.low_ms;
  if (u * span < rise) return law.low_ms + std::sqrt(u * span * rise);
  return law.high_ms - std::sqrt((1.0 - u) * span * (law.high_ms - law.mode_ms));
}

double sample_ms(const TimeLaw& law, double u) {
  const auto n = static_cast<double>(law.samples_ms.size());
  // u in ((i-1)/n, i/n] takes sample i - 1
  const double i = std::max(1.0, std::ceil(u * n));
  return law.samples_ms[static_cast<std::size_t>(i) - 1];
}

}  // namespace

const char* name_of(LawKind kind) {
  switch (kind) {
    case LawKind::lognormal:
      return "lognormal";
    case LawKind::exponential:
      return "exponential";
    case LawKind::weibull:
      return "weibull";
    case LawKind::gamma:
      return "gamma";
    case LawKind::erlang:
      return "erlang";
    case LawKind::uniform:
      return "uniform";
    case LawKind::triangular:
      return "triangular";
    case LawKind::constant:
      return "constant";
    case LawKind::empirical:
      break;
  }
  return "empirical";
}

void check_time_law(const TimeLaw& law, const char* what) {
  const auto fits = [&](double ms) { return ms >= 0.0 && ms <= kLongestMs; };
  switch (law.kind) {
    case LawKind::lognormal:
      DARKLINE_CHECK(law.cv >= 0.0 && law.cv <= 1e3, what);
      [[fallthrough]];
    case LawKind::exponential:
    case LawKind::constant:
      DARKLINE_CHECK(law.mean_ms > 0.0 && fits(law.mean_ms), what);
      break;
    case LawKind::erlang:
      DARKLINE_CHECK(law.shape >= 1.0 && law.shape == std::floor(law.shape), what);
      [[fallthrough]];
    case LawKind::gamma:
    case LawKind::weibull:
      DARKLINE_CHECK(law.shape >= 0.01 && law.shape <= 1e4, what);
      DARKLINE_CHECK(law.mean_ms > 0.0 && fits(law.mean_ms), what);
      break;
    case LawKind::triangular:
      DARKLINE_CHECK(law.low_ms <= law.mode_ms && law.mode_ms <= law.high_ms, what);
      [[fallthrough]];
    case LawKind::uniform:
      DARKLINE_CHECK(fits(law.low_ms) && fits(law.high_ms) && law.low_ms < law.high_ms, what);
      break;
    case LawKind::empirical:
      DARKLINE_CHECK(!law.samples_ms.empty(), what);
      for (const double ms : law.samples_ms) DARKLINE_CHECK(ms > 0.0 && fits(ms), what);
      break;
  }
}

double mean_ms(const TimeLaw& law) {
  switch (law.kind) {
    case LawKind::uniform:
      return 0.5 * (law.low_ms + law.high_ms);
    case LawKind::triangular:
      return (law.low_ms + law.mode_ms + law.high_ms) / 3.0;
    case LawKind::empirical:
      return std::accumulate(law.samples_ms.begin(), law.samples_ms.end(), 0.0) /
             static_cast<double>(law.samples_ms.size());
    default:
      return law.mean_ms;
  }
}

double variation_of(const TimeLaw& law) {
  const double a = law.low_ms;
  const double b = law.high_ms;
  const double c = law.mode_ms;
  switch (law.kind) {
    case LawKind::lognormal:
      return law.cv;
    case LawKind::exponential:
      return 1.0;
    case LawKind::weibull: {
      const double first = boost::math::tgamma(1.0 + 1.0 / law.shape);
      const double second = boost::math::tgamma(1.0 + 2.0 / law.shape);
      return std::sqrt(second / (first * first) - 1.0);
    }
    case LawKind::gamma:
    case LawKind::erlang:
      return 1.0 / std::sqrt(law.shape);
    case LawKind::uniform:
      return (b - a) / std::sqrt(12.0) / mean_ms(law);
    case LawKind::triangular:
      return std::sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18.0) / mean_ms(law);
    case LawKind::constant:
      return 0.0;
    case LawKind::empirical:
      break;
  }
  const double mean = mean_ms(law);
  double squares = 0.0;
  for (const double ms : law.samples_ms) squares += (ms - mean) * (ms - mean);
  return std::sqrt(squares / static_cast<double>(law.samples_ms.size())) / mean;
}

double draw_ms(const TimeLaw& law, double u) {
  double ms = law.mean_ms;
  switch (law.kind) {
    case LawKind::lognormal:
      if (law.cv > 0.0) ms = lognormal_ms(law.mean_ms, law.cv, u);
      break;
    case LawKind::exponential:
      ms = -portable_log(u) * law.mean_ms;
      break;
    case LawKind::weibull:
      ms = weibull_ms(law, u);
      break;
    case LawKind::gamma:
    case LawKind::erlang:
      ms = boost::math::gamma_p_inv(law.shape, std::min(u, kMostUniform)) * law.mean_ms / law.shape;
      break;
    case LawKind::uniform:
      ms = law.low_ms + u * (law.high_ms - law.low_ms);
      break;
    case LawKind::triangular:
      ms = triangular_ms(law, u);
      break;
    case LawKind::constant:
      break;
    case LawKind::empirical:
      ms = sample_ms(law, u);
      break;
  }
  return std::min(ms, kLongestMs);
}

std::int64_t draw_ticks(const TimeLaw& law, double u) {
  const bool rounded = law.kind == LawKind::constant || law.kind == LawKind::empirical ||
                       (law.kind == LawKind::lognormal && law.cv == 0.0);
  const double ms = draw_ms(law, u);
  if (rounded) return std::max<std::int64_t>(1, std::llround(ms));
  return 1 + static_cast<std::int64_t>(ms);
}

}  // namespace darkline
