#include "twin/kpi/estimate.h"

#include <cmath>
#include <limits>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {

Estimate estimate_mean(std::span<const double> values, double confidence) {
  DARKLINE_CHECK(!values.empty() && confidence > 0.0 && confidence < 1.0,
                 fmt::format("{} values, confidence {}", values.size(), confidence));
  const auto n = static_cast<double>(values.size());
  double mean = 0.0;
  for (const double value : values) mean += value;
  mean /= n;
  Estimate result{mean, std::numeric_limits<double>::infinity(), values.size()};
  if (values.size() == 1) return result;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const boost::math::students_t_distribution<double> law(n - 1.0);
  const double t = boost::math::quantile(law, 0.5 + confidence / 2.0);
  result.half_width = t * std::sqrt(squares / (n - 1.0) / n);
  return result;
}

Estimate exactly(double value, std::size_t n) {
  return {value, 0.0, n};
}

}  // namespace darkline
