#include "twin/commands/main_job.h"

#include <utility>

#include "twin/line/build_line_model.h"
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
  r.line = build_line_model(r.factory, r.study.profiles);
  {
    Progress progress("simulating the line");
    r.line_result = run_replications(
        r.line, seed, static_cast<int>(scenario.simulation.replications), options.jobs,
        [&](int done, int of) {
          progress.show(static_cast<std::size_t>(done), static_cast<std::size_t>(of));
        },
        options.stop, options.engine);
  }
  r.kpis = compute_kpis(r.factory, r.line, r.line_result);
  r.energy = energy_per_body(r.factory, r.study.profiles, r.line_result);

  const std::vector<PlantYear> years = plant_years(r.factory, r.study, r.line_result, r.kpis);
  r.unit_cost = estimate_unit_cost(scenario, years);
  r.price_tariff = price_tariff_table(scenario, years);
  r.robot_price = robot_price_effect(scenario, years);
  r.recording = record_line(r.line, seed);
  return r;
}

}  // namespace darkline
