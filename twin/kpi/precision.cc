#include "twin/kpi/precision.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

double relative_half_width(const LineResult& result, const PrecisionGoal& goal, double confidence) {
  std::vector<double> values;
  for (const ReplicationResult& one : result.replications) values.push_back(goal.of(one));
  const Estimate estimate = estimate_mean(values, confidence);
  if (estimate.half_width == 0.0) return 0.0;
  if (estimate.mean == 0.0) return std::numeric_limits<double>::infinity();
  return estimate.half_width / std::fabs(estimate.mean);
}

}  // namespace

int next_replications(int n, double ratio, int most) {
  const double asked = std::min(static_cast<double>(n) * ratio * ratio, 2.0 * n);
  return std::clamp(static_cast<int>(std::ceil(asked)), n + 1, std::max(most, n + 1));
}

Precision replicate_until_precise(LineResult& result, const LineModel& model,
                                  const std::vector<PrecisionGoal>& goals,
                                  const PrecisionOptions& options, int jobs,
                                  const ReplicationProgress& progress, std::stop_token stop) {
  DARKLINE_CHECK(options.relative > 0.0 && options.first >= 2 && options.most >= options.first,
                 fmt::format("{} to {} replications", options.first, options.most));
  add_replications(result, model, options.first, jobs, progress, stop);
  Precision precision;
  precision.wanted = options.relative;
  for (;;) {
    precision.figures.clear();
    double worst = 0.0;
    for (const PrecisionGoal& goal : goals) {
      const double relative = relative_half_width(result, goal, options.confidence);
      precision.figures.push_back({goal.name, relative});
      worst = std::max(worst, relative);
    }
    const auto n = static_cast<int>(result.replications.size());
    precision.reached = worst <= options.relative;
    if (precision.reached || n >= options.most) return precision;
    add_replications(result, model, next_replications(n, worst / options.relative, options.most),
                     jobs, progress, stop);
  }
}

}  // namespace darkline
