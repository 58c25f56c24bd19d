// Lays out a station and writes its weld programs: which robot stands where, which spots it
// welds, in which order, and the joint angles of every stop.
#pragma once

#include <cstddef>
#include <vector>

#include "models/cell/station_program.h"
#include "models/scenario/factory_model.h"

namespace darkline {

// X_CB of every robot of the station, in the order of Station::robots. The cell's frame C stands
// on the floor under the middle of the body, x along the flow, y to its left, z up. Welders stand
// in one row on each side, turn and turn about, facing the body, at the distance from which they
// reach most of the spots of the largest variant; the others stand at the ends of these rows, then
// behind them. Any two are at least 1.2 m apart.
// @throws InputError for a spot-welding robot without closed-form kinematics.
std::vector<Pose> station_layout(const FactoryModel& factory, StationId station);

// The station's welders with their programs. Spots: round(work.spots * work_factor of the
// variant), in rows (body_panel.h), dealt out along the body so that the welders of a side have
// the same number to within one. A program is home -> (approach -> row of spots -> retract)... ->
// home; a spot is a move to it and a weld. The gun stands along the sheet's normal, turned about
// it as the joints like best; where that is out of reach it leans by up to 30 degrees, and where
// that fails too another robot of the station takes the spot. Robots without spots, and stations
// without welders, have empty programs and lists.
//
// At most kMaxCellRobots welders. The path between stops is not checked for collisions.
//
// @throws InputError for a spot that no robot of the station reaches: names the spot, the station,
//   the nearest robot and what is missing; and for more welders than a cell can hold.
CellConfig plan_cell(const FactoryModel& factory, StationId station, std::size_t variant);

}  // namespace darkline
