#include "twin/study/point_difference.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace darkline {

Estimate difference(const NoisyValue& a, const NoisyValue& b, double confidence,
                    double own_confidence) {
  if (&a == &b) return exactly(0.0, 1);
  if (!a.samples.empty() && a.samples.size() == b.samples.size()) {
    std::vector<double> differences(a.samples.size());
    std::transform(b.samples.begin(), b.samples.end(), a.samples.begin(), differences.begin(),
                   std::minus<>());
    return estimate_mean(differences, confidence);
  }
  const auto error = [&](const NoisyValue& value) {
    const double freedom = value.replications - 1.0;
    if (confidence == own_confidence || freedom < 1.0 || value.half_width == 0.0) {
      return value.half_width;
    }
    return value.half_width * student_t(confidence, freedom) / student_t(own_confidence, freedom);
  };
  return {b.mean - a.mean, std::hypot(error(a), error(b)),
          static_cast<std::size_t>(std::min(a.replications, b.replications))};
}

std::vector<NoisyValue> noisy_values(StudyColumns& columns, const StudyColumn& response) {
  const std::vector<double> mean = columns.numbers(response);
  const std::vector<double> half_width = columns.numbers(columns.half_width_of(response));
  const std::vector<double> replications = columns.replications();
  std::vector<std::vector<double>> samples = columns.samples(response);
  std::vector<NoisyValue> values(mean.size());
  for (std::size_t p = 0; p < values.size(); ++p) {
    values[p] = {mean[p], half_width[p], replications[p], {}};
    if (!samples.empty()) values[p].samples = std::move(samples[p]);
  }
  return values;
}

}  // namespace darkline
