#include "twin/commands/main_job.h"

#include <utility>

#include "twin/commands/line_job.h"
#include "twin/report/progress.h"

namespace darkline {

RunResult run_main_job(FactoryModel factory, std::vector<InputFile> inputs,
                       const MainJobOptions& options) {
  RunResult r;
  r.inputs = std::move(inputs);
  r.factory = std::move(factory);
  const Scenario& scenario = r.factory.scenario;
  const auto seed = static_cast<std::uint64_t>(scenario.simulation.seed);

  {
    const ProfileCache cache(options.cache_folder);
    Progress progress("studying cells");
    r.study = study_cells(
        r.factory, {.jobs = options.jobs,
                    .transport = options.transport,
                    .cache = &cache,
                    .fresh = options.fresh,
                    .progress = [&](std::size_t done, std::size_t total,
                                    const std::string& cell) { progress.show(done, total, cell); },
                    .stop = options.stop});
  }
  simulate_line(r, {.jobs = options.jobs, .stop = options.stop, .engine = options.engine});

  const std::vector<PlantYear> years = plant_years(r.factory, r.study, r.line_result, r.kpis);
  r.unit_cost = estimate_unit_cost(scenario, years);
  r.price_tariff = price_tariff_table(scenario, years);
  r.robot_price = robot_price_effect(scenario, years);
  r.recording = record_line(r.line, seed);
  return r;
}

}  // namespace darkline
