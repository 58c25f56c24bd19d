#include "models/base/portable_math.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace darkline {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// ln 2 in two parts: the first has 20 zero bits at its end, so that k times it is exact for every
// exponent k of a double.
constexpr double kLn2High = 0x1.62e42feep-1;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

// 2^k for the exponents of normal numbers.
double power_of_two(int k) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

// c[0] + c[1] x + c[2] x^2 + ...
template <std::size_t n>
double polynomial(const std::array<double, n>& c, double x) {
  double sum = c[n - 1];
  for (std::size_t i = n - 1; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

}  // namespace

double portable_log(double x) {
  if (!(x > 0.0)) return x == 0.0 ? -kInfinity : kNan;
  if (x == kInfinity) return x;
  int k = 0;
  if (x < std::numeric_limits<double>::min()) {  // a subnormal number is made normal
    x *= 0x1.0p54;
    k = -54;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  k += static_cast<int>(bits >> 52) - 1023;
  double m =
      std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFULL) | 0x3FF0000000000000ULL);  // [1, 2)
  if (m > 0x1.6a09e667f3bcdp0) {  // sqrt(2): m goes to (sqrt(1/2), sqrt(2)]
    m *= 0.5;
    ++k;
  }
  // ln(1 + f) = 2 artanh(s) with s = f / (2 + f), and 2 s = f - f^2/2 + s f^2/2: the large terms
  // f and f^2/2 carry almost no error. The series 2 (s^2/3 + s^4/5 + ...) is cut below 2^-57.
  static constexpr std::array<double, 11> kSeries = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,
                                                     2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17,
                                                     2.0 / 19, 2.0 / 21, 2.0 / 23};
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double r = z * polynomial(kSeries, z);
  const double half_square = 0.5 * f * f;
  const double dk = k;
  return dk * kLn2High - ((half_square - (s * (half_square + r) + dk * kLn2Low)) - f);
}

double portable_exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.79) return kInfinity;  // ln of the largest double is 709.7827...
  if (x < -745.14) return 0.0;       // ln of half the smallest is -745.133...
  constexpr double kLog2E = 0x1.71547652b82fep0;
  const int k = static_cast<int>(x * kLog2E + (x < 0.0 ? -0.5 : 0.5));
  const double dk = k;
  const double high = x - dk * kLn2High;  // exact
  const double low = dk * kLn2Low;
  const double r = high - low;  // |r| <= 0.35
  // e^r = 1 + r + r^2 (1/2 + r/6 + ...), cut at r^14/14! < 2^-57.
  static constexpr std::array<double, 13> kSeries = {
      1.0 / 2,         1.0 / 6,          1.0 / 24,           1.0 / 120,     1.0 / 720,
      1.0 / 5040,      1.0 / 40320,      1.0 / 362880,       1.0 / 3628800, 1.0 / 39916800,
      1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200.0};
  const double r_error = (high - r) - low;  // what rounding took from r
  const double e_r = 1.0 + (r + (r * r * polynomial(kSeries, r) + r_error));
  if (k > 1023) return e_r * 2.0 * power_of_two(k - 1);
  if (k < -1022) return e_r * power_of_two(k + 64) * 0x1.0p-64;  // one rounding: subnormal
  return e_r * power_of_two(k);
}

double inverse_normal(double p) {
  if (!(p >= 0.0 && p <= 1.0)) return kNan;
  if (p == 0.0) return -kInfinity;
  if (p == 1.0) return kInfinity;
  const double q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    static constexpr std::array<double, 8> kA = {
        3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
        1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
        3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static constexpr std::array<double, 8> kB = {1.0,
                                                 4.2313330701600911252e+1,
                                                 6.8718700749205790830e+2,
                                                 5.3941960214247511077e+3,
                                                 2.1213794301586595867e+4,
                                                 3.9307895800092710610e+4,
                                                 2.8729085735721942674e+4,
                                                 5.2264952788528545610e+3};
    const double r = 0.180625 - q * q;
    return q * polynomial(kA, r) / polynomial(kB, r);
  }
  const double tail = q < 0.0 ? p : 1.0 - p;
  const double r = std::sqrt(-portable_log(tail));
  double z = 0.0;
  if (r <= 5.0) {
    static constexpr std::array<double, 8> kC = {
        1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static constexpr std::array<double, 8> kD = {1.0,
                                                 2.05319162663775882187e0,
                                                 1.67638483018380384940e0,
                                                 6.89767334985100004550e-1,
                                                 1.48103976427480074590e-1,
                                                 1.51986665636164571966e-2,
                                                 5.47593808499534494600e-4,
                                                 1.05075007164441684324e-9};
    z = polynomial(kC, r - 1.6) / polynomial(kD, r - 1.6);
  } else {
    static constexpr std::array<double, 8> kE = {
        6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static constexpr std::array<double, 8> kF = {1.0,
                                                 5.99832206555887937690e-1,
                                                 1.36929880922735805310e-1,
                                                 1.48753612908506148525e-2,
                                                 7.86869131145613259100e-4,
                                                 1.84631831751005468180e-5,
                                                 1.42151175831644588870e-7,
                                                 2.04426310338993978564e-15};
    z = polynomial(kE, r - 5.0) / polynomial(kF, r - 5.0);
  }
  return q < 0.0 ? -z : z;
}

}  // namespace darkline
