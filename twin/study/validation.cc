#include "twin/study/validation.h"

#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <span>
#include <string>

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>

#include "twin/study/sampling.h"
#include "twin/study/sensitivity.h"

namespace darkline {
namespace {

using Function = std::function<double(std::span<const double>)>;  // of the unit cube

constexpr double kConfidence = 0.95;
constexpr std::uint64_t kSeed = 1;

struct Tolerance {
  double first = 0.005, total = 0.005;
};
// Of Ishigami's function: the worst of 16 shifts of a Sobol sequence, economics facts 5.2.
constexpr Tolerance kWorstOf4096{0.0069, 0.0036};
constexpr Tolerance kWorstOf16384{0.0008, 0.0003};

class Validator {
 public:
  // Indices of a function of independent uniform inputs, where first and total are known.
  void indices(const std::string& name, const std::string& source, const Function& f,
               std::uint64_t n, const std::vector<double>& first, const std::vector<double>& total,
               Tolerance tolerance) {
    std::vector<std::size_t> group(first.size());
    std::iota(group.begin(), group.end(), 0U);
    compare(name, source, exchange_points(n, group, true, kSeed), f, n, first, total, tolerance);
  }

  // x1 + x2 + x3 of normal laws with deviations 1, 2, 3, the first two correlated by 0.8: variance
  // 1 + 4 + 2 x 0.8 x 1 x 2 + 9 = 17.2, of which the pair has 8.2.
  void groups() {
    constexpr std::uint64_t kPoints = 16'384;
    const std::vector<std::size_t> group = {0, 0, 1};
    std::vector<double> points = exchange_points(kPoints, group, true, kSeed);
    // Spearman's rank of a normal copula of 0.8
    const double rank = 6.0 / std::numbers::pi * std::asin(0.8 / 2.0);
    correlate(points, std::vector<double>{1.0, rank, 0.0, rank, 1.0, 0.0, 0.0, 0.0, 1.0}, 3);
    const auto sum = [](std::span<const double> u) {
      const boost::math::normal law;
      double y = 0.0;
      for (std::size_t k = 0; k < 3; ++k) {
        y += static_cast<double>(k + 1) * boost::math::quantile(law, std::max(u[k], 1e-16));
      }
      return y;
    };
    const std::vector<double> shares = {8.2 / 17.2, 9.0 / 17.2};
    compare("correlated normal inputs by groups", "closed form, economics facts 5.2", points, sum,
            kPoints, shares, shares, {});
  }

  // Of a linear function every step has the same effect, its coefficient.
  void elementary_effects() {
    constexpr std::uint64_t kPlaces = 20;
    const std::vector<double> c = {3.0, -1.5, 0.25};
    const std::vector<std::size_t> group = {0, 1, 2};
    const std::vector<double> points = exchange_points(kPlaces, group, false, kSeed);
    const auto y = [&](std::size_t row) {
      return std::inner_product(c.begin(), c.end(),
                                points.begin() + static_cast<std::ptrdiff_t>(3 * row), 0.0);
    };
    for (std::size_t f = 0; f < c.size(); ++f) {
      std::vector<double> effects;
      for (std::size_t i = 0; i < kPlaces; ++i) {
        const std::size_t row = (f + 1) * kPlaces + i;
        effects.push_back((y(row) - y(i)) / (points[3 * row + f] - points[3 * i + f]));
      }
      const ElementaryEffect effect = elementary_effect(effects, kConfidence);
      add(fmt::format("linear function, elementary effects: mean of x{}", f + 1), "closed form",
          c[f], effect.mean, 1e-9);
      add(fmt::format("linear function, elementary effects: deviation of x{}", f + 1),
          "closed form", 0.0, effect.deviation, 1e-9);
    }
  }

  std::vector<ValidationRow> rows;

 private:
  void compare(const std::string& name, const std::string& source,
               const std::vector<double>& points, const Function& f, std::uint64_t n,
               const std::vector<double>& first, const std::vector<double>& total,
               Tolerance tolerance) {
    const std::size_t d = points.size() / (n * (first.size() + 2));
    std::vector<double> outputs;
    for (std::size_t k = 0; k < points.size(); k += d) {
      outputs.push_back(f(std::span(points).subspan(k, d)));
    }
    const auto shares = shares_of_variance(outputs, first.size(), kConfidence);
    for (std::size_t g = 0; g < first.size(); ++g) {
      add(fmt::format("{}, N = {}: S{}", name, n, g + 1), source, first[g], shares[g].first,
          tolerance.first);
      add(fmt::format("{}, N = {}: ST{}", name, n, g + 1), source, total[g], shares[g].total,
          tolerance.total);
    }
  }

  void add(const std::string& name, const std::string& source, double expected, double found,
           double tolerance) {
    rows.push_back({.name = name,
                    .source = source,
                    .convention = "points by a Sobol sequence with a fixed shift",
                    .exact = true,
                    .expected = expected,
                    .simulated = found,
                    .tolerance = tolerance,
                    .passed = std::abs(found - expected) <= tolerance});
  }
};

// sin x1 + a sin^2 x2 + b x3^4 sin x1 on (-pi, pi)^3.
Function ishigami(double a, double b) {
  return [a, b](std::span<const double> u) {
    const auto x = [&](std::size_t k) { return std::numbers::pi * (2.0 * u[k] - 1.0); };
    return std::sin(x(0)) + a * std::pow(std::sin(x(1)), 2) +
           b * std::pow(x(2), 4) * std::sin(x(0));
  };
}

// Closed form: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225.
void add_ishigami(Validator& validator, double b, std::uint64_t n, Tolerance tolerance) {
  constexpr double kA = 7.0;
  const double pi4 = std::pow(std::numbers::pi, 4);
  const double v1 = 0.5 * std::pow(1.0 + b * pi4 / 5.0, 2), v2 = kA * kA / 8.0;
  const double v13 = 8.0 * b * b * pi4 * pi4 / 225.0;
  const double v = v1 + v2 + v13;
  validator.indices(fmt::format("Ishigami's function, b = {}", b),
                    "Ishigami and Homma (1990), closed form", ishigami(kA, b), n,
                    {v1 / v, v2 / v, 0.0}, {(v1 + v13) / v, v2 / v, v13 / v}, tolerance);
}

// The product of inputs with the coefficients of variation cv: v = prod(1 + cv^2) - 1,
// S = cv^2 / v, ST = S prod of the others' (1 + cv^2).
void add_product(Validator& validator, const std::string& name, const std::string& source,
                 const Function& f, const std::vector<double>& cv2) {
  double all = 1.0;
  for (const double each : cv2) all *= 1.0 + each;
  std::vector<double> first, total;
  for (const double each : cv2) {
    first.push_back(each / (all - 1.0));
    total.push_back(each * all / (1.0 + each) / (all - 1.0));
  }
  validator.indices(name, source, f, 16'384, first, total, {});
}

}  // namespace

std::vector<ValidationRow> run_study_validation() {
  Validator validator;
  add_ishigami(validator, 0.1, 4'096, kWorstOf4096);
  add_ishigami(validator, 0.1, 16'384, kWorstOf16384);
  add_ishigami(validator, 0.05, 16'384, kWorstOf16384);
  const std::vector<double> a = {0.0, 1.0, 4.5, 9.0};
  std::vector<double> cv2;
  for (const double each : a) cv2.push_back(1.0 / (3.0 * (1.0 + each) * (1.0 + each)));
  add_product(
      validator, "Sobol's G-function", "Sobol (1993), closed form",
      [a](std::span<const double> u) {
        double y = 1.0;
        for (std::size_t k = 0; k < a.size(); ++k) {
          y *= (std::abs(4.0 * u[k] - 2.0) + a[k]) / (1.0 + a[k]);
        }
        return y;
      },
      cv2);
  // uniform on (0.5, 1.5) and on (0.8, 1.2): cv^2 = width^2 / 12
  add_product(validator, "product of two uniform inputs", "closed form",
              [](std::span<const double> u) { return (0.5 + u[0]) * (0.8 + 0.4 * u[1]); },
              {1.0 / 12.0, 0.16 / 12.0});
  // variances 9/12, 1/12, 4/12 of 14/12
  validator.indices("sum of three uniform inputs", "closed form",
                    [](std::span<const double> u) { return 3.0 * u[0] + u[1] - 2.0 * u[2]; },
                    16'384, {9.0 / 14.0, 1.0 / 14.0, 4.0 / 14.0},
                    {9.0 / 14.0, 1.0 / 14.0, 4.0 / 14.0}, {});
  validator.groups();
  validator.elementary_effects();
  return std::move(validator.rows);
}

}  // namespace darkline
