#include "twin/kpi/estimate.h"

#include <cmath>
#include <limits>

#include <boost/math/distributions/students_t.hpp>

#include "models/base/error.h"

namespace darkline {

Estimate estimate_mean(std::span<const double> values, double confidence) {
  DARKLINE_CHECK(!values.empty(), "a mean of nothing");
  DARKLINE_CHECK(confidence > 0.0 && confidence < 1.0, "confidence out of (0, 1)");
  const auto n = static_cast<double>(values.size());
  double sum = 0.0;
  for (const double value : values) sum += value;
  const double mean = sum / n;
  if (values.size() == 1) return {mean, std::numeric_limits<double>::infinity(), 1};
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / (n - 1.0));
  const boost::math::students_t distribution(n - 1.0);
  const double t = boost::math::quantile(distribution, 0.5 + 0.5 * confidence);
  return {mean, t * deviation / std::sqrt(n), values.size()};
}

}  // namespace darkline
