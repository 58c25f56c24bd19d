#include "twin/economics/purchase_plan.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/random_stream.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/finance.h"
#include "twin/economics/investment.h"

namespace darkline {
namespace {

// What 1 a year from a to b is worth on day 0.
double worth_of_years(double interest_per_y, double a, double b) {
  if (interest_per_y == 0.0) return b - a;
  return (present_value_factor(interest_per_y, a) - present_value_factor(interest_per_y, b)) /
         interest_per_y;
}

double conversion_usd_per_y(const Scenario& scenario, const PlantYear& year) {
  return totals_of(CostModel(scenario).items_usd(year)).conversion_usd * year.good_bodies_per_year;
}

// A cost from a to b whose yearly rate changes with the years of the plan.
double worth_over(double interest_per_y, double a, double b, const std::vector<double>& usd_per_y) {
  double sum = 0.0;
  for (std::size_t k = 0; k < usd_per_y.size(); ++k) {
    const auto year = static_cast<double>(k);
    const double from = std::max(a, year), to = std::min(b, year + 1.0);
    if (from < to) sum += usd_per_y[k] * worth_of_years(interest_per_y, from, to);
  }
  return sum;
}

Scenario bought_on(Scenario scenario, const PurchaseChance& chance, double robot_usd) {
  scenario.cost.robot_usd = robot_usd;
  scenario.cost.robot_duty = chance.robot_duty;
  scenario.cost.gun_duty = chance.gun_duty;
  return scenario;
}

// Expectations over the price of the next day, on a grid of prices at equal steps of their
// logarithm.
class PriceGrid {
 public:
  PriceGrid(double spread_per_y, double years)
      : step_(kReach * spread_per_y * std::sqrt(years) / kHalf) {
    constexpr int kMost = static_cast<int>(kHalf);
    for (int k = -kMost; k <= kMost; ++k) prices_.push_back(std::exp(step_ * k));
  }
  const std::vector<double>& prices() const { return prices_; }

  // E[value(price x factor)], factor of mean 1 over `years`; value on the grid, straight between
  // its points and beyond them.
  std::vector<double> expected(const std::vector<double>& value, double spread_per_y,
                               double years) const {
    constexpr int kPoints = 240;
    const double deviation = spread_per_y * std::sqrt(years);
    std::vector<double> logs, weights;
    double total = 0.0, mean = 0.0;
    for (int k = -kPoints; k <= kPoints; ++k) {
      const double z = kReach * k / kPoints;
      weights.push_back(std::exp(-0.5 * z * z));
      logs.push_back(deviation * z);
      total += weights.back();
      mean += weights.back() * std::exp(logs.back());
    }
    std::vector<double> factors;
    for (double& log : logs) {
      log += std::log(total / mean);
      factors.push_back(std::exp(log));
    }
    std::vector<double> out;
    for (std::size_t i = 0; i < prices_.size(); ++i) {
      double sum = 0.0;
      for (std::size_t k = 0; k < factors.size(); ++k) {
        sum += weights[k] *
               at(value, static_cast<double>(i) + logs[k] / step_, prices_[i] * factors[k]);
      }
      out.push_back(sum / total);
    }
    return out;
  }

 private:
  static constexpr double kReach = 6.0;   // deviations
  static constexpr double kHalf = 400.0;  // steps to either side

  // `place` of the price among those of the grid.
  double at(const std::vector<double>& value, double place, double price) const {
    const double last = static_cast<double>(prices_.size() - 2);
    const auto k = static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, last));
    const double share = (price - prices_[k]) / (prices_[k + 1] - prices_[k]);
    return value[k] + share * (value[k + 1] - value[k]);
  }

  double step_;
  std::vector<double> prices_;
};

// Buying is worth it at low prices: the price at which it ends to be.
double trigger_of(const std::vector<double>& prices, const std::vector<double>& buy,
                  const std::vector<double>& wait) {
  if (buy.front() > wait.front()) return 0.0;
  for (std::size_t k = 1; k < prices.size(); ++k) {
    const double before = buy[k - 1] - wait[k - 1], here = buy[k] - wait[k];
    if (here <= 0.0) continue;
    return prices[k - 1] + (prices[k] - prices[k - 1]) * before / (before - here);
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace

PlanCosts plan_costs(const Scenario& scenario, const PlantYear& year,
                     std::span<const PurchaseChance> chances, double horizon_y) {
  DARKLINE_CHECK(horizon_y > 0.0 && horizon_y <= 200.0, fmt::format("{} years", horizon_y));
  const double interest = scenario.cost.interest_per_y;
  const auto years = static_cast<std::size_t>(std::ceil(horizon_y));
  const auto rates = [&](const Scenario& priced, PlantYear now) {
    std::vector<double> usd_per_y;
    for (std::size_t k = 0; k < years; ++k) {
      usd_per_y.push_back(conversion_usd_per_y(priced, now));
      now.good_bodies_per_year *= 1.0 + scenario.invest.volume_change_per_y;
    }
    return usd_per_y;
  };
  const std::vector<double> people = rates(shop_of_people(scenario, year), without_robots(year));
  PlanCosts costs;
  costs.never_usd = worth_over(interest, 0.0, horizon_y, people);
  for (const PurchaseChance& chance : chances) {
    DARKLINE_CHECK(chance.at_y >= 0.0 && chance.at_y <= horizon_y, fmt::format("{}", chance.at_y));
    const double until = worth_over(interest, 0.0, chance.at_y, people);
    const auto from = [&](double robot_usd) {
      return worth_over(interest, chance.at_y, horizon_y,
                        rates(bought_on(scenario, chance, robot_usd), year));
    };
    const double at_nothing = from(0.0);
    costs.days.push_back({until + at_nothing, from(chance.robot_usd) - at_nothing});
    costs.invested_usd.push_back(invested_usd(bought_on(scenario, chance, chance.robot_usd), year));
  }
  return costs;
}

WaitingValue wait_and_see(const PlanCosts& costs, std::span<const PurchaseChance> chances,
                          double spread_per_y) {
  const std::size_t n = chances.size();
  DARKLINE_CHECK(n > 0 && costs.days.size() == n, fmt::format("{} days", n));
  WaitingValue result;
  result.trigger.assign(n, 0.0);
  const double years = chances.back().at_y - chances.front().at_y;
  if (spread_per_y <= 0.0 || years <= 0.0) {  // nothing to see: the least of all
    double least = costs.never_usd;
    for (std::size_t k = n; k-- > 0;) {
      const bool buy = costs.days[k].at(1.0) <= least;
      result.trigger[k] = buy ? std::numeric_limits<double>::infinity() : 0.0;
      least = std::min(least, costs.days[k].at(1.0));
    }
    result.cost_usd = least;
    return result;
  }
  const PriceGrid grid(spread_per_y, years);
  std::vector<double> wait(grid.prices().size(), costs.never_usd);
  for (std::size_t k = n; k-- > 0;) {
    std::vector<double> buy, best;
    for (const double price : grid.prices()) buy.push_back(costs.days[k].at(price));
    result.trigger[k] = trigger_of(grid.prices(), buy, wait);
    for (std::size_t i = 0; i < buy.size(); ++i) best.push_back(std::min(buy[i], wait[i]));
    if (k == 0) {
      result.cost_usd = best[best.size() / 2];  // the path's price stands in the middle
      break;
    }
    wait = grid.expected(best, spread_per_y, chances[k].at_y - chances[k - 1].at_y);
  }
  return result;
}

std::vector<double> drawn_path(std::span<const PurchaseChance> chances, double spread_per_y,
                               std::uint64_t seed, std::uint32_t draw) {
  const RandomStream stream(seed, draw, 0, DrawPurpose::price_path);
  std::vector<double> factors;
  double log = 0.0;
  for (std::size_t k = 0; k < chances.size(); ++k) {
    if (k > 0) {
      const double years = chances[k].at_y - chances[k - 1].at_y;
      const auto u = stream.uniforms(static_cast<std::uint32_t>(k));
      const double normal =
          std::sqrt(-2.0 * std::log(u[0])) * std::cos(2.0 * std::numbers::pi * u[1]);
      log += spread_per_y * std::sqrt(years) * normal - 0.5 * spread_per_y * spread_per_y * years;
    }
    factors.push_back(std::exp(log));
  }
  return factors;
}

}  // namespace darkline
