#include "twin/economics/finance.h"

#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

void check_interest(double interest_per_y) {
  DARKLINE_CHECK(std::isfinite(interest_per_y) && interest_per_y >= 0.0,
                 fmt::format("interest {}", interest_per_y));
}

}  // namespace

double annuity_factor(double interest_per_y, double years) {
  check_interest(interest_per_y);
  DARKLINE_CHECK(std::isfinite(years) && years > 0.0, fmt::format("{} years", years));
  if (interest_per_y == 0.0) return 1.0 / years;
  // 1 - (1 + r)^-n as written cancels for small r.
  return interest_per_y / -std::expm1(-years * std::log1p(interest_per_y));
}

double present_value_factor(double interest_per_y, double years) {
  check_interest(interest_per_y);
  DARKLINE_CHECK(std::isfinite(years), fmt::format("{} years", years));
  return std::exp(-years * std::log1p(interest_per_y));
}

double capital_usd_per_y(double investment_usd, double salvage, double interest_per_y,
                         double life_y) {
  DARKLINE_CHECK(salvage >= 0.0 && salvage <= 1.0, fmt::format("salvage {}", salvage));
  const double kept = 1.0 - salvage * present_value_factor(interest_per_y, life_y);
  return investment_usd * (kept * annuity_factor(interest_per_y, life_y));
}

double net_present_value_usd(double interest_per_y, std::span<const double> flows_usd) {
  double sum_usd = 0.0;
  for (std::size_t year = 0; year < flows_usd.size(); ++year) {
    sum_usd += flows_usd[year] * present_value_factor(interest_per_y, static_cast<double>(year));
  }
  return sum_usd;
}

double net_present_value_usd(double interest_per_y, std::span<const DatedFlow> flows) {
  double sum_usd = 0.0;
  for (const DatedFlow& flow : flows) {
    sum_usd += flow.usd * present_value_factor(interest_per_y, flow.at_y);
  }
  return sum_usd;
}

}  // namespace darkline
