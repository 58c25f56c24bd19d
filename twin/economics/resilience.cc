#include "twin/economics/resilience.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/economics/finance.h"
#include "twin/economics/supply_effect.h"
#include "twin/economics/training.h"

namespace darkline {

ResilienceCurve resilience_curve(const Scenario& scenario) {
  const SupplyConfig& supply = scenario.supply;
  ResilienceCurve curve;
  curve.time_to_survive_s = supply_effect(scenario).time_to_survive_s;
  curve.time_to_recover_s = supply.chip_recover_s;
  if (curve.time_to_survive_s >= curve.time_to_recover_s) {
    curve.whole_again_s = curve.time_to_survive_s;
    return curve;
  }
  curve.depth = supply.chip_robots * (1.0 - supply.chip_alternative);
  curve.whole_again_s = curve.time_to_recover_s + supply.recovery_s;
  // clipped to the year
  const double from_s = std::min(curve.time_to_survive_s, kSecondsPerYear);
  const double back_s = std::min(curve.time_to_recover_s, kSecondsPerYear);
  const double whole_s = std::min(curve.whole_again_s, kSecondsPerYear);
  double lost_s = (back_s - from_s) * curve.depth;
  if (supply.recovery_s > 0.0) {
    // a ramp from the depth down to what is left of it at the end of the year
    const double left = (curve.whole_again_s - whole_s) / supply.recovery_s;
    const double start = (curve.whole_again_s - back_s) / supply.recovery_s;
    lost_s += (whole_s - back_s) * curve.depth * 0.5 * (std::min(start, 1.0) + left);
  }
  curve.lost_days = lost_s / 86400.0;
  curve.area = 1.0 - lost_s / kSecondsPerYear;
  return curve;
}

double performance_impact_usd(const ResilienceCurve& curve, double bodies_per_y,
                              double margin_usd) {
  constexpr double kDaysPerYear = 365.0;
  return curve.lost_days / kDaysPerYear * bodies_per_y * margin_usd;
}

Spares spares_against_cut(const Scenario& scenario, const PlantYear& year, double margin_usd) {
  constexpr double kMostFailures = 700.0;  // beyond it a Poisson law is no help
  const auto& cost = scenario.cost;
  const double cut_y = scenario.supply.chip_recover_s / kSecondsPerYear;
  const double robots = static_cast<double>(year.spot_robots) + year.other_robots;
  Spares spares;
  spares.mean_failures = robots * scenario.supply.chip_recover_s / cost.edge_box_life_s;
  const double box_usd = cost.edge_box_usd * (1.0 + cost.edge_duty);
  spares.idle_usd = box_usd * (cost.interest_per_y * cut_y +
                               scenario.supply.chip_recover_s / cost.edge_box_life_s);
  if (robots > 0.0) {
    spares.missing_usd = year.good_bodies_per_year / robots * (cut_y / 2.0) * margin_usd *
                         scenario.supply.chip_robots;
  }
  if (spares.missing_usd + spares.idle_usd <= 0.0) return spares;
  spares.share = newsvendor_share(spares.missing_usd, spares.idle_usd);
  constexpr double kMostShare = 0.9999;  // an idle spare always costs something
  spares.stock = newsvendor_stock_poisson(std::min(spares.mean_failures, kMostFailures),
                                          std::min(spares.share, kMostShare));
  return spares;
}

double conditional_value_at_risk(std::span<const double> values, std::span<const double> shares,
                                 double level) {
  DARKLINE_CHECK(
      !values.empty() && values.size() == shares.size() && level >= 0.0 && level < 1.0,
      fmt::format("{} values, {} shares, level {}", values.size(), shares.size(), level));
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  double left = 1.0 - level, sum = 0.0;
  for (const std::size_t i : order) {
    const double taken = std::min(left, shares[i]);
    sum += taken * values[i];
    left -= taken;
    if (left <= 0.0) break;
  }
  return sum / (1.0 - level - std::max(left, 0.0));
}

std::vector<RobustChoice> robust_choices(const std::vector<std::vector<double>>& costs_usd,
                                         std::span<const double> shares, double reference_usd,
                                         double level) {
  DARKLINE_CHECK(!costs_usd.empty() && !shares.empty(), "no choice or no future");
  for (const auto& costs : costs_usd) {
    DARKLINE_CHECK(costs.size() == shares.size(),
                   fmt::format("{} costs, {} futures", costs.size(), shares.size()));
  }
  std::vector<RobustChoice> choices(costs_usd.size());
  for (std::size_t c = 0; c < choices.size(); ++c) {
    choices[c].worst_usd = -std::numeric_limits<double>::infinity();
    choices[c].cvar_usd = conditional_value_at_risk(costs_usd[c], shares, level);
  }
  for (std::size_t f = 0; f < shares.size(); ++f) {
    double best_usd = std::numeric_limits<double>::infinity();
    for (const auto& costs : costs_usd) best_usd = std::min(best_usd, costs[f]);
    for (std::size_t c = 0; c < choices.size(); ++c) {
      const double usd = costs_usd[c][f];
      choices[c].mean_usd += shares[f] * usd;
      choices[c].worst_usd = std::max(choices[c].worst_usd, usd);
      if (usd <= reference_usd) choices[c].share_below += shares[f];
      choices[c].worst_regret_usd = std::max(choices[c].worst_regret_usd, usd - best_usd);
    }
  }
  return choices;
}

std::size_t minimax_regret(std::span<const RobustChoice> choices) {
  DARKLINE_CHECK(!choices.empty(), "no choice");
  const auto best = std::min_element(choices.begin(), choices.end(),
                                     [](const RobustChoice& a, const RobustChoice& b) {
                                       return a.worst_regret_usd < b.worst_regret_usd;
                                     });
  return static_cast<std::size_t>(best - choices.begin());
}

}  // namespace darkline
