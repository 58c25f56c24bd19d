#include "twin/study/selection.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

double mean_of(const std::vector<double>& values, std::size_t n) {
  return std::accumulate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n), 0.0) /
         static_cast<double>(n);
}

// The variance of a - b over the first n.
double variance_of_difference(const std::vector<double>& a, const std::vector<double>& b,
                              std::size_t n) {
  const double mean = mean_of(a, n) - mean_of(b, n);
  double squares = 0.0;
  for (std::size_t r = 0; r < n; ++r) {
    const double off = a[r] - b[r] - mean;
    squares += off * off;
  }
  return squares / (static_cast<double>(n) - 1.0);
}

class Procedure {
 public:
  Procedure(std::size_t n, const Replicate& replicate, const SelectionOptions& options)
      : replicate_(replicate), options_(options), values_(n), longest_(n, std::vector<double>(n)) {
    left_.resize(n);
    std::iota(left_.begin(), left_.end(), std::size_t{0});
  }

  Selection run() {
    add(options_.first);
    measure_differences();
    std::size_t r = options_.first;
    leave_out(r);
    while (left_.size() > 1 && static_cast<double>(r) <= last_stage() && r < options_.most) {
      add(1);
      leave_out(++r);
    }
    Selection selection;
    selection.guaranteed = left_.size() == 1 || static_cast<double>(r) > last_stage();
    selection.best = *std::max_element(left_.begin(), left_.end(), [&](auto a, auto b) {
      return mean_of(values_[a], r) < mean_of(values_[b], r);
    });
    for (const auto& values : values_) {
      selection.estimates.push_back(estimate_mean(values, options_.confidence));
    }
    return selection;
  }

 private:
  void add(std::size_t n) {
    for (const std::size_t i : left_) {
      const std::vector<double> more = replicate_(i, values_[i].size(), n);
      DARKLINE_CHECK(more.size() == n, fmt::format("{} values for {}", more.size(), n));
      values_[i].insert(values_[i].end(), more.begin(), more.end());
    }
  }

  // h^2 S_il^2 / d^2, the stage at which a pair is decided at the latest.
  void measure_differences() {
    const auto n0 = static_cast<double>(options_.first);
    const double others = static_cast<double>(std::max<std::size_t>(2, values_.size()) - 1);
    const double miss = 2.0 * (1.0 - options_.confidence) / others;
    const double eta = 0.5 * (std::pow(miss, -2.0 / (n0 - 1.0)) - 1.0);
    const double h2 = 2.0 * eta * (n0 - 1.0);
    const double d2 = options_.indifference * options_.indifference;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      for (std::size_t l = 0; l < values_.size(); ++l) {
        longest_[i][l] = h2 * variance_of_difference(values_[i], values_[l], options_.first) / d2;
      }
    }
  }

  double last_stage() const {
    double last = 0.0;
    for (const std::size_t i : left_) {
      for (const std::size_t l : left_) last = std::max(last, std::floor(longest_[i][l]));
    }
    return last;
  }

  void leave_out(std::size_t stage) {
    const auto r = static_cast<double>(stage);
    const std::vector<std::size_t> before = left_;
    std::vector<double> mean(values_.size(), 0.0);
    for (const std::size_t i : before) mean[i] = mean_of(values_[i], stage);
    std::erase_if(left_, [&](std::size_t i) {
      return std::any_of(before.begin(), before.end(), [&](std::size_t l) {
        const double width = std::max(0.0, 0.5 * options_.indifference / r * (longest_[i][l] - r));
        return l != i && mean[i] < mean[l] - width;
      });
    });
  }

  const Replicate& replicate_;
  const SelectionOptions& options_;
  std::vector<std::vector<double>> values_;   // (n x replications)
  std::vector<std::vector<double>> longest_;  // (n x n)
  std::vector<std::size_t> left_;
};

}  // namespace

Selection select_most(std::size_t n, const Replicate& replicate, const SelectionOptions& options) {
  DARKLINE_CHECK(n >= 1 && options.indifference > 0.0 && options.first >= 10 &&
                     options.confidence > 0.0 && options.confidence < 1.0,
                 fmt::format("{} to select from, indifference {}, {} first", n,
                             options.indifference, options.first));
  return Procedure(n, replicate, options).run();
}

}  // namespace darkline
