// A station made ready for its study: planned, and its robots kept apart.
#pragma once

#include <cstddef>
#include <limits>

#include "models/cell/station_program.h"
#include "models/scenario/factory_model.h"

namespace darkline {

// A cell, and for which other takts of the same plant it would be the same.
struct PreparedCell {
  CellConfig config;
  double same_from_s = -std::numeric_limits<double>::infinity();  // of takt less transfer, in s
  double same_below_s = std::numeric_limits<double>::infinity();

  bool serves(const Scenario& scenario) const {
    const double wanted_s = scenario.plant.takt_s - scenario.plant.transfer_s;
    return wanted_s >= same_from_s && wanted_s < same_below_s;
  }
};

// plan_cell() of the robots that simulation.robots names (station_planning.h), their visits in an
// order that keeps robots apart (visit_order.h) where its cycle would be longer than the takt, with
// interference zones in its programs (interference_zones.h). What no zone can keep apart stands in
// CellConfig::findings.
// @throws InputError as plan_cell does.
PreparedCell prepare_for_takts(const FactoryModel& factory, StationId station, std::size_t variant);
CellConfig prepare_cell(const FactoryModel& factory, StationId station, std::size_t variant);

}  // namespace darkline
