// darkline run SCENARIO: the chain from weld list to unit cost.
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "models/scenario/scenario_reader.h"
#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/main_job.h"
#include "twin/line/build_line_model.h"
#include "twin/line/trace.h"
#include "twin/live/cell_study.h"
#include "twin/report/run_folder.h"
#include "twin/report/summary.h"

namespace darkline {

namespace {

// Simulates the traced replication of the scenario's line again, beside the trace.
ExitCode verify_the_trace(const std::filesystem::path& file, const FactoryModel& factory,
                          const MainJobOptions& options) {
  const ProfileCache cache(options.cache_folder);
  const CellStudy study = study_cells(factory, {.jobs = options.jobs,
                                                .transport = options.transport,
                                                .cache = &cache,
                                                .fresh = options.fresh,
                                                .stop = options.stop});
  const TraceVerdict verdict = verify_trace(file, build_line_model(factory, study.profiles));
  if (!verdict.same) {
    throw InputError({.place = {.file = file.string()},
                      .found = verdict.difference,
                      .wanted = "the events of this run",
                      .mend = verdict.same_model ? "" : "the line itself is another one"});
  }
  fmt::print("{}: {} events of replication {} are the same\n", file.string(), verdict.events,
             verdict.head.replication);
  return ExitCode::done;
}

}  // namespace

ExitCode run_command(const Invocation& invocation) {
  const std::filesystem::path file = invocation.arguments[0];
  ReadScenario read = read_scenario(file, invocation.overrides());
  FactoryModel factory = build_factory(read.scenario);

  const MainJobOptions options{
      .jobs = invocation.jobs(),
      .transport = transport_from_environment(),
      .cache_folder = ProfileCache::default_folder(),
      .fresh = invocation.has("--fresh"),
      .engine = engine_request(invocation.value("--engine").value_or("auto")),
      .stop = interrupt_token()};
  if (const auto trace = invocation.value("--verify-trace")) {
    return verify_the_trace(*trace, factory, options);
  }
  const std::string out =
      invocation.value("--out").value_or((std::filesystem::path("runs") / file.stem()).string());
  RunFolder folder(out);
  const RunResult result = run_main_job(std::move(factory), std::move(read.files), options);
  folder.publish(run_files(result));
  if (const auto trace = invocation.value("--trace")) {
    const auto seed = static_cast<std::uint64_t>(read.scenario.simulation.seed);
    const std::int64_t events = write_trace(*trace, result.line, seed, 0);
    fmt::print(stderr, "{} events of replication 0 in {}\n", events, *trace);
  }

  if (const std::string& note = result.line_result.engine.note; !note.empty()) {
    fmt::print(stderr, "darkline: {}\n", note);
  }
  const std::string text =
      invocation.has("--json") ? result_json(result) : summary_text(result, out);
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline
