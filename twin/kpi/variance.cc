#include "twin/kpi/variance.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Sum of (a - mean a)(b - mean b).
double products(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean_of(a);
  const double mean_b = mean_of(b);
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum;
}

// Whether values differ by no more than rounding does.
bool all_alike(std::span<const double> values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high - *low <= 1e-12 * std::max(std::fabs(*low), std::fabs(*high));
}

}  // namespace

Controlled controlled_mean(std::span<const double> values, std::span<const double> controls,
                           double expected, double confidence) {
  DARKLINE_CHECK(values.size() == controls.size() && values.size() >= 4,
                 fmt::format("{} values, {} controls", values.size(), controls.size()));
  Controlled result;
  result.estimate = estimate_mean(values, confidence);
  const double plain = result.estimate.half_width;
  const double spread = products(controls, controls);
  if (all_alike(controls) || all_alike(values)) return result;

  const auto n = static_cast<double>(values.size());
  const double off = mean_of(controls) - expected;
  result.coefficient = products(values, controls) / spread;
  const double left = products(values, values) - result.coefficient * products(values, controls);
  const double variance = std::max(0.0, left) / (n - 2.0) * (1.0 / n + off * off / spread);
  result.estimate.mean -= result.coefficient * off;
  result.estimate.half_width = student_t(confidence, n - 2.0) * std::sqrt(variance);
  result.variance_ratio = std::pow(result.estimate.half_width / plain, 2.0);
  return result;
}

PairedDifference paired_difference(std::span<const double> a, std::span<const double> b,
                                   double confidence) {
  DARKLINE_CHECK(a.size() == b.size(), fmt::format("{} and {} values", a.size(), b.size()));
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(b[i] - a[i]);
  PairedDifference result{estimate_mean(differences, confidence), 1.0};
  const double apart = products(a, a) + products(b, b);
  if (apart > 0.0) result.variance_ratio = products(differences, differences) / apart;
  return result;
}

Estimate antithetic_mean(std::span<const double> values, double confidence) {
  DARKLINE_CHECK(values.size() % 2 == 0, fmt::format("{} values", values.size()));
  std::vector<double> pairs;
  for (std::size_t i = 0; i < values.size(); i += 2) {
    pairs.push_back(0.5 * (values[i] + values[i + 1]));
  }
  return estimate_mean(pairs, confidence);
}

BatchMeans batch_means(std::span<const double> intervals, std::size_t batches, double confidence) {
  DARKLINE_CHECK(batches >= 2 && intervals.size() >= batches,
                 fmt::format("{} intervals in {} batches", intervals.size(), batches));
  const std::size_t length = intervals.size() / batches;
  const std::span<const double> kept = intervals.last(length * batches);
  std::vector<double> means;
  for (std::size_t b = 0; b < batches; ++b)
    means.push_back(mean_of(kept.subspan(b * length, length)));
  BatchMeans result{estimate_mean(means, confidence)};
  const double spread = products(means, means);
  if (!all_alike(means)) {
    double neighbours = 0.0;
    for (std::size_t b = 1; b < batches; ++b) {
      neighbours += (means[b] - result.estimate.mean) * (means[b - 1] - result.estimate.mean);
    }
    result.lag_1 = neighbours / spread;
  }
  // 1.64 / sqrt(n): one in twenty independent series is above
  result.too_short = result.lag_1 > 1.64 / std::sqrt(static_cast<double>(batches));
  return result;
}

}  // namespace darkline
