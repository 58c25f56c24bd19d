// Training runs on machines that fail, and how often welding models are trained again.
#pragma once

namespace darkline {

// Expected time of a run of `work` h that writes a checkpoint of `checkpoint` h after every
// `interval` h of work, on a system with exponential failures of mean `mtbf` h, `restart` h to come
// back (Daly 2006, E19):
//   E[T] = M e^(R/M) (e^((tau + C)/M) - 1) T / tau.
// All in one unit of time. Preconditions: positive but checkpoint and restart, which may be 0.
double checkpointed_makespan(double work, double interval, double checkpoint, double restart,
                             double mtbf);
// The interval of least expected time to first order: sqrt(2 C M) - C, and at least C (where
// failures come faster than checkpoints no interval is good); M if checkpoints cost nothing are
// M/1000.
double best_checkpoint_interval(double checkpoint, double mtbf);
// The makespan at that interval, over the work: 1 and more.
double failure_inflation(double work, double checkpoint, double restart, double mtbf);

// Retraining as an economic order quantity (E20): a run costs C, defects cost k more a year for
// each year since the last one, each wait L for a model costs k L.
//   T* = sqrt(2 C / k),  K* = sqrt(2 C k) + k L a year.
// The price of compute enters with elasticity 1/2, the wait linearly.
struct Retraining {
  double interval_y = 0.0;       // T*; infinite where nothing drifts
  double run_usd_per_y = 0.0;    // what runs cost: half of the root
  double drift_usd_per_y = 0.0;  // what defects cost between runs: the other half
  double wait_usd_per_y = 0.0;   // k L
  double usd_per_y() const { return run_usd_per_y + drift_usd_per_y + wait_usd_per_y; }
};
// Preconditions: none negative.
Retraining best_retraining(double run_usd, double drift_usd_per_y2, double wait_y);

// Spares against a cut-off (newsvendor, E36): the share of cases that the stock should cover,
// cu / (cu + co), with what a missing unit and an idle one cost.
double newsvendor_share(double missing_usd, double idle_usd);
// The least stock whose coverage is that share, for demand of a Poisson law with this mean.
int newsvendor_stock_poisson(double mean_demand, double share);

// Total processing performance of a chip (US note 39): dense TOPS x bits.
double total_processing_performance(double dense_tops, double bits);

}  // namespace darkline
