#include "twin/commands/studied_plants.h"

#include <utility>
#include <vector>

#include "models/scenario/scenario_reader.h"
#include "twin/commands/interrupt.h"
#include "twin/line/build_line_model.h"
#include "twin/report/run_result.h"

namespace darkline {
namespace {

constexpr double kMsPerHour = 3.6e6;
constexpr std::size_t kMostKept = 200;  // plants' cells, about half a megabyte each

// What a cell may depend on.
std::string cells_text(Scenario scenario) {
  scenario.plant.buffer_factor = 1.0;
  scenario.plant.split_from_stations = 0;
  scenario.reliability.technicians = 0;
  scenario.cost = {};
  return effective_toml(scenario);
}

}  // namespace

std::shared_ptr<const CellStudy> StudiedPlants::cells_of(const FactoryModel& factory) {
  const std::string text = cells_text(factory.scenario);
  if (studies_.count(text) == 0 && studies_.size() >= kMostKept) studies_.clear();
  std::shared_ptr<const CellStudy>& kept = studies_[text];
  if (!kept) {
    kept = std::make_shared<const CellStudy>(
        study_cells(factory, {.jobs = jobs_,
                              .transport = transport_from_environment(),
                              .cache = &cache_,
                              .fresh = fresh_,
                              .memory = &memory_,
                              .stop = interrupt_token()}));
  }
  return kept;
}

PreparedPlant StudiedPlants::operator()(const Scenario& scenario) {
  return of(std::make_shared<const FactoryModel>(build_factory(scenario)));
}

PreparedPlant StudiedPlants::of(std::shared_ptr<const FactoryModel> factory) {
  const Scenario& scenario = factory->scenario;
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
  plant.years = [factory = std::move(factory), study, good = plant.good_share,
                 hours = plant.hours_per_year](const LineResult& line) {
    Kpis kpis;
    kpis.hours_per_year = hours;
    for (const ReplicationResult& one : line.replications) {
      kpis.net_jph_by_replication.push_back(static_cast<double>(one.parts_out) * good * kMsPerHour /
                                            static_cast<double>(line.window_ms));
    }
    return plant_years(*factory, *study, line, kpis);
  };
  return plant;
}

}  // namespace darkline
