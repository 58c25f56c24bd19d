// The stationary distribution of a finite Markov chain.
#pragma once

#include <vector>

namespace darkline {

// (n x n) rates, or chances, from row to column. The diagonal is not read.
using RateMatrix = std::vector<std::vector<double>>;

// Of a chain with one closed class, to which state 0 belongs: by the elimination of Grassmann,
// Taksar and Heyman (1985), which never subtracts, so no digits are lost. n^3 / 3 operations at
// most. The weights (n) sum to 1.
std::vector<double> stationary_distribution(RateMatrix rate);

}  // namespace darkline
