#include "twin/commands/size.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "models/base/file.h"
#include "models/scenario/scenario_reader.h"
#include "models/study/sizing_file.h"
#include "twin/commands/interrupt.h"
#include "twin/economics/resolve_prices.h"
#include "twin/line/build_line_model.h"
#include "twin/live/profile_cache.h"
#include "twin/report/progress.h"
#include "twin/report/run_result.h"
#include "twin/study/sizing.h"
#include "twin/study/sizing_text.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

// What no cell depends on is the same for all plants of a layout, which then share their profiles.
std::string cells_text(Scenario scenario) {
  scenario.plant.buffer_factor = 1.0;
  scenario.plant.split_from_stations = 0;
  scenario.reliability.technicians = 0;
  scenario.cost = {};
  return effective_toml(scenario);
}

// Plants whose cells are studied under physics, or taken from the cache.
class StudiedPlants {
 public:
  StudiedPlants(int jobs, bool fresh)
      : jobs_(jobs), fresh_(fresh), cache_(ProfileCache::default_folder()) {}

  PreparedPlant operator()(const Scenario& scenario) {
    const auto factory = std::make_shared<const FactoryModel>(build_factory(scenario));
    const auto study = cells_of(*factory);
    PreparedPlant plant;
    plant.line = build_line_model(*factory, study->profiles);
    plant.good_share = 1.0 - scenario.quality.scrap;
    plant.hours_per_year = scenario.plant.shifts_per_day * scenario.plant.shift_s / 3600.0 *
                           scenario.plant.days_per_year;
    for (const Robot& robot : factory->robots) {
      plant.welders += robot.role == RobotRole::spot_welding ? 1 : 0;
    }
    plant.robots = static_cast<std::int64_t>(factory->robots.size());
    plant.stations = static_cast<std::int64_t>(factory->stations.size());
    for (const FlowLink& link : factory->links) plant.places += link.places;
    plant.fidelity = scenario.simulation.physics;
    plant.years = [factory, study, good = plant.good_share,
                   hours = plant.hours_per_year](const LineResult& line) {
      Kpis kpis;
      kpis.hours_per_year = hours;
      for (const ReplicationResult& one : line.replications) {
        kpis.net_jph_by_replication.push_back(static_cast<double>(one.parts_out) * good * 3.6e6 /
                                              static_cast<double>(line.window_ms));
      }
      return plant_years(*factory, *study, line, kpis);
    };
    return plant;
  }

 private:
  std::shared_ptr<const CellStudy> cells_of(const FactoryModel& factory) {
    std::shared_ptr<const CellStudy>& kept = studies_[cells_text(factory.scenario)];
    if (!kept) {
      kept = std::make_shared<const CellStudy>(
          study_cells(factory, {.jobs = jobs_,
                                .transport = transport_from_environment(),
                                .cache = &cache_,
                                .fresh = fresh_,
                                .stop = interrupt_token()}));
    }
    return kept;
  }

  int jobs_;
  bool fresh_;
  ProfileCache cache_;
  std::map<std::string, std::shared_ptr<const CellStudy>> studies_;
};

}  // namespace

ExitCode size_command(const Invocation& invocation) {
  const fs::path file = invocation.arguments[0];
  if (invocation.has("--shard")) {
    throw UsageError("--shard: a study of kind size is one search; wanted none, but --jobs N");
  }
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
