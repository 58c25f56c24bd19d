#include "twin/commands/size.h"

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "models/base/file.h"
#include "models/study/sizing_file.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/studied_plants.h"
#include "twin/economics/resolve_prices.h"
#include "twin/report/progress.h"
#include "twin/report/sizing_picture.h"
#include "twin/study/plant_comparison.h"
#include "twin/study/plant_trials.h"
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
  const PlantSource source = [&](const Scenario& scenario) { return plants(scenario); };
  PlantTrials trials(study, source, invocation.jobs(), interrupt_token());
  SizingOptions options{.jobs = invocation.jobs(), .progress = {}, .stop = interrupt_token()};
  std::vector<SizingResult> results;
  std::optional<PlantComparison> comparison;
  {
    Progress progress("sizing");
    for (const double robot_usd : study.robot_usd) {
      for (const double target : study.targets_jph) {
        options.progress = [&](std::size_t done, std::size_t of, const std::string& what) {
          progress.show(done, of, fmt::format("for {:g} JPH: {}", target, what));
        };
        SizingFile priced = study;
        priced.base.cost.robot_usd = robot_usd;
        results.push_back(size_plant(priced, target, trials, options));
      }
    }
    if (study.robot_usd.size() > 1 || !study.plants.empty()) {
      comparison = compare_plants(study, trials);
    }
  }
  write_sizing(study, results, out);
  if (comparison) write_file_whole(out / "plants.csv", comparison_csv(*comparison, results));
  write_file_whole(out / "sizing.svg", sizing_svg(study, results));
  const std::string text = invocation.has("--json")
                               ? sizing_json(study, results)
                               : sizing_text(study, results, comparison, out.string());
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline
