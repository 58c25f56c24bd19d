#include "twin/commands/line_job.h"

#include <algorithm>
#include <utility>

#include "models/scenario/line_statistics.h"
#include "twin/kpi/bottleneck.h"
#include "twin/line/build_line_model.h"
#include "twin/report/progress.h"

namespace darkline {
namespace {

// Sensitivity is a difference on common random numbers: it needs less time than the figures.
constexpr std::int64_t kSensitivityWindowMs = 250 * std::int64_t{3'600'000};
constexpr int kMostSensitivityReplications = 10;
constexpr double kMsPerHour = 3.6e6;

double energy_of(const RunResult& r, const ReplicationResult& one) {
  LineResult alone;
  alone.seed = r.line_result.seed;
  alone.window_ms = r.line.window_ms();
  alone.replications.push_back(one);
  return energy_per_body(r.factory, r.study.profiles, alone).total.mean;
}

double longest_lead_time_ms(const ReplicationResult& one) {
  double longest = 0.0;
  for (const LeadTimes& lead : one.lead_times) longest = std::max(longest, lead.mean_ms);
  return longest;
}

PrecisionGoal goal_of(const RunResult& r, PreciseFigure figure) {
  PrecisionGoal goal{name_of(figure), {}};
  switch (figure) {
    case PreciseFigure::net_jph:
      goal.of = [&r](const ReplicationResult& one) {
        return static_cast<double>(one.parts_out) * kMsPerHour /
               static_cast<double>(r.line.window_ms());
      };
      break;
    case PreciseFigure::lead_time:
      goal.of = longest_lead_time_ms;
      break;
    case PreciseFigure::work_in_process:
      goal.of = [](const ReplicationResult& one) { return one.wip; };
      break;
    case PreciseFigure::energy:
      goal.of = [&r](const ReplicationResult& one) { return energy_of(r, one); };
      break;
  }
  return goal;
}

void choose_warm_up(RunResult& r, const LineStatistics& wanted, int jobs) {
  if (!wanted.finds_warm_up) return;
  const std::int64_t window_ms = r.line.window_ms();
  const auto seed = static_cast<std::uint64_t>(r.factory.scenario.simulation.seed);
  r.warm_up = find_warm_up(r.line, seed, jobs);
  r.line.warm_up_ms = r.warm_up->ms;
  r.line.horizon_ms = r.line.warm_up_ms + window_ms;
}

void replicate(RunResult& r, const LineStatistics& wanted, const LineJobOptions& options) {
  const auto& simulation = r.factory.scenario.simulation;
  Progress progress("simulating the line");
  const auto show = [&](int done, int of) {
    progress.show(static_cast<std::size_t>(done), static_cast<std::size_t>(of));
  };
  const auto first = static_cast<int>(simulation.replications);
  if (wanted.precision == 0.0) {
    r.line_result = run_replications(r.line, static_cast<std::uint64_t>(simulation.seed), first,
                                     options.jobs, show, options.stop, options.engine);
    return;
  }
  r.line_result = LineResult();
  r.line_result.engine = engine_for(r.line, options.engine);
  r.line_result.seed = static_cast<std::uint64_t>(simulation.seed);
  r.line_result.window_ms = r.line.window_ms();
  std::vector<PrecisionGoal> goals;
  for (const PreciseFigure figure : wanted.precise) goals.push_back(goal_of(r, figure));
  r.precision = replicate_until_precise(r.line_result, r.line, goals,
                                        {.relative = wanted.precision,
                                         .confidence = simulation.confidence,
                                         .first = first,
                                         .most = wanted.most_replications},
                                        options.jobs, show, options.stop);
}

void try_stations(RunResult& r, const LineJobOptions& options) {
  const auto& simulation = r.factory.scenario.simulation;
  const auto n = static_cast<std::size_t>(simulation.sensitivity_stations);
  if (!options.sensitivity || n == 0) return;
  LineModel shorter = r.line;
  shorter.horizon_ms = shorter.warm_up_ms + std::min(shorter.window_ms(), kSensitivityWindowMs);
  const Progress progress("trying the likeliest bottlenecks");
  judge_by_sensitivity(
      r.kpis,
      measure_sensitivity(shorter, r.line_result.seed, bottleneck_candidates(r.kpis, n),
                          {.replications = std::min(static_cast<int>(simulation.replications),
                                                    kMostSensitivityReplications),
                           .confidence = simulation.confidence,
                           .jobs = options.jobs,
                           .stop = options.stop}));
}

}  // namespace

void prepare_line(RunResult& r, int jobs) {
  r.line = build_line_model(r.factory, r.study.profiles);
  choose_warm_up(r, line_statistics(r.factory.scenario), jobs);
}

void simulate_line(RunResult& r, const LineJobOptions& options) {
  const LineStatistics wanted = line_statistics(r.factory.scenario);
  prepare_line(r, options.jobs);
  replicate(r, wanted, options);
  r.kpis = compute_kpis(r.factory, r.line, r.line_result);
  r.energy = energy_per_body(r.factory, r.study.profiles, r.line_result);
  r.analytic = analytic_twin(r.line, r.line_result, r.kpis);
  try_stations(r, options);
}

}  // namespace darkline
