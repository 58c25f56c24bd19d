#include "twin/commands/main_job.h"

#include <utility>

#include "models/scenario/scenario_reader.h"
#include "twin/commands/line_job.h"
#include "twin/economics/investment.h"
#include "twin/economics/resilience_text.h"
#include "twin/report/progress.h"
#include "twin/study/line_figures.h"

namespace darkline {
namespace {

// What changed against scenario.base; its line is simulated only if it is another one.
void compare_with_base(RunResult& r, const MainJobOptions& options) {
  const Scenario& scenario = r.factory.scenario;
  if (scenario.info.base == "-") return;
  ReadScenario read = read_scenario(scenario.path_beside("scenario.base", scenario.info.base));
  read.scenario.info.base.assign(1, '-');
  read.scenario.simulation = scenario.simulation;  // with the same replications and seed
  r.base_title = read.scenario.info.title;
  if (line_text(read.scenario) == line_text(scenario)) {
    const ResolvedPrices base = resolve_prices(read.scenario, r.kpis.bodies_per_year.mean);
    r.change = cost_change(base, r.years, r.prices, r.years);
  } else {
    const RunResult base =
        run_main_job(build_factory(std::move(read.scenario)), std::move(read.files), options);
    r.change = cost_change(base.prices, base.years, r.prices, r.years);
  }
}

// The network of suppliers that the scenario names, or the shipped one.
SupplyNetwork network_of(const Scenario& scenario) {
  if (scenario.supply.nodes == "-") return shipped_supply_network();
  return read_supply_network(scenario.path_beside("supply.nodes", scenario.supply.nodes));
}

}  // namespace

RunResult run_main_job(FactoryModel factory, std::vector<InputFile> inputs,
                       const MainJobOptions& options) {
  RunResult r;
  r.inputs = std::move(inputs);
  r.factory = std::move(factory);
  const Scenario& scenario = r.factory.scenario;
  check_prices(scenario);
  network_of(scenario);  // what is wrong in it is said before the work
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

  r.years = plant_years(r.factory, r.study, r.line_result, r.kpis);
  r.prices = resolve_prices(scenario, r.kpis.bodies_per_year.mean);
  std::vector<PlantYear> years;
  for (const PlantYear& year : r.years) years.push_back(shocked_year(year, r.prices.supply));
  r.unit_cost = estimate_unit_cost(r.prices.scenario, years);
  r.price_tariff = price_tariff_table(r.prices.scenario, years);
  r.robot_price = robot_price_effect(r.prices.scenario, years);
  r.investment = investment_text(r.prices.scenario, years);
  r.node_risks = node_risks(network_of(scenario));
  r.resilience = resilience_text(r.prices.scenario, years, r.node_risks);
  compare_with_base(r, options);
  r.recording = record_line(r.line, seed);
  return r;
}

}  // namespace darkline
