#include "twin/economics/cents.h"

#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {

std::vector<std::int64_t> cents_that_add_up(std::span<const double> items_usd) {
  constexpr double kMostUsd = 1e13;
  std::vector<std::int64_t> cents;
  cents.reserve(items_usd.size());
  double sum_usd = 0.0;
  std::int64_t sum_cents = 0;
  for (const double usd : items_usd) {
    sum_usd += usd;
    DARKLINE_CHECK(std::abs(sum_usd) < kMostUsd, fmt::format("{} USD", sum_usd));
    const std::int64_t rounded = std::llround(100.0 * sum_usd);
    cents.push_back(rounded - sum_cents);
    sum_cents = rounded;
  }
  return cents;
}

}  // namespace darkline
