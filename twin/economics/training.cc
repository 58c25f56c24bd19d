#include "twin/economics/training.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {

double checkpointed_makespan(double work, double interval, double checkpoint, double restart,
                             double mtbf) {
  DARKLINE_CHECK(work > 0.0 && interval > 0.0 && checkpoint >= 0.0 && restart >= 0.0 && mtbf > 0.0,
                 fmt::format("{} {} {} {} {}", work, interval, checkpoint, restart, mtbf));
  return mtbf * std::exp(restart / mtbf) * std::expm1((interval + checkpoint) / mtbf) * work /
         interval;
}

double best_checkpoint_interval(double checkpoint, double mtbf) {
  DARKLINE_CHECK(checkpoint >= 0.0 && mtbf > 0.0, fmt::format("{} {}", checkpoint, mtbf));
  constexpr double kFree = 1e-3;
  if (checkpoint == 0.0) return kFree * mtbf;
  return std::max(std::sqrt(2.0 * checkpoint * mtbf) - checkpoint, checkpoint);
}

double failure_inflation(double work, double checkpoint, double restart, double mtbf) {
  const double interval = std::min(best_checkpoint_interval(checkpoint, mtbf), work);
  return checkpointed_makespan(work, interval, checkpoint, restart, mtbf) / work;
}

Retraining best_retraining(double run_usd, double drift_usd_per_y2, double wait_y) {
  DARKLINE_CHECK(run_usd >= 0.0 && drift_usd_per_y2 >= 0.0 && wait_y >= 0.0,
                 fmt::format("{} {} {}", run_usd, drift_usd_per_y2, wait_y));
  Retraining best;
  best.interval_y = drift_usd_per_y2 > 0.0 ? std::sqrt(2.0 * run_usd / drift_usd_per_y2)
                                           : std::numeric_limits<double>::infinity();
  best.run_usd_per_y = best.drift_usd_per_y = std::sqrt(2.0 * run_usd * drift_usd_per_y2) / 2.0;
  best.wait_usd_per_y = drift_usd_per_y2 * wait_y;
  return best;
}

double newsvendor_share(double missing_usd, double idle_usd) {
  DARKLINE_CHECK(missing_usd >= 0.0 && idle_usd >= 0.0 && missing_usd + idle_usd > 0.0,
                 fmt::format("{} {}", missing_usd, idle_usd));
  return missing_usd / (missing_usd + idle_usd);
}

int newsvendor_stock_poisson(double mean_demand, double share) {
  constexpr double kMostMean = 700.0;  // beyond it e^-mean is 0
  DARKLINE_CHECK(mean_demand >= 0.0 && mean_demand <= kMostMean && share >= 0.0 && share < 1.0,
                 fmt::format("{} {}", mean_demand, share));
  double term = std::exp(-mean_demand), covered = term;
  int stock = 0;
  // the sum may end a little short of 1
  while (covered < share && term > 0.0) {
    ++stock;
    term *= mean_demand / stock;
    covered += term;
  }
  return stock;
}

double total_processing_performance(double dense_tops, double bits) {
  DARKLINE_CHECK(dense_tops >= 0.0 && bits > 0.0, fmt::format("{} {}", dense_tops, bits));
  return dense_tops * bits;
}

}  // namespace darkline
