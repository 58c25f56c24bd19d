// Better estimates from the same replications, and estimates from one long run.
#pragma once

#include <cstddef>
#include <span>

#include "twin/kpi/estimate.h"

namespace darkline {

// The mean with a control variate: a quantity of the same replication whose expectation is known,
// and whose deviation from it explains some of the value's. mean = y - beta (c - expected), beta by
// least squares, interval with n - 2 degrees of freedom (Lavenberg and Welch 1981). The
// replications must be at least 4; the estimate is that without control if the control does not
// vary.
struct Controlled {
  Estimate estimate;
  double coefficient = 0.0;  // beta
  // Squared half-width over that without control: below 1 the control helps.
  double variance_ratio = 1.0;
};
Controlled controlled_mean(std::span<const double> values, std::span<const double> controls,
                           double expected, double confidence);

// The mean difference b - a of two scenarios whose replication r used the same random numbers.
struct PairedDifference {
  Estimate difference;
  // Variance of b - a over the sum of the variances of a and b, which is what independent runs
  // would have: below 1 the common random numbers help. 1 if neither varies.
  double variance_ratio = 1.0;
};
PairedDifference paired_difference(std::span<const double> a, std::span<const double> b,
                                   double confidence);

// The mean of antithetic pairs: values[2 i] and values[2 i + 1] are of one pair, so there are n / 2
// independent values. The number of values must be even.
Estimate antithetic_mean(std::span<const double> values, double confidence);

// One long run in equal intervals: the intervals are joined into `batches` equal batches, at least
// 2 (intervals at the start that do not fill them are left out), whose means are about independent
// if the batches are long.
struct BatchMeans {
  Estimate estimate;  // n = batches
  // Correlation of neighbouring batches. Above about 1.6 / sqrt(n) the batches are too short and
  // the interval too narrow.
  double lag_1 = 0.0;
  bool too_short = false;
};
BatchMeans batch_means(std::span<const double> intervals, std::size_t batches, double confidence);

}  // namespace darkline
