#include "cells/cell_preparation.h"

#include "cells/interference_zones.h"
#include "cells/station_planning.h"
#include "cells/visit_order.h"

namespace darkline {

CellConfig prepare_cell(const FactoryModel& factory, StationId station, std::size_t variant) {
  CellConfig config = plan_cell(factory, station, variant, PlannedRoles::all);
  const auto& plant = factory.scenario.plant;
  order_visits(config, plant.takt_s - plant.transfer_s);
  const InterferenceReport report = add_interference_zones(config);
  for (const InterferenceFinding& finding : report.findings) {
    config.findings.push_back(text_of(finding, config));
  }
  return config;
}

}  // namespace darkline
