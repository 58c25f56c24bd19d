#include "twin/study/when_to_buy.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "twin/economics/resolve_prices.h"
#include "twin/economics/trade_channels.h"

namespace darkline {
namespace {

constexpr double kDaysPerYear = 365.0;

// Of sorted values, between neighbours straight.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * (static_cast<double>(sorted.size()) - 1.0);
  const auto k = std::min(static_cast<std::size_t>(at), sorted.size() - 1);
  const double above = sorted[std::min(k + 1, sorted.size() - 1)];
  return sorted[k] + (at - static_cast<double>(k)) * (above - sorted[k]);
}

double mean_of_worst(std::vector<double> values, double share) {
  const auto n = std::max<std::size_t>(
      1, static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size()))));
  std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n), values.end(),
                    std::greater<>());
  return std::accumulate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n), 0.0) /
         static_cast<double>(n);
}

class Planner {
 public:
  Planner(const WhenFile& study, std::span<const PlantYear> years)
      : study_(study), confidence_(study.base.simulation.confidence) {
    chances_ = purchase_chances(study);
    double bodies = 0.0;
    for (const PlantYear& year : years) {
      bodies += year.good_bodies_per_year / static_cast<double>(years.size());
    }
    const ResolvedPrices prices = resolve_prices(study.base, bodies);
    for (PurchaseChance& chance : chances_) {
      chance.robot_usd *= 1.0 - study.base.supply.robot_subsidy;
    }
    for (const PlantYear& year : years) {
      const PlantYear shocked = shocked_year(year, prices.supply);
      costs_.push_back(plan_costs(prices.scenario, shocked, chances_, study.horizon_y));
      waits_.push_back(wait_and_see(costs_.back(), chances_, study.price.spread_per_y));
    }
    mean_wait_ = wait_and_see(mean_costs(), chances_, study.price.spread_per_y);
  }

  WhenResult plan() {
    WhenResult result;
    for (std::size_t k = 0; k < chances_.size(); ++k) result.days.push_back(day(k));
    result.never =
        over([](const PlanCosts& costs, const WaitingValue&) { return costs.never_usd; });
    choose(result);
    judge_waiting(result);
    draw(result);
    return result;
  }

 private:
  template <class ValueOf>
  Estimate over(const ValueOf& value_of) const {
    std::vector<double> values;
    for (std::size_t r = 0; r < costs_.size(); ++r)
      values.push_back(value_of(costs_[r], waits_[r]));
    return estimate_mean(values, confidence_);
  }

  WhenDay day(std::size_t k) const {
    WhenDay one;
    one.chance = chances_[k];
    one.cost = over([&](const PlanCosts& c, const WaitingValue&) { return c.days[k].at(1.0); });
    one.invested_usd =
        over([&](const PlanCosts& c, const WaitingValue&) { return c.invested_usd[k]; }).mean;
    one.trigger_usd = mean_wait_.trigger[k] * chances_[k].robot_usd;
    return one;
  }

  PlanCosts mean_costs() const {
    PlanCosts mean = costs_.front();
    const auto n = static_cast<double>(costs_.size());
    mean.never_usd = 0.0;
    for (CostOfDay& each : mean.days) each = {};
    for (const PlanCosts& costs : costs_) {
      mean.never_usd += costs.never_usd / n;
      for (std::size_t k = 0; k < mean.days.size(); ++k) {
        mean.days[k].fixed_usd += costs.days[k].fixed_usd / n;
        mean.days[k].per_factor_usd += costs.days[k].per_factor_usd / n;
      }
    }
    return mean;
  }

  void choose(WhenResult& result) const {
    for (std::size_t k = 1; k < result.days.size(); ++k) {
      if (result.days[k].cost.mean < result.days[result.best].cost.mean) result.best = k;
    }
    result.never_is_best = result.never.mean < result.days[result.best].cost.mean;
    result.never_behind = over([&](const PlanCosts& c, const WaitingValue&) {
      return c.never_usd - c.days[result.best].at(1.0);
    });
    for (std::size_t k = 0; k < result.days.size(); ++k) {
      WhenDay& each = result.days[k];
      each.behind = over([&](const PlanCosts& c, const WaitingValue&) {
        return c.days[k].at(1.0) - c.days[result.best].at(1.0);
      });
      if (k != result.best && each.behind.mean <= each.behind.half_width) {
        result.alike.push_back(k);
      }
    }
  }

  void judge_waiting(WhenResult& result) const {
    // what is decided is the same in every replication, so that differences are not biased by
    // choosing the least of noise
    const bool now = result.days.front().cost.mean <= result.never.mean;
    const auto now_or_never = [&](const PlanCosts& c) {
      return now ? c.days.front().at(1.0) : c.never_usd;
    };
    const auto committed = [&](const PlanCosts& c) {
      return result.never_is_best ? c.never_usd : c.days[result.best].at(1.0);
    };
    result.now_or_never =
        over([&](const PlanCosts& c, const WaitingValue&) { return now_or_never(c); });
    result.committed = over([&](const PlanCosts& c, const WaitingValue&) { return committed(c); });
    result.waiting = over([](const PlanCosts&, const WaitingValue& w) { return w.cost_usd; });
    result.option = over(
        [&](const PlanCosts& c, const WaitingValue& w) { return now_or_never(c) - w.cost_usd; });
    result.flexibility =
        over([&](const PlanCosts& c, const WaitingValue& w) { return committed(c) - w.cost_usd; });
  }

  // On the mean line, prices as they scatter.
  void draw(WhenResult& result) const {
    const PlanCosts mean = mean_costs();
    const std::size_t n = chances_.size();
    std::vector<std::vector<double>> cost(n);  // (n_days x n_draws)
    std::vector<std::size_t> wins(n + 1, 0);
    for (std::uint64_t d = 0; d < study_.draws; ++d) {
      const std::vector<double> factors = drawn_path(chances_, study_.price.spread_per_y,
                                                     study_.seed, static_cast<std::uint32_t>(d));
      std::size_t best = n;
      double least = mean.never_usd;
      for (std::size_t k = n; k-- > 0;) {
        cost[k].push_back(mean.days[k].at(factors[k]));
        if (cost[k].back() <= least) {
          least = cost[k].back();
          best = k;
        }
      }
      ++wins[best];
    }
    const auto draws = static_cast<double>(study_.draws);
    for (std::size_t k = 0; k < n; ++k) {
      std::vector<double> sorted = cost[k];
      std::sort(sorted.begin(), sorted.end());
      result.days[k].low = quantile(sorted, 0.05);
      result.days[k].high = quantile(sorted, 0.95);
      result.days[k].best_in = static_cast<double>(wins[k]) / draws;
    }
    result.never_best_in = static_cast<double>(wins[n]) / draws;
    split(cost, mean, result);
  }

  void split(const std::vector<std::vector<double>>& cost, const PlanCosts& mean,
             WhenResult& result) const {
    constexpr double kTail = 0.05;
    const auto purchase = [&](double share, std::size_t a, std::size_t b) {
      std::vector<double> values(cost[a].size());
      for (std::size_t d = 0; d < values.size(); ++d) {
        values[d] = share * cost[a][d] + (1.0 - share) * cost[b][d];
      }
      return SplitPurchase{share, a, b,
                           share * mean.days[a].at(1.0) + (1.0 - share) * mean.days[b].at(1.0),
                           mean_of_worst(std::move(values), kTail)};
    };
    result.one_day = purchase(1.0, result.best, result.best);
    for (std::size_t a = 0; a < cost.size(); ++a) {
      for (std::size_t b = a + 1; b < cost.size(); ++b) {
        for (const double share : {0.25, 0.5, 0.75}) {
          result.splits.push_back(purchase(share, a, b));
        }
      }
    }
    std::stable_sort(result.splits.begin(), result.splits.end(),
                     [](const auto& a, const auto& b) { return a.tail < b.tail; });
  }

  const WhenFile& study_;
  double confidence_;
  std::vector<PurchaseChance> chances_;
  std::vector<PlanCosts> costs_;     // (n_replications)
  std::vector<WaitingValue> waits_;  // the same
  WaitingValue mean_wait_;  // of the mean line: triggers of replications differ by noise alone
};

}  // namespace

std::vector<PurchaseChance> purchase_chances(const WhenFile& study) {
  const std::vector<CapitalDuty> duties = capital_duties(study.base);
  const std::vector<Date> regular = study.days();
  std::set<Date> days(regular.begin(), regular.end());
  for (const CapitalDuty& step : duties) {
    if (step.day > study.first_day && step.day <= study.last_day) days.insert(step.day);
  }
  std::vector<PurchaseChance> chances;
  for (const Date day : days) {
    PurchaseChance chance{day, (day - study.first_day) / kDaysPerYear, study.price.on_usd(day),
                          study.base.cost.robot_duty, study.base.cost.gun_duty};
    for (const CapitalDuty& step : duties) {
      if (step.day > day) break;
      chance.robot_duty = step.robots;
      chance.gun_duty = step.guns;
    }
    chances.push_back(chance);
  }
  return chances;
}

WhenResult when_to_buy(const WhenFile& study, std::span<const PlantYear> years) {
  return Planner(study, years).plan();
}

}  // namespace darkline
