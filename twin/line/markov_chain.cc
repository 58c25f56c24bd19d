#include "twin/line/markov_chain.h"

#include <cstddef>

namespace darkline {

std::vector<double> stationary_distribution(RateMatrix rate) {
  const std::size_t n = rate.size();
  std::vector<double> leaving(n);
  for (std::size_t k = n - 1; k > 0; --k) {
    for (std::size_t j = 0; j < k; ++j) leaving[k] += rate[k][j];
    for (std::size_t i = 0; i < k; ++i) {
      if (rate[i][k] == 0.0) continue;
      const double share = rate[i][k] / leaving[k];
      for (std::size_t j = 0; j < k; ++j) rate[i][j] += share * rate[k][j];
    }
  }
  std::vector<double> weight(n);
  weight[0] = 1.0;
  double sum = 1.0;
  for (std::size_t k = 1; k < n; ++k) {
    for (std::size_t i = 0; i < k; ++i) weight[k] += weight[i] * rate[i][k];
    if (weight[k] > 0.0) weight[k] /= leaving[k];
    sum += weight[k];
  }
  for (double& w : weight) w /= sum;
  return weight;
}

}  // namespace darkline
