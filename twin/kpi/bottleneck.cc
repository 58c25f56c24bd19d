#include "twin/kpi/bottleneck.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace darkline {
namespace {

double active_share(const ReplicationResult::Station& station) {
  return static_cast<double>(station.times.working_ms + station.times.down_ms) /
         static_cast<double>(station.times.total_ms());
}

std::size_t most_active(const ReplicationResult& replication) {
  std::size_t best = 0;
  double most = -1.0;
  for (std::size_t k = 0; k < replication.stations.size(); ++k) {
    const double share = active_share(replication.stations[k]);
    if (share > most) {
      most = share;
      best = k;
    }
  }
  return best;
}

// Links that lead on: not back to rework, nor empty carriers back to where they are loaded. They
// make no circle in lines of scenarios.
std::vector<LineLink> links_onward(const LineModel& line) {
  std::vector<LineLink> onward;
  for (std::size_t l = 0; l < line.links.size(); ++l) {
    const auto& inspection = line.stations[line.links[l].from].inspection;
    const bool reworks = inspection && inspection->rework_link == l;
    if (!reworks && !line.links[l].carriers && line.links[l].initial_parts == 0)
      onward.push_back(line.links[l]);
  }
  return onward;
}

// For each station the feeder that it starves for.
std::vector<std::size_t> latest_feeders(const std::vector<LineLink>& links,
                                        const std::vector<StationKpis>& stations) {
  std::vector<std::size_t> latest(stations.size(), kNoStation);
  for (const LineLink& link : links) {
    std::size_t& feeder = latest[link.to];
    if (feeder == kNoStation || stations[link.from].blocked.mean < stations[feeder].blocked.mean) {
      feeder = link.from;
    }
  }
  return latest;
}

std::size_t turning_point(const LineModel& line, const std::vector<StationKpis>& stations) {
  const std::vector<LineLink> links = links_onward(line);
  const std::vector<std::size_t> latest = latest_feeders(links, stations);
  std::vector<bool> left(stations.size(), false);  // an arrow leaves the station
  std::vector<double> strength(stations.size(), 0.0);
  for (const LineLink& link : links) {
    const double starved = latest[link.to] == link.from ? stations[link.to].starved.mean : 0.0;
    const double push = stations[link.from].blocked.mean - starved;
    const bool downstream = push > 0.0 || latest[link.to] != link.from;
    left[downstream ? link.from : link.to] = true;
    strength[downstream ? link.to : link.from] += std::fabs(push);
  }
  // Without a circle of links arrows end somewhere: at least one station has none leaving it.
  std::size_t best = kNoStation;
  for (std::size_t k = 0; k < stations.size(); ++k) {
    if (!left[k] && (best == kNoStation || strength[k] > strength[best])) best = k;
  }
  return best == kNoStation ? line.exit : best;
}

std::string percent(const Estimate& share) {
  if (!std::isfinite(share.half_width)) return fmt::format("{:.1f} %", 100.0 * share.mean);
  return fmt::format("{:.1f} +- {:.1f} %", 100.0 * share.mean, 100.0 * share.half_width);
}

std::string verdict_of(const Bottleneck& found, const std::vector<StationKpis>& stations,
                       std::size_t replications) {
  std::string text = stations[found.station].address + " holds the line back: ";
  if (stations.size() == 1) {
    text += "it is the only station.";
    return text;
  }
  text += "stations before it wait for room, stations behind it for bodies";
  const StationKpis& busiest = stations[found.busiest];
  const std::string active =
      fmt::format("works or is down {} of the time ({:.1f} % down), most in {} of {} replications",
                  percent(found.busiest_active), 100.0 * busiest.down.mean,
                  found.replications_agreeing, replications);
  if (found.busiest == found.station) return text + "; it " + active + ".";
  return text + fmt::format(
                    ". The busiest is {}: it {}, but it is blocked for {:.1f} % and "
                    "starved for {:.1f} %.",
                    busiest.address, active, 100.0 * busiest.blocked.mean,
                    100.0 * busiest.starved.mean);
}

// What comes from outside and holds the line back: carriers, deliveries, a yard. A sentence each.
std::string held_from_outside(const LineModel& line, const std::vector<StationKpis>& stations) {
  constexpr double kNoticeable = 0.01;  // share of time
  std::vector<bool> takes_carriers(stations.size(), false), is_fed(stations.size(), false);
  for (const LineLink& link : line.links) {
    (link.carriers ? takes_carriers : is_fed)[link.to] = true;
  }
  std::string text;
  for (std::size_t k = 0; k < stations.size(); ++k) {
    const StationKpis& one = stations[k];
    const bool supplied = line.stations[k].supply.has_value();
    if (!is_fed[k] && (supplied || takes_carriers[k]) && one.starved.mean > kNoticeable) {
      const char* what = !takes_carriers[k] ? "deliveries"
                         : supplied         ? "deliveries or empty carriers"
                                            : "empty carriers, which the loop has too few of";
      text +=
          fmt::format(" {} waits {} of the time for {}.", one.address, percent(one.starved), what);
    }
    if (line.stations[k].dispatch && one.blocked.mean > kNoticeable) {
      text += fmt::format(" {} waits {} of the time for room in the yard.", one.address,
                          percent(one.blocked));
    }
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
    if (active(k) > active(found.busiest)) found.busiest = k;
  }
  std::vector<double> shares;
  for (const ReplicationResult& one : result.replications) {
    shares.push_back(active_share(one.stations[found.busiest]));
    if (most_active(one) == found.busiest) ++found.replications_agreeing;
  }
  found.busiest_active = estimate_mean(shares, confidence);
  found.station = turning_point(line, stations);
  found.verdict = verdict_of(found, stations, result.replications.size());
  found.verdict += held_from_outside(line, stations);
  return found;
}

namespace {

double gives(const StationSensitivity& s) {
  return s.faster.mean + s.repaired.mean;
}

// What the station that gives most says about the other two methods.
std::string compared_with_others(const Kpis& kpis, const std::vector<StationSensitivity>& sorted) {
  const Bottleneck& found = kpis.bottleneck;
  const StationSensitivity& most = sorted.front();
  if (sorted.size() == 1) return ".";
  const std::string of = fmt::format(": the most of {} stations tried", sorted.size());
  if (most.faster.mean <= most.faster.half_width) return of + ", but not told from chance.";
  if (most.station == found.station) {
    return of + (found.busiest == found.station
                     ? "; waiting, work and sensitivity agree."
                     : ", so it, and not the busiest, is the place to improve.");
  }
  const std::string& arrows = kpis.stations[found.station].address;
  for (const StationSensitivity& one : sorted) {
    if (one.station != found.station) continue;
    const double noise = most.faster.half_width + most.repaired.half_width + one.faster.half_width +
                         one.repaired.half_width;
    if (gives(most) - gives(one) <= noise) {
      return of + ", though not clearly more than " + arrows + ".";
    }
  }
  return of + ", more than " + arrows + ": improve there first.";
}

}  // namespace

std::vector<std::size_t> bottleneck_candidates(const Kpis& kpis, std::size_t n) {
  std::vector<std::size_t> order = {kpis.bottleneck.station};
  if (kpis.bottleneck.busiest != kpis.bottleneck.station) order.push_back(kpis.bottleneck.busiest);
  const auto active = [&](std::size_t k) {
    return kpis.stations[k].working.mean + kpis.stations[k].down.mean;
  };
  std::vector<std::size_t> others;
  for (std::size_t k = 0; k < kpis.stations.size(); ++k) {
    if (std::find(order.begin(), order.end(), k) == order.end()) others.push_back(k);
  }
  std::stable_sort(others.begin(), others.end(),
                   [&](std::size_t a, std::size_t b) { return active(a) > active(b); });
  order.insert(order.end(), others.begin(), others.end());
  order.resize(std::min(order.size(), n));
  return order;
}

void judge_by_sensitivity(Kpis& kpis, std::vector<StationSensitivity> sensitivity) {
  if (sensitivity.empty()) return;
  std::stable_sort(
      sensitivity.begin(), sensitivity.end(),
      [](const StationSensitivity& a, const StationSensitivity& b) { return gives(a) > gives(b); });
  Bottleneck& found = kpis.bottleneck;
  const StationSensitivity& most = sensitivity.front();
  const auto text = [](const Estimate& change) {
    return fmt::format("{:+.2f} +- {:.2f} %", change.mean, change.half_width);
  };
  found.verdict +=
      fmt::format(" One per cent faster {} gives {} ({:+.2f} jobs/h)",
                  kpis.stations[most.station].address, text(most.faster), most.faster_jph);
  if (most.repaired.mean != 0.0) {
    found.verdict += ", repairs one per cent shorter " + text(most.repaired);
  }
  found.verdict += compared_with_others(kpis, sensitivity);
  found.sensitivity = std::move(sensitivity);
}

}  // namespace darkline
