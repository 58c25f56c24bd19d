#include "twin/commands/size.h"

#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "models/study/sizing_file.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/studied_plants.h"
#include "twin/economics/resolve_prices.h"
#include "twin/report/progress.h"
#include "twin/study/sizing.h"
#include "twin/study/sizing_text.h"

namespace darkline {
namespace fs = std::filesystem;

ExitCode size_command(const Invocation& invocation) {
  const fs::path file = invocation.arguments[0];
  const SizingFile study = read_sizing(file, invocation.overrides());
  check_prices(study.base);
  const fs::path out =
      invocation.value("--out").value_or((fs::path("runs") / file.stem()).string());
  StudiedPlants plants(invocation.jobs(), invocation.has("--fresh"));
  SizingOptions options{.jobs = invocation.jobs(), .progress = {}, .stop = interrupt_token()};
  std::vector<SizingResult> results;
  {
    Progress progress("sizing");
    options.progress = [&](std::size_t done, std::size_t of, const std::string& what) {
      progress.show(done, of, what);
    };
    const PlantSource source = [&](const Scenario& scenario) { return plants(scenario); };
    for (const double target : study.targets_jph) {
      results.push_back(size_plant(study, target, source, options));
    }
  }
  write_sizing(study, results, out);
  const std::string text = invocation.has("--json") ? sizing_json(study, results)
                                                    : sizing_text(study, results, out.string());
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline
