// A mean with its error: never a point alone.
#pragma once

#include <cstddef>
#include <span>

namespace darkline {

struct Estimate {
  double mean = 0.0;
  double half_width = 0.0;  // of the confidence interval; infinite for a single replication
  std::size_t n = 0;        // independent replications
};

// Mean and Student-t interval of independent values of about normal distribution:
// mean +- t((1 + confidence) / 2; n - 1) s / sqrt(n).
// `confidence` in (0, 1), at least one value (DARKLINE_CHECK).
Estimate estimate_mean(std::span<const double> values, double confidence);
// The same with t(...; n - 1) at hand, for many samples of one size: finding it takes longer than
// all the rest. `t` has no part in the error of a single value, which is infinite.
Estimate estimate_mean_by(std::span<const double> values, double t);

// t((1 + confidence) / 2; freedom): half the width of an interval in standard errors.
double student_t(double confidence, double freedom);

// The same for a value that is known without error.
Estimate exactly(double value, std::size_t n);

}  // namespace darkline
