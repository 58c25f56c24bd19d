#include "cells/cell_preparation.h"

#include <utility>

#include "cells/interference_zones.h"
#include "cells/station_planning.h"
#include "cells/visit_order.h"

namespace darkline {

PreparedCell prepare_for_takts(const FactoryModel& factory, StationId station,
                               std::size_t variant) {
  const bool all = simulates_all_robots(factory.scenario);
  PreparedCell cell;
  cell.config = plan_cell(factory, station, variant,
                          all ? PlannedRoles::all : PlannedRoles::spot_welders_only);
  // where all robots are in each other's way, many stations are searched, and more orders help
  // little
  const int most_tries = all ? 16 : 60;
  const auto& plant = factory.scenario.plant;
  const VisitOrder order = order_visits(cell.config, plant.takt_s - plant.transfer_s, most_tries);
  cell.same_from_s = order.same_from_s;
  cell.same_below_s = order.same_below_s;
  for (const InterferenceFinding& finding : order.report.findings) {
    cell.config.findings.push_back(text_of(finding, cell.config));
  }
  return cell;
}

CellConfig prepare_cell(const FactoryModel& factory, StationId station, std::size_t variant) {
  return prepare_for_takts(factory, station, variant).config;
}

}  // namespace darkline
