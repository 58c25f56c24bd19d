// From the factory and its cycle studies to the line.
#pragma once

#include <span>

#include "models/cell/cycle_profile.h"
#include "models/scenario/factory_model.h"
#include "twin/line/line_model.h"

namespace darkline {

// One line station per factory station, one line link per factory link, in the same order.
//
// - cycles: the samples of the station's profile for each variant, paced by the takt;
// - tip dressing: a spot-welding robot does its even share of the station's spots (mean over the
//   variants) and dresses every dress_every_spots of them, which adds the part of dress_s that is
//   not hidden in the transfer; every dresses_per_cap-th dressing is followed by a cap change;
// - stops: classes of the scenario, their rates multiplied by what they are counted by: one per
//   station for micro-stop and fixture, spot-welding robots for gun, other robots for tool, all
//   robots for robot, each robot divided by its model's mtbf_factor. Repairs last mttr times
//   repair_factor, lognormal with repair_cv. A class without MTBF or without robots is left out.
// - technicians at all hours; 0 in the scenario: as many as are asked for.
//
// @throws InternalError (DARKLINE_CHECK) if a profile of a station and variant is missing.
LineModel build_line_model(const FactoryModel& factory, std::span<const CycleProfile> profiles);

}  // namespace darkline
