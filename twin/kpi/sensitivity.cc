#include "twin/kpi/sensitivity.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/parallel.h"
#include "twin/kpi/variance.h"

namespace darkline {
namespace {

constexpr double kLess = 0.99;
constexpr double kMsPerHour = 3.6e6;

std::int64_t less(std::int64_t ms) {
  return std::max<std::int64_t>(ms > 0 ? 1 : 0, std::llround(static_cast<double>(ms) * kLess));
}

// In per cent of a's mean.
Estimate in_percent(const std::vector<double>& a, const std::vector<double>& b, double confidence) {
  Estimate change = paired_difference(a, b, confidence).difference;
  const double whole = estimate_mean(a, confidence).mean;
  const double scale = whole > 0.0 ? 100.0 / whole : 0.0;
  change.mean *= scale;
  change.half_width *= scale;
  return change;
}

}  // namespace

LineModel with_faster_station(const LineModel& model, std::size_t station) {
  LineModel changed = model;
  LineStation& one = changed.stations[station];
  one.pace_ms = less(one.pace_ms);
  for (auto& samples : one.cycle_ms) {
    for (std::int64_t& ms : samples) ms = less(ms);
  }
  for (PeriodicWork& work : one.periodic) work.extra_ms = less(work.extra_ms);
  return changed;
}

LineModel with_shorter_repairs(const LineModel& model, std::size_t station) {
  LineModel changed = model;
  for (StopClass& stop : changed.stations[station].stops) stop.mttr_ms *= kLess;
  return changed;
}

std::vector<StationSensitivity> measure_sensitivity(const LineModel& model, std::uint64_t seed,
                                                    const std::vector<std::size_t>& stations,
                                                    const SensitivityOptions& options) {
  DARKLINE_CHECK(options.replications >= 2, fmt::format("{} replications", options.replications));
  std::vector<LineModel> models = {model};
  for (const std::size_t station : stations) {
    models.push_back(with_faster_station(model, station));
    models.push_back(with_shorter_repairs(model, station));
  }
  const auto n = static_cast<std::size_t>(options.replications);
  std::vector<std::vector<double>> parts(models.size(), std::vector<double>(n));
  in_parallel(
      models.size() * n, options.jobs, [] { return 0; },
      [&](int, std::size_t i) {
        if (options.stop.stop_requested()) {
          throw Interrupted("stopped while measuring sensitivity: run the same command again");
        }
        const auto replication = static_cast<std::uint32_t>(i % n);
        parts[i / n][i % n] =
            static_cast<double>(simulate(models[i / n], seed, replication).parts_out);
      });
  const double jph = estimate_mean(parts[0], options.confidence).mean * kMsPerHour /
                     static_cast<double>(model.window_ms());
  std::vector<StationSensitivity> result;
  for (std::size_t s = 0; s < stations.size(); ++s) {
    StationSensitivity one;
    one.station = stations[s];
    one.faster = in_percent(parts[0], parts[2 * s + 1], options.confidence);
    one.repaired = in_percent(parts[0], parts[2 * s + 2], options.confidence);
    one.faster_jph = one.faster.mean * 1e-2 * jph;
    one.repaired_jph = one.repaired.mean * 1e-2 * jph;
    result.push_back(one);
  }
  return result;
}

}  // namespace darkline
