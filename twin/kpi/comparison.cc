#include "twin/kpi/comparison.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr double kMsPerHour = 3.6e6;

double gross_jph(const ComparedLine& of, const ReplicationResult& one) {
  return static_cast<double>(one.parts_out) / static_cast<double>(of.result.window_ms) * kMsPerHour;
}
double net_jph(const ComparedLine& of, const ReplicationResult& one) {
  return gross_jph(of, one) * (1.0 - of.factory.scenario.quality.scrap);
}
double oee_percent(const ComparedLine& of, const ReplicationResult& one) {
  return 100.0 * net_jph(of, one) * of.factory.scenario.plant.takt_s / 3600.0;
}
double parts_in_line(const ComparedLine&, const ReplicationResult& one) {
  return one.wip;
}
double lead_time_min(const ComparedLine&, const ReplicationResult& one) {
  double longest_ms = 0.0;
  for (const LeadTimes& lead : one.lead_times) longest_ms = std::max(longest_ms, lead.mean_ms);
  return longest_ms / 60'000.0;
}
double down_percent(const ComparedLine& of, const ReplicationResult& one) {
  double down = 0.0;
  double machines = 0.0;
  for (const auto& station : one.stations) down += static_cast<double>(station.times.down_ms);
  for (const LineStation& station : of.line.stations) {
    machines += static_cast<double>(station.machines);
  }
  return 100.0 * down / static_cast<double>(of.result.window_ms) / machines;
}

struct Figure {
  const char* name;
  const char* unit;
  double (*of)(const ComparedLine&, const ReplicationResult&);
};
constexpr std::array<Figure, 6> kFigures = {{
    {"net_jph", "1/h", net_jph},
    {"gross_jph", "1/h", gross_jph},
    {"oee", "%", oee_percent},
    {"work_in_process", "bodies", parts_in_line},
    {"lead_time", "min", lead_time_min},
    {"stations_down", "%", down_percent},
}};

}  // namespace

std::vector<ComparedFigure> compare_lines(const ComparedLine& a, const ComparedLine& b,
                                          double confidence) {
  DARKLINE_CHECK(a.result.seed == b.result.seed &&
                     a.result.replications.size() == b.result.replications.size(),
                 fmt::format("{} and {} replications", a.result.replications.size(),
                             b.result.replications.size()));
  std::vector<ComparedFigure> figures;
  for (const Figure& figure : kFigures) {
    const auto values = [&](const ComparedLine& of) {
      std::vector<double> all;
      for (const ReplicationResult& one : of.result.replications) all.push_back(figure.of(of, one));
      return all;
    };
    const std::vector<double> of_a = values(a);
    const std::vector<double> of_b = values(b);
    ComparedFigure found{figure.name, figure.unit, estimate_mean(of_a, confidence),
                         estimate_mean(of_b, confidence),
                         paired_difference(of_a, of_b, confidence)};
    found.told_apart = std::fabs(found.change.difference.mean) > found.change.difference.half_width;
    figures.push_back(std::move(found));
  }
  return figures;
}

}  // namespace darkline
