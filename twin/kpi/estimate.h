// A mean and how sure it is.
#pragma once

#include <cstddef>
#include <span>

namespace darkline {

struct Estimate {
  double mean = 0.0;
  double half_width = 0.0;  // of the Student-t interval; infinite for a single value
  std::size_t n = 0;
};

// Of independent values, at least one; `confidence` in (0, 1), 0.95 is 95 %.
Estimate estimate_mean(std::span<const double> values, double confidence);

}  // namespace darkline
