#include "twin/kpi/bottleneck.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace darkline {
namespace {

double active_share(const ReplicationResult::Station& station, std::int64_t window_ms) {
  return static_cast<double>(station.times.working_ms + station.times.down_ms) /
         static_cast<double>(window_ms);
}

std::size_t most_active(const ReplicationResult& replication) {
  std::size_t best = 0;
  std::int64_t longest = -1;
  for (std::size_t k = 0; k < replication.stations.size(); ++k) {
    const StationTimes& times = replication.stations[k].times;
    if (times.working_ms + times.down_ms > longest) {
      longest = times.working_ms + times.down_ms;
      best = k;
    }
  }
  return best;
}

std::size_t turning_point(const LineModel& line, const std::vector<StationKpis>& stations) {
  std::vector<bool> left(stations.size(), false);  // an arrow leaves the station
  std::vector<double> strength(stations.size(), 0.0);
  for (const LineLink& link : line.links) {
    const double push = stations[link.from].blocked.mean - stations[link.to].starved.mean;
    left[push > 0.0 ? link.from : link.to] = true;
    strength[push > 0.0 ? link.to : link.from] += std::fabs(push);
  }
  // Links have no cycle, so arrows end somewhere: at least one station has none leaving it.
  std::size_t best = kNoStation;
  for (std::size_t k = 0; k < stations.size(); ++k) {
    if (!left[k] && (best == kNoStation || strength[k] > strength[best])) best = k;
  }
  return best;
}

std::string percent(const Estimate& share) {
  if (!std::isfinite(share.half_width)) return fmt::format("{:.1f} %", 100.0 * share.mean);
  return fmt::format("{:.1f} +- {:.1f} %", 100.0 * share.mean, 100.0 * share.half_width);
}

std::string verdict_of(const Bottleneck& found, const std::vector<StationKpis>& stations,
                       std::size_t replications) {
  const StationKpis& station = stations[found.station];
  std::string text = fmt::format(
      "{} holds the line back: it works or is down {} of the time ({:.1f} % down), more than any "
      "other station in {} of {} replications",
      station.address, percent(found.active), 100.0 * station.down.mean,
      found.replications_agreeing, replications);
  if (found.turning_point == found.station) {
    text += ", and the waiting before and behind it points to it too.";
  } else {
    text += fmt::format("; the waiting before and behind the stations points to {}.",
                        stations[found.turning_point].address);
  }
  return text;
}

}  // namespace

Bottleneck find_bottleneck(const LineModel& line, const LineResult& result,
                           const std::vector<StationKpis>& stations, double confidence) {
  Bottleneck found;
  for (std::size_t k = 1; k < stations.size(); ++k) {
    const auto active = [&](std::size_t s) {
      return stations[s].working.mean + stations[s].down.mean;
    };
    if (active(k) > active(found.station)) found.station = k;
  }
  std::vector<double> shares;
  for (const ReplicationResult& one : result.replications) {
    shares.push_back(active_share(one.stations[found.station], result.window_ms));
    if (most_active(one) == found.station) ++found.replications_agreeing;
  }
  found.active = estimate_mean(shares, confidence);
  found.turning_point = turning_point(line, stations);
  found.verdict = verdict_of(found, stations, result.replications.size());
  return found;
}

}  // namespace darkline
