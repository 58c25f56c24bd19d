#include "twin/study/sensitivity.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <openturns/JansenSensitivityAlgorithm.hxx>
#include <openturns/SaltelliSensitivityAlgorithm.hxx>

#include "models/base/error.h"
#include "twin/kpi/estimate.h"

namespace darkline {

std::vector<ShareOfVariance> shares_of_variance(std::span<const double> outputs, std::size_t groups,
                                                double confidence) {
  const std::size_t n = outputs.size() / (groups + 2);
  DARKLINE_CHECK(groups > 0 && n >= 2 && n * (groups + 2) == outputs.size(),
                 fmt::format("{} outputs of {} groups", outputs.size(), groups));
  const auto [least, most] =
      std::minmax_element(outputs.begin(), outputs.begin() + static_cast<std::ptrdiff_t>(2 * n));
  if (*least == *most) return {};
  // The library asks for the inputs but uses only how many there are.
  const OT::Sample inputs(outputs.size(), groups);
  OT::Sample values(outputs.size(), 1);
  for (std::size_t k = 0; k < outputs.size(); ++k) values(k, 0) = outputs[k];
  OT::SaltelliSensitivityAlgorithm first(inputs, values, n);
  OT::JansenSensitivityAlgorithm total(inputs, values, n);
  for (OT::SobolIndicesAlgorithmImplementation* each :
       std::initializer_list<OT::SobolIndicesAlgorithmImplementation*>{&first, &total}) {
    each->setUseAsymptoticDistribution(true);
    each->setConfidenceLevel(confidence);
  }
  const OT::Point s = first.getFirstOrderIndices(), st = total.getTotalOrderIndices();
  const OT::Interval s_ends = first.getFirstOrderIndicesInterval();
  const OT::Interval st_ends = total.getTotalOrderIndicesInterval();
  std::vector<ShareOfVariance> shares;
  for (std::size_t g = 0; g < groups; ++g) {
    shares.push_back({s[g], s_ends.getLowerBound()[g], s_ends.getUpperBound()[g], st[g],
                      st_ends.getLowerBound()[g], st_ends.getUpperBound()[g]});
  }
  return shares;
}

ElementaryEffect elementary_effect(std::span<const double> effects, double confidence) {
  if (effects.empty()) return {};
  std::vector<double> sizes;
  for (const double each : effects) sizes.push_back(std::abs(each));
  const Estimate size = estimate_mean(sizes, confidence);
  const double mean = estimate_mean(effects, confidence).mean;
  double squares = 0.0;
  for (const double each : effects) squares += (each - mean) * (each - mean);
  const auto n = static_cast<double>(effects.size());
  return {mean, size.mean, size.half_width, n > 1.0 ? std::sqrt(squares / (n - 1.0)) : 0.0,
          effects.size()};
}

}  // namespace darkline
