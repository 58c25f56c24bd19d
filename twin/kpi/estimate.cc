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
  const auto freedom = static_cast<double>(values.size()) - 1.0;
  return estimate_mean_by(values, values.size() == 1 ? 0.0 : student_t(confidence, freedom));
}

Estimate estimate_mean_by(std::span<const double> values, double t) {
  const auto n = static_cast<double>(values.size());
  double mean = 0.0;
  for (const double value : values) mean += value;
  mean /= n;
  Estimate result{mean, std::numeric_limits<double>::infinity(), values.size()};
  if (values.size() == 1) return result;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  result.half_width = t * std::sqrt(squares / (n - 1.0) / n);
  return result;
}

double student_t(double confidence, double freedom) {
  const boost::math::students_t_distribution<double> law(freedom);
  return boost::math::quantile(law, 0.5 + confidence / 2.0);
}

Estimate exactly(double value, std::size_t n) {
  return {value, 0.0, n};
}

}  // namespace darkline
