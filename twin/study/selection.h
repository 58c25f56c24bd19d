// Which of a finite set is best, with a guarantee: the fully sequential procedure KN.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "twin/kpi/estimate.h"

namespace darkline {

struct SelectionOptions {
  double indifference = 0.0;  // > 0: a difference that is not worth finding
  double confidence = 0.95;   // of the choice
  std::size_t first = 20;     // replications of each before any is left out, >= 10
  std::size_t most = 1'000;   // of each
};

// Replications first to first + n - 1 of one of the set. Replication r of all may use the same
// random numbers: that narrows the differences, and the guarantee holds.
using Replicate =
    std::function<std::vector<double>(std::size_t which, std::size_t first, std::size_t n)>;

struct Selection {
  std::size_t best = 0;
  // With the confidence asked for, `best` has the greatest mean, or one within `indifference` of
  // it; false where `most` ended it before.
  bool guaranteed = false;
  std::vector<Estimate> estimates;  // (n), of the replications each one had
};

// The greatest mean of n >= 1 by Kim and Nelson, "A fully sequential procedure for
// indifference-zone selection in simulation", ACM TOMACS 11 (2001) 251-273, with c = 1:
//   eta = ((2 a / (n - 1))^(-2 / (n0 - 1)) - 1) / 2,  h^2 = 2 eta (n0 - 1),  a = 1 - confidence,
// and S_il^2 the variance of the differences over the first n0. After r replications i stays while
//   mean_i >= mean_l - W_il / r,  W_il = max(0, d / 2 (h^2 S_il^2 / d^2 - r)),
// for all l that are left; the rest is decided by means once r exceeds all h^2 S_il^2 / d^2. It
// assumes normal values, which means over long windows nearly are.
Selection select_most(std::size_t n, const Replicate& replicate, const SelectionOptions& options);

}  // namespace darkline
