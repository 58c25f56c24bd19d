#include "twin/economics/sourcing.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/quantity.h"
#include "models/scenario/key_values.h"

namespace darkline {
namespace {

constexpr double kSumsToOne = 1e-9;

}  // namespace

Sourcing source_by_price(std::span<const double> weights, std::span<const double> prices,
                         double elasticity) {
  DARKLINE_CHECK(!weights.empty() && weights.size() == prices.size(),
                 fmt::format("{} weights, {} prices", weights.size(), prices.size()));
  double sum = 0.0, least = prices[0], largest = prices[0];
  for (std::size_t k = 0; k < weights.size(); ++k) {
    DARKLINE_CHECK(weights[k] >= 0.0 && prices[k] > 0.0,
                   fmt::format("weight {} at {}", weights[k], prices[k]));
    sum += weights[k];
    if (weights[k] == 0.0) continue;
    least = std::min(least, prices[k]);
    largest = std::max(largest, prices[k]);
  }
  DARKLINE_CHECK(std::abs(sum - 1.0) <= kSumsToOne && elasticity >= 0.0,
                 fmt::format("weights of {}, elasticity {}", sum, elasticity));
  Sourcing sourcing;
  // relative to the least price no power overflows
  const double power = 1.0 - elasticity;
  double powers = 0.0, logs = 0.0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double relative = std::log(prices[k] / least);
    sourcing.shares.push_back(weights[k] == 0.0 ? 0.0 : weights[k] * std::exp(power * relative));
    powers += sourcing.shares.back();
    logs += weights[k] * relative;
  }
  constexpr double kNearOne = 1e-8;  // below that the quotient loses more than the limit is off
  const double log_price = std::abs(power) < kNearOne ? logs : std::log(powers) / power;
  sourcing.price = std::clamp(least * std::exp(log_price), least, largest);
  for (double& share : sourcing.shares) share /= powers;
  return sourcing;
}

std::vector<OriginShare> parse_origin_shares(std::string_view text) {
  std::vector<OriginShare> shares;
  double sum = 0.0;
  for (const std::string& one : split_list(text)) {
    const std::size_t blank = one.find(' ');
    if (blank == std::string::npos) {
      throw InputError(
          {.found = "\"" + one + "\"", .wanted = "an origin and its share, such as \"CN 60 %\""});
    }
    OriginShare each;
    each.origin = one.substr(0, blank);
    each.share = parse_quantity(one.substr(blank + 1), Dimension::percent);
    const bool twice = std::any_of(shares.begin(), shares.end(), [&](const OriginShare& other) {
      return other.origin == each.origin;
    });
    if (each.share < 0.0 || each.share > 1.0 || twice) {
      throw InputError({.found = "\"" + one + "\"",
                        .wanted = twice ? "each origin once" : "a share from 0 % to 100 %"});
    }
    sum += each.share;
    shares.push_back(std::move(each));
  }
  if (std::abs(sum - 1.0) > kSumsToOne) {
    throw InputError({.found = fmt::format("shares that sum to {:g} %", 100.0 * sum),
                      .wanted = "shares that sum to 100 %"});
  }
  return shares;
}

}  // namespace darkline
