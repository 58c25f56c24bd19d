// How much a disturbance takes, and how a choice does over many futures. Every index comes with its
// components; no weights are hidden in any.
//
// Sources: economics facts E32 to E36; Simchi-Levi et al. (time to recover and to survive).
#pragma once

#include <span>
#include <vector>

#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"

namespace darkline {

// Output over plan while supply is cut once: whole until stocks are gone, then lower, then back
// linearly. All within one year from the cut.
struct ResilienceCurve {
  double time_to_survive_s = 0.0;  // output is whole until then; infinite if stocks are never gone
  double time_to_recover_s = 0.0;  // supply is back
  double whole_again_s = 0.0;      // output is back; the time to survive where nothing was lost
  double depth = 0.0;              // share of the output that is gone at worst
  double area = 1.0;               // (1/T) integral of output over plan, T a year: 1 is no loss
  double lost_days = 0.0;          // of the plant's whole output
};
ResilienceCurve resilience_curve(const Scenario& scenario);

// What the curve costs: days lost x bodies a day x margin a body. Share of a year's margin.
double performance_impact_usd(const ResilienceCurve& curve, double bodies_per_y, double margin_usd);

// How many spare inference computers to hold against one cut (newsvendor, E36). While supply is cut
// for chip_recover, robots x chip_recover / edge_box_life of them fail (Poisson). One that is
// missing leaves a robot idle: its share of the bodies, as far as output hangs on it (chip_robots),
// for half of the cut on average, at `margin_usd` a body. One too many costs its interest and its
// wear over the cut.
struct Spares {
  double mean_failures = 0.0;
  double missing_usd = 0.0, idle_usd = 0.0;
  double share = 0.0;  // of cuts that the stock covers: missing / (missing + idle)
  int stock = 0;
};
Spares spares_against_cut(const Scenario& scenario, const PlantYear& year, double margin_usd);

// A choice over futures: costs_usd[choice][future], shares of the futures (sum 1).
struct RobustChoice {
  double mean_usd = 0.0;
  double worst_usd = 0.0;
  double share_below = 0.0;       // of the futures, those at or below the reference
  double cvar_usd = 0.0;          // mean of the worst 1 - level of the futures
  double worst_regret_usd = 0.0;  // most above the best choice of the same future
};
// Preconditions: at least one choice and future, as many costs as shares, level in [0, 1).
std::vector<RobustChoice> robust_choices(const std::vector<std::vector<double>>& costs_usd,
                                         std::span<const double> shares, double reference_usd,
                                         double level = 0.95);
// The choice of least worst regret.
std::size_t minimax_regret(std::span<const RobustChoice> choices);

// Conditional value at risk: the mean of the worst 1 - level of a weighted sample. A future that
// straddles the quantile counts with the part beyond it.
double conditional_value_at_risk(std::span<const double> values, std::span<const double> shares,
                                 double level);

}  // namespace darkline
