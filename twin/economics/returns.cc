#include "twin/economics/returns.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

using Coefficients = std::vector<double>;  // of x^0, x^1, ...

double value_at(const Coefficients& p, double x) {
  double sum = 0.0;
  for (std::size_t k = p.size(); k-- > 0;) sum = sum * x + p[k];
  return sum;
}

// How far rounding may push value_at from 0.
double noise_at(const Coefficients& p, double x) {
  constexpr double kUnits = 16.0 * 2.2e-16;
  double sum = 0.0;
  for (std::size_t k = p.size(); k-- > 0;) sum = sum * std::abs(x) + std::abs(p[k]);
  return kUnits * sum;
}

template <class Value>
double bisected(const Value& value, double low, double high) {
  const bool rises = value(low) < 0.0;
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    if (middle == low || middle == high) break;
    ((value(middle) < 0.0) == rises ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

// All roots in [low, high], rising: between neighbouring roots of the derivative p is monotone.
std::vector<double> roots_in(const Coefficients& p, double low, double high) {
  if (p.size() < 2) return {};
  Coefficients slope(p.size() - 1);
  for (std::size_t k = 1; k < p.size(); ++k) slope[k - 1] = static_cast<double>(k) * p[k];
  std::vector<double> stops = {low};
  for (const double x : roots_in(slope, low, high)) stops.push_back(x);
  stops.push_back(high);
  std::vector<double> roots;
  const auto add = [&](double x) {
    if (roots.empty() || x - roots.back() > 1e-9 * std::max(1.0, std::abs(x))) roots.push_back(x);
  };
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
    const double left = value_at(p, stops[i]), right = value_at(p, stops[i + 1]);
    if (std::abs(left) <= noise_at(p, stops[i])) {
      add(stops[i]);
    } else if ((left < 0.0) != (right < 0.0) && std::abs(right) > noise_at(p, stops[i + 1])) {
      add(bisected([&](double x) { return value_at(p, x); }, stops[i], stops[i + 1]));
    }
  }
  if (std::abs(value_at(p, stops.back())) <= noise_at(p, stops.back())) add(stops.back());
  return roots;
}

}  // namespace

std::vector<double> internal_rates(std::span<const double> flows_usd) {
  constexpr std::size_t kMost = 200;
  DARKLINE_CHECK(flows_usd.size() >= 2 && flows_usd.size() <= kMost,
                 fmt::format("{} flows", flows_usd.size()));
  Coefficients p(flows_usd.begin(), flows_usd.end());
  double largest = 0.0;
  for (const double flow : p) {
    DARKLINE_CHECK(std::isfinite(flow), fmt::format("a flow of {}", flow));
    largest = std::max(largest, std::abs(flow));
  }
  if (largest == 0.0) return {};  // worth nothing at any rate: no rate tells
  while (p.back() == 0.0) p.pop_back();
  std::vector<double> rates;
  for (const double x : roots_in(p, 1.0 / (1.0 + kHighestRate), 1.0 / (1.0 + kLowestRate))) {
    rates.push_back(1.0 / x - 1.0);
  }
  std::reverse(rates.begin(), rates.end());
  return rates;
}

std::vector<double> internal_rates(std::span<const DatedFlow> flows) {
  constexpr int kSteps = 4096;
  DARKLINE_CHECK(flows.size() >= 2, fmt::format("{} flows", flows.size()));
  // in log(1 + r), so that a step is the same factor everywhere
  const double low = std::log1p(kLowestRate), high = std::log1p(kHighestRate);
  const auto value = [&](double log_rate) {
    double sum = 0.0;
    for (const DatedFlow& flow : flows) sum += flow.usd * std::exp(-flow.at_y * log_rate);
    return sum;
  };
  std::vector<double> rates;
  double left = low, at_left = value(left);
  for (int i = 1; i <= kSteps; ++i) {
    const double right = low + (high - low) * i / kSteps, at_right = value(right);
    if (at_left == 0.0) {
      rates.push_back(std::expm1(left));
    } else if (at_right != 0.0 && (at_left < 0.0) != (at_right < 0.0)) {
      rates.push_back(std::expm1(bisected(value, left, right)));
    }
    left = right;
    at_left = at_right;
  }
  return rates;
}

double level_payment_usd(double loan_usd, double rate, double periods) {
  return loan_usd * annuity_factor(rate, periods);
}

std::optional<double> payback_y(std::span<const double> flows_usd, double interest_per_y) {
  double sum_usd = 0.0;
  for (std::size_t year = 0; year < flows_usd.size(); ++year) {
    const double worth_usd =
        flows_usd[year] * present_value_factor(interest_per_y, static_cast<double>(year));
    const double before_usd = sum_usd;
    sum_usd += worth_usd;
    if (sum_usd < 0.0) continue;
    // once paid back it must stay so
    double later_usd = sum_usd;
    bool stays = true;
    for (std::size_t k = year + 1; k < flows_usd.size() && stays; ++k) {
      later_usd += flows_usd[k] * present_value_factor(interest_per_y, static_cast<double>(k));
      stays = later_usd >= 0.0;
    }
    if (!stays) continue;
    if (year == 0 || worth_usd <= 0.0) return static_cast<double>(year);
    return static_cast<double>(year - 1) + std::clamp(-before_usd / worth_usd, 0.0, 1.0);
  }
  return std::nullopt;
}

double equivalent_annual_cost_usd(std::span<const double> flows_usd, double interest_per_y) {
  DARKLINE_CHECK(flows_usd.size() >= 2, fmt::format("{} flows", flows_usd.size()));
  return -net_present_value_usd(interest_per_y, flows_usd) *
         annuity_factor(interest_per_y, static_cast<double>(flows_usd.size() - 1));
}

}  // namespace darkline
