// Where to buy from when prices change: constant elasticity of substitution between origins (CES).
//
// With the shares a_k that origins have at equal prices and p_k what their good costs landed,
//   P = (sum a_k p_k^(1-s))^(1/(1-s)),   share_k = a_k (p_k / P)^(1-s),
// at s = 1 their limits: the geometric mean, and shares that stay as they are. P is what a unit of
// the mixture costs; it lies between the least and the largest price, and at s = 0 it is the mean
// with fixed shares, the short run. Source: economics facts E7.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace darkline {

struct Sourcing {
  double price = 0.0;          // P, in the unit of the prices
  std::vector<double> shares;  // of the value bought, one an origin; they sum to 1
};

// Preconditions: as many weights as prices, at least one; weights not negative with sum 1 (within
// 1e-9), prices positive, elasticity 0 or more.
Sourcing source_by_price(std::span<const double> weights, std::span<const double> prices,
                         double elasticity);

struct OriginShare {
  std::string origin;  // as written
  double share = 0.0;
};

// "CN 60 %, JP 40 %". @throws InputError without a place: a share that is none, shares that do not
//   sum to 100 %, an origin twice.
std::vector<OriginShare> parse_origin_shares(std::string_view text);

}  // namespace darkline
