#include "twin/line/line_model.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace darkline {

double mean_work_ms(const LineStation& station, const std::vector<double>& variant_share) {
  std::int64_t period = 1;
  for (const PeriodicWork& work : station.periodic) {
    const std::int64_t g = std::gcd(period, work.every_jobs);
    period = std::min<std::int64_t>(100'000,
                                    period / g * std::min<std::int64_t>(work.every_jobs, 100'000));
  }
  std::map<std::int64_t, std::int64_t> jobs_with;  // jobs of the period by their extra work
  for (std::int64_t job = 1; job <= period; ++job) {
    std::int64_t extra = 0;
    for (const PeriodicWork& work : station.periodic) {
      if (job % work.every_jobs == 0) extra += work.extra_ms;
    }
    ++jobs_with[extra];
  }
  double sum = 0.0;
  for (const auto& [extra, jobs] : jobs_with) {
    for (std::size_t v = 0; v < variant_share.size(); ++v) {
      double of_variant = 0.0;
      for (const std::int64_t ms : station.cycle_ms[v]) {
        of_variant += static_cast<double>(std::max(station.pace_ms, ms + extra));
      }
      of_variant /= static_cast<double>(station.cycle_ms[v].size());
      if (station.exponential_mean_ms > 0.0) {  // 1 + floor(x) is half a tick longer than x
        of_variant = station.exponential_mean_ms + 0.5 + static_cast<double>(extra);
      }
      sum += static_cast<double>(jobs) * variant_share[v] * of_variant;
    }
  }
  return sum / static_cast<double>(period);
}

double stand_alone_availability(const LineModel& model, std::size_t station) {
  const double staffed = static_cast<double>(model.staffed_ms_of_day) / static_cast<double>(kDayMs);
  const double factor = staffed + (1.0 - staffed) * model.dark_repair_factor;
  double down_per_work = 0.0;
  for (const StopClass& stop : model.stations[station].stops) {
    down_per_work += factor * stop.mttr_ms / stop.mtbf_ms;
  }
  return 1.0 / (1.0 + down_per_work);
}

}  // namespace darkline
