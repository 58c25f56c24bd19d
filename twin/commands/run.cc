// darkline run SCENARIO: the chain from weld list to unit cost.
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "models/scenario/scenario_reader.h"
#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/main_job.h"
#include "twin/report/run_folder.h"
#include "twin/report/summary.h"

namespace darkline {

ExitCode run_command(const Invocation& invocation) {
  const std::filesystem::path file = invocation.arguments[0];
  ReadScenario read = read_scenario(file, invocation.overrides());
  FactoryModel factory = build_factory(read.scenario);

  const std::string out =
      invocation.value("--out").value_or((std::filesystem::path("runs") / file.stem()).string());
  RunFolder folder(out);
  const RunResult result =
      run_main_job(std::move(factory), std::move(read.files),
                   {.jobs = invocation.jobs(),
                    .transport = transport_from_environment(),
                    .cache_folder = ProfileCache::default_folder(),
                    .fresh = invocation.has("--fresh"),
                    .engine = engine_request(invocation.value("--engine").value_or("auto")),
                    .stop = interrupt_token()});
  folder.publish(run_files(result));

  if (const std::string& note = result.line_result.engine.note; !note.empty()) {
    fmt::print(stderr, "darkline: {}\n", note);
  }
  const std::string text =
      invocation.has("--json") ? result_json(result) : summary_text(result, out);
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline
