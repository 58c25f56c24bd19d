#include "cells/cell_preparation.h"

#include "cells/interference_zones.h"
#include "cells/station_planning.h"
#include "cells/visit_order.h"

namespace darkline {

CellConfig prepare_cell(const FactoryModel& factory, StationId station, std::size_t variant) {
  const bool all = simulates_all_robots(factory.scenario);
  CellConfig config = plan_cell(factory, station, variant,
                                all ? PlannedRoles::all : PlannedRoles::spot_welders_only);
  // where all robots are in each other's way, many stations are searched, and more orders help
  // little
  const int most_tries = all ? 16 : 60;
  const auto& plant = factory.scenario.plant;
  order_visits(config, plant.takt_s - plant.transfer_s, most_tries);
  const InterferenceReport report = add_interference_zones(config);
  for (const InterferenceFinding& finding : report.findings) {
    config.findings.push_back(text_of(finding, config));
  }
  return config;
}

}  // namespace darkline
