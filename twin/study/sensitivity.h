// Which inputs matter: shares of the variance, and elementary effects (library: OpenTURNS).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace darkline {

// Sobol's indices of one group of inputs, with their intervals. All may fall a little outside of
// [0, 1] by chance and are not cut: an index below 0 is one that is about 0.
struct ShareOfVariance {
  double first = 0.0;  // V[E(Y|X)] / V[Y]: what the group explains by itself
  double first_low = 0.0, first_high = 0.0;
  double total = 0.0;  // E[V(Y|all others)] / V[Y]: with its interactions
  double total_low = 0.0, total_high = 0.0;
};

// From outputs at the points of exchange_points with B: (2 + groups) blocks of equal length, at
// least 2 each. First order after Saltelli et al. (2010), total order after Jansen (1999);
// intervals by the delta method, as of independent draws: those of a Sobol sequence are nearer to
// the truth than they say. Empty where the output is constant, of whose variance there are no
// shares.
std::vector<ShareOfVariance> shares_of_variance(std::span<const double> outputs, std::size_t groups,
                                                double confidence);

// What an output does when one input goes through all of its range, by steps from many places
// (Morris 1991; radial steps after Campolongo, Saltelli and Cariboni 2011).
struct ElementaryEffect {
  double mean = 0.0;
  double mean_absolute = 0.0;  // mu*: ranks inputs, however their effects change sign
  double half_width = 0.0;     // of mean_absolute
  double deviation = 0.0;      // from place to place: curvature and interactions
  std::size_t n = 0;           // places
};

// Of (change of the output) / (step as a share of the range), one a place. All zero without any.
ElementaryEffect elementary_effect(std::span<const double> effects, double confidence);

}  // namespace darkline
