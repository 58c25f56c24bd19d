// A station made ready for its study: planned, and its robots kept apart.
#pragma once

#include <cstddef>

#include "models/cell/station_program.h"
#include "models/scenario/factory_model.h"

namespace darkline {

// plan_cell() of the robots that simulation.robots names (station_planning.h), their visits in an
// order that keeps robots apart (visit_order.h) where its cycle would be longer than the takt, with
// interference zones in its programs (interference_zones.h). What no zone can keep apart stands in
// CellConfig::findings.
// @throws InputError as plan_cell does.
CellConfig prepare_cell(const FactoryModel& factory, StationId station, std::size_t variant);

}  // namespace darkline
