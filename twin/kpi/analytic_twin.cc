#include "twin/kpi/analytic_twin.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "twin/line/aggregation.h"
#include "twin/line/analytic.h"

namespace darkline {
namespace {

constexpr double kMsPerHour = 3.6e6;
constexpr double kMostErrors = 3.0;

double standard_error(const Estimate& estimate, double confidence) {
  if (estimate.n < 2 || !std::isfinite(estimate.half_width)) return 0.0;
  return estimate.half_width / student_t(confidence, static_cast<double>(estimate.n) - 1.0);
}

// `resolution`: what one body more or less changes.
TwinRow row(TwinRow base, double confidence, double resolution) {
  const double error = standard_error(base.simulated, confidence);
  const double off = base.simulated.mean - base.analytic;
  const double allowed = std::max(kMostErrors * error, resolution);
  if (error > 0.0) base.z = off / error;
  if (base.kind == TwinKind::exact) base.flagged = std::fabs(off) > allowed;
  if (base.kind == TwinKind::bound) base.flagged = off > allowed;
  return base;
}

bool stops_anywhere(const LineModel& line) {
  return std::any_of(line.stations.begin(), line.stations.end(),
                     [](const LineStation& station) { return !station.stops.empty(); });
}

bool always_takes_the_same(const LineModel& line, const LineStation& station) {
  if (!station.periodic.empty()) return false;
  const auto whole = static_cast<std::int64_t>(mean_work_ms(station, line.variant_share));
  for (const auto& samples : station.cycle_ms) {
    for (const std::int64_t ms : samples) {
      if (std::max(ms, station.pace_ms) != whole) return false;
    }
  }
  return true;
}

bool repairs_depend_on_the_hour(const LineModel& line) {
  return line.staffed_ms_of_day < kDayMs && line.dark_repair_factor != 1.0;
}

// All stops of a station as one, per ms.
FailureRates rates_of(const LineStation& station) {
  double fail = 0.0;
  double down = 0.0;
  for (const StopClass& stop : station.stops) {
    fail += 1.0 / stop.mtbf_ms;
    down += stop.mttr_ms / stop.mtbf_ms;
  }
  return {fail, down > 0.0 ? fail / down : 1.0};
}

// Two machines at one speed, the slower's; a place is one unit of fluid.
double two_fluid_machines(const LineModel& line, const std::vector<double>& work_ms) {
  const double slower_ms = std::max(work_ms[0], work_ms[1]);
  const double room = std::max(1e-6, static_cast<double>(line.links[0].places));
  return two_machines_fluid(rates_of(line.stations[0]), rates_of(line.stations[1]), 1.0 / slower_ms,
                            room);
}

TwinRow throughput_row(const LineModel& line, const Kpis& kpis) {
  TwinRow row{.figure = "throughput", .unit = "1/h", .method = {}, .simulated = kpis.gross_jph};
  std::vector<double> work_ms;
  for (const LineStation& station : line.stations) {
    work_ms.push_back(mean_work_ms(station, line.variant_share));
  }
  const double slowest_ms = *std::max_element(work_ms.begin(), work_ms.end());
  const bool constant =
      std::all_of(line.stations.begin(), line.stations.end(),
                  [&](const LineStation& s) { return always_takes_the_same(line, s); });
  if (constant && !stops_anywhere(line)) {
    row.method = "1 / longest cycle";
    row.analytic = kMsPerHour / slowest_ms;
  } else if (line.stations.size() == 1 && !repairs_depend_on_the_hour(line)) {
    row.method = "availability / mean cycle of the one station";
    row.analytic = kMsPerHour / slowest_ms * stand_alone_availability(line, 0);
  } else if (line.stations.size() == 2 && line.links.size() == 1 &&
             !line.stations[0].stops.empty() && !line.stations[1].stops.empty()) {
    row.kind = TwinKind::approximation;
    row.method = "two fluid machines, exponential repairs";
    row.analytic = kMsPerHour * two_fluid_machines(line, work_ms);
  } else {
    row.kind = TwinKind::approximation;
    row.method = "aggregation to Bernoulli machines";
    row.analytic = kMsPerHour * line_by_aggregation(line);
  }
  return row;
}

TwinRow availability_row(const LineModel& line, const LineResult& result, const Kpis& kpis) {
  TwinRow row{.figure = "mean stand-alone availability",
              .unit = "1",
              .method = "1 / (1 + sum MTTR/MTBF) of each",
              .simulated = {}};
  if (!line.technicians.empty() || repairs_depend_on_the_hour(line)) {
    row.kind = TwinKind::approximation;
    row.method += ", without waiting for technicians";
  }
  const auto n = static_cast<double>(line.stations.size());
  for (const StationKpis& one : kpis.stations) {
    row.analytic += one.stand_alone_availability_formula / n;
  }
  std::vector<double> by_replication;
  for (const ReplicationResult& one : result.replications) {
    double sum = 0.0;
    for (const auto& station : one.stations) {
      const auto working = static_cast<double>(station.times.working_ms);
      const double active = working + static_cast<double>(station.times.down_ms);
      sum += active > 0.0 ? working / active : 0.0;
    }
    by_replication.push_back(sum / n);
  }
  row.simulated = estimate_mean(by_replication, kpis.confidence);
  return row;
}

// Stations as the machines of M/M/c//N: their clocks run only while they work, so a mean time
// between stops is lengthened by the share of time that they do.
TwinRow crew_row(const LineModel& line, const LineResult& result, const Kpis& kpis) {
  TwinRow row{.figure = "share of stations down",
              .unit = "1",
              .method = "machine-repairman queue, all stations alike",
              .kind = TwinKind::approximation,
              .simulated = {}};
  double fail_per_ms = 0.0;  // per station that is not down
  double down_per_ms = 0.0;
  for (std::size_t k = 0; k < line.stations.size(); ++k) {
    const StationKpis& one = kpis.stations[k];
    const double up = 1.0 - one.down.mean;
    const FailureRates rates = rates_of(line.stations[k]);
    const double works = up > 0.0 ? one.working.mean / up : 0.0;
    fail_per_ms += rates.fail * works;
    down_per_ms += rates.fail / rates.repair * works;
  }
  const auto n = static_cast<int>(line.stations.size());
  row.analytic = 1.0 - repair_crew_availability(n, static_cast<int>(line.technicians.size()),
                                                n / fail_per_ms, down_per_ms / fail_per_ms);
  std::vector<double> by_replication;
  for (const ReplicationResult& one : result.replications) {
    double down = 0.0;
    for (const auto& station : one.stations) down += static_cast<double>(station.times.down_ms);
    by_replication.push_back(down / static_cast<double>(result.window_ms) / n);
  }
  row.simulated = estimate_mean(by_replication, kpis.confidence);
  return row;
}

}  // namespace

const char* name_of(TwinKind kind) {
  switch (kind) {
    case TwinKind::exact:
      return "exact";
    case TwinKind::bound:
      return "bound";
    case TwinKind::approximation:
      break;
  }
  return "approximation";
}

std::vector<TwinRow> analytic_twin(const LineModel& line, const LineResult& result,
                                   const Kpis& kpis) {
  if (!is_plain(line)) return {};
  const double one_body_jph = kMsPerHour / static_cast<double>(result.window_ms);
  std::vector<TwinRow> rows;
  rows.push_back(row(throughput_row(line, kpis), kpis.confidence, 1.001 * one_body_jph));
  if (line.stations.size() > 1) {
    rows.push_back(row({.figure = "throughput",
                        .unit = "1/h",
                        .method = "the weakest station alone",
                        .kind = TwinKind::bound,
                        .analytic = kpis.bound_jph,
                        .simulated = kpis.gross_jph},
                       kpis.confidence, 1.001 * one_body_jph));
  }
  if (stops_anywhere(line)) {
    rows.push_back(row(availability_row(line, result, kpis), kpis.confidence, 0.0));
    if (!line.technicians.empty()) {
      rows.push_back(row(crew_row(line, result, kpis), kpis.confidence, 0.0));
    }
  }
  return rows;
}

}  // namespace darkline
