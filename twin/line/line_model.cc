#include "twin/line/line_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "models/base/address.h"
#include "models/base/error.h"
#include "twin/line/exponential_cycle.h"

namespace darkline {
namespace {

// Ticks that the engines' packed event keys can hold.
constexpr std::int64_t kMostTicks = std::int64_t{1} << 43;

void check_station(const LineModel& model, const LineStation& station) {
  const auto& name = station.address;
  DARKLINE_CHECK(station.cycle_ms.size() == model.variant_share.size(), name);
  for (const auto& samples : station.cycle_ms) {
    DARKLINE_CHECK(!samples.empty() && samples.size() < (std::size_t{1} << 31), name);
    for (const std::int64_t ms : samples) DARKLINE_CHECK(ms >= 1 && ms < kMostTicks, name);
  }
  DARKLINE_CHECK(station.pace_ms >= 0 && station.pace_ms < kMostTicks, name);
  if (station.exponential_mean_ms != 0.0) {
    DARKLINE_CHECK(station.exponential_mean_ms > 0.0 &&
                       station.exponential_mean_ms < kMostExponentialMean && station.pace_ms <= 1,
                   name);
  }
  for (const PeriodicWork& work : station.periodic) {
    DARKLINE_CHECK(work.every_jobs >= 1 && work.extra_ms >= 0, name);
  }
  std::set<std::uint32_t> numbers;
  for (const StopClass& stop : station.stops) {
    DARKLINE_CHECK(stop.mtbf_ms > 0.0 && stop.mttr_ms > 0.0 && stop.cv >= 0.0,
                   fmt::format("{}: {}", name, stop.name));
    DARKLINE_CHECK(numbers.insert(stop.number).second, fmt::format("{}: {}", name, stop.name));
  }
}

void check_links(const LineModel& model) {
  const std::size_t n = model.stations.size();
  std::vector<std::size_t> next(n, kNoStation);
  for (const LineLink& link : model.links) {
    DARKLINE_CHECK(link.from < n && link.to < n && link.places >= 0,
                   fmt::format("link {} -> {}, {} places", link.from, link.to, link.places));
    DARKLINE_CHECK(next[link.from] == kNoStation,
                   "two links leave " + model.stations[link.from].address);
    next[link.from] = link.to;
  }
  for (std::size_t start = 0; start < n; ++start) {  // one way out of each: at most n steps
    std::size_t steps = 0;
    for (std::size_t k = start; k != kNoStation; k = next[k]) {
      DARKLINE_CHECK(steps++ <= n, "a cycle through " + model.stations[start].address);
    }
  }
}

}  // namespace

void check_line_model(const LineModel& model) {
  DARKLINE_CHECK(!model.stations.empty() && model.stations.size() <= 65'535, "stations");
  DARKLINE_CHECK(model.exit < model.stations.size(), "exit");
  DARKLINE_CHECK(
      0 <= model.warm_up_ms && model.warm_up_ms < model.horizon_ms && model.horizon_ms < kMostTicks,
      fmt::format("window {} to {} ms", model.warm_up_ms, model.horizon_ms));
  const double shares =
      std::accumulate(model.variant_share.begin(), model.variant_share.end(), 0.0);
  DARKLINE_CHECK(std::fabs(shares - 1.0) < 1e-9, fmt::format("variant shares sum to {}", shares));
  for (const double share : model.variant_share) DARKLINE_CHECK(share >= 0.0, "variant share");
  for (const Technician& one : model.technicians) {
    DARKLINE_CHECK(0 <= one.from_ms_of_day && one.from_ms_of_day < one.to_ms_of_day &&
                       one.to_ms_of_day <= kDayMs,
                   fmt::format("technician from {} to {}", one.from_ms_of_day, one.to_ms_of_day));
  }
  DARKLINE_CHECK(model.staffed_ms_of_day >= 0 && model.staffed_ms_of_day <= kDayMs, "staffed");
  DARKLINE_CHECK(model.dark_repair_factor >= 0.0 && model.dark_repair_factor <= 1e6, "dark");
  std::set<std::uint32_t> entities = {stream_entity(kBodiesAddress)};
  for (const LineStation& station : model.stations) {
    check_station(model, station);
    DARKLINE_CHECK(entities.insert(station.entity).second,
                   "two things draw from one random stream: " + station.address);
  }
  check_links(model);
}

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
