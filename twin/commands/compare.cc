// darkline compare A [B]: two scenarios on the same random numbers.
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/scenario/scenario_reader.h"
#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/line_job.h"
#include "twin/kpi/comparison.h"
#include "twin/report/progress.h"

namespace darkline {
namespace {

RunResult line_of(const std::string& file, const std::vector<std::string>& overrides,
                  const Invocation& invocation) {
  RunResult r;
  r.factory = build_factory(read_scenario(file, overrides).scenario);
  const ProfileCache cache(ProfileCache::default_folder());
  Progress progress("studying cells");
  r.study = study_cells(
      r.factory, {.jobs = invocation.jobs(),
                  .transport = transport_from_environment(),
                  .cache = &cache,
                  .progress = [&](std::size_t done, std::size_t total,
                                  const std::string& cell) { progress.show(done, total, cell); },
                  .stop = interrupt_token()});
  return r;
}

// Replication r of both is to have the same random numbers: one seed, one number of them.
void make_alike(RunResult& a, RunResult& b) {
  auto& of_a = a.factory.scenario.simulation;
  auto& of_b = b.factory.scenario.simulation;
  of_b.seed = of_a.seed;
  of_b.replications = of_a.replications;
  of_a.precision = 0.0;
  of_b.precision = 0.0;
}

std::string text_of(const std::vector<ComparedFigure>& figures, double confidence) {
  std::string text =
      fmt::format("  {:<22}{:>22}{:>22}{:>24}{:>10}\n", "", "A", "B", "B - A", "variance");
  for (const ComparedFigure& one : figures) {
    const auto value = [](const Estimate& e) {
      return fmt::format("{:.3f} +- {:.3f}", e.mean, e.half_width);
    };
    text += fmt::format("  {:<22}{:>22}{:>22}{:>24}{:>9.2g}x{}\n", one.name + ", " + one.unit,
                        value(one.a), value(one.b), value(one.change.difference),
                        one.change.variance_ratio, one.told_apart ? "" : "  not told apart");
  }
  text += fmt::format(
      "  {:.0f} % intervals over {} pairs of replications on the same random numbers; variance of "
      "the\n  difference over that of independent runs\n",
      100.0 * confidence, figures.front().a.n);
  return text;
}

nlohmann::ordered_json json_of(const Estimate& e, const std::string& unit) {
  return {{"mean", e.mean},
          {"half_width", e.half_width},
          {"n", e.n},
          {"unit", unit},
          {"fidelity", "line"}};
}

}  // namespace

ExitCode compare_command(const Invocation& invocation) {
  const bool two_files = invocation.arguments.size() > 1;
  if (!two_files && !invocation.has("--set")) {
    throw UsageError(
        "wanted a second scenario, or --set with what differs from the first\n  see darkline "
        "compare --help");
  }
  std::vector<std::string> of_a = invocation.overrides();
  if (!two_files) {  // the seed is for both, other changes for the second
    of_a.clear();
    if (const auto seed = invocation.value("--seed")) of_a.push_back("simulation.seed=" + *seed);
  }
  RunResult a = line_of(invocation.arguments[0], of_a, invocation);
  RunResult b =
      line_of(invocation.arguments[two_files ? 1 : 0], invocation.overrides(), invocation);
  make_alike(a, b);
  const LineJobOptions options{
      .jobs = invocation.jobs(), .stop = interrupt_token(), .sensitivity = false};
  simulate_line(a, options);
  simulate_line(b, options);
  const double confidence = a.factory.scenario.simulation.confidence;
  const std::vector<ComparedFigure> figures = compare_lines(
      {a.factory, a.line, a.line_result}, {b.factory, b.line, b.line_result}, confidence);
  if (invocation.has("--json")) {
    nlohmann::ordered_json json{{"schema", "darkline.comparison/1"},
                                {"confidence", confidence},
                                {"seed", a.factory.scenario.simulation.seed}};
    for (const ComparedFigure& one : figures) {
      json["figures"].push_back({{"name", one.name},
                                 {"a", json_of(one.a, one.unit)},
                                 {"b", json_of(one.b, one.unit)},
                                 {"difference", json_of(one.change.difference, one.unit)},
                                 {"variance_ratio", one.change.variance_ratio},
                                 {"told_apart", one.told_apart}});
    }
    fmt::print("{}\n", json.dump(1));
    return ExitCode::done;
  }
  const std::string& title = b.factory.scenario.info.title;
  fmt::print("A  {}\nB  {}\n\n{}", a.factory.scenario.info.title,
             two_files ? title
                       : fmt::format("{}, with {}", title, fmt::join(invocation.overrides(), ", ")),
             text_of(figures, confidence));
  return ExitCode::done;
}

}  // namespace darkline
