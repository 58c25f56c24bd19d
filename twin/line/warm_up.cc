#include "twin/line/warm_up.h"

#include <algorithm>
#include <limits>

#include "models/base/parallel.h"
#include "twin/line/event_engine.h"

namespace darkline {
namespace {

constexpr std::size_t kBatch = 5;
constexpr std::size_t kObservations = 1'000;
constexpr int kMostDoublings = 4;
constexpr std::int64_t kMinuteMs = 60'000;

// Bodies that left in each of kObservations intervals.
std::vector<double> output_of(const LineModel& model, std::uint64_t seed, std::uint32_t replication,
                              std::int64_t interval_ms) {
  LineEngine engine(model, seed, replication);
  std::vector<double> out;
  std::int64_t before = 0;
  for (std::size_t i = 1; i <= kObservations; ++i) {
    engine.run_until(LineDuration{static_cast<std::int64_t>(i) * interval_ms});
    out.push_back(static_cast<double>(engine.jobs_done(model.exit) - before));
    before = engine.jobs_done(model.exit);
  }
  return out;
}

// The interval by whose end `bodies` have left, from 1; 0 if they have not.
std::size_t interval_with(const std::vector<double>& out, double bodies) {
  double sum = 0.0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    sum += out[i];
    if (sum >= bodies) return i + 1;
  }
  return 0;
}

std::int64_t first_interval_ms(const LineModel& model, double bodies) {
  double slowest_ms = 1.0;
  for (const LineStation& station : model.stations) {
    slowest_ms = std::max(slowest_ms, mean_work_ms(station, model.variant_share));
  }
  const double pilot_ms = 10.0 * bodies * slowest_ms;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(pilot_ms / kObservations));
}

}  // namespace

std::size_t mser_5(std::span<const double> series) {
  const std::size_t n = series.size() / kBatch;
  std::vector<double> batch(n);
  for (std::size_t i = 0; i < n * kBatch; ++i) batch[i / kBatch] += series[i] / kBatch;
  // from the end: count, mean and sum of squares about it of the batches from d on
  double mean = 0.0;
  double squares = 0.0;
  double least = std::numeric_limits<double>::infinity();
  std::size_t best = 0;
  for (std::size_t d = n; d-- > 0;) {
    const auto kept = static_cast<double>(n - d);
    const double off = batch[d] - mean;
    mean += off / kept;
    squares += off * (batch[d] - mean);
    const double error = squares / (kept * kept);
    if (2 * d <= n && error <= least) {
      least = error;
      best = d;
    }
  }
  return kBatch * best;
}

WarmUp find_warm_up(const LineModel& model, std::uint64_t seed, int jobs) {
  const double bodies =
      static_cast<double>(kWarmUpBodiesPerStation) * static_cast<double>(model.stations.size());
  std::int64_t interval_ms = first_interval_ms(model, bodies);
  WarmUp result;
  for (int doubling = 0;; ++doubling) {
    std::vector<std::vector<double>> pilots(kPilots);
    in_parallel(
        pilots.size(), jobs, [] { return 0; },
        [&](int, std::size_t r) {
          pilots[r] = output_of(model, seed, static_cast<std::uint32_t>(r), interval_ms);
        });
    std::vector<double> mean(kObservations);
    std::size_t filled = 0;
    bool all_filled = true;
    for (const auto& pilot : pilots) {
      for (std::size_t i = 0; i < kObservations; ++i) mean[i] += pilot[i] / kPilots;
      const std::size_t at = interval_with(pilot, bodies);
      all_filled = all_filled && at > 0;
      filled = std::max(filled, at);
    }
    const std::size_t cut = mser_5(mean);
    result.pilot_ms = interval_ms * static_cast<std::int64_t>(kObservations);
    result.mser_ms = interval_ms * static_cast<std::int64_t>(cut);
    result.filled_ms = interval_ms * static_cast<std::int64_t>(filled);
    result.found = all_filled && cut <= kObservations / 4;
    if (result.found || doubling == kMostDoublings) break;
    interval_ms *= 2;
  }
  const std::int64_t needed =
      result.found ? std::max(result.mser_ms, result.filled_ms) : result.pilot_ms / 2;
  result.ms = (needed + kMinuteMs - 1) / kMinuteMs * kMinuteMs;
  return result;
}

}  // namespace darkline
