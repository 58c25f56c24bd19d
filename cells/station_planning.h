// Lays out a station and writes its programs: which robot stands where, which spots it welds and
// what else it does, in which order, and the joint angles of every stop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/cell/station_program.h"
#include "models/scenario/factory_model.h"

namespace darkline {

// X_CB of every robot of the station, in the order of Station::robots. The cell's frame C stands
// on the floor under the middle of the body, x along the flow, y to its left, z up. Welders stand
// in one row on each side, turn and turn about, facing the body, at the distance from which they
// reach most of the spots of the largest variant; the others stand at the ends of these rows as far
// as they reach the body from there, then behind them, handling robots last. Any two are at least
// 1.2 m apart.
std::vector<Pose> station_layout(const FactoryModel& factory, StationId station);

enum class PlannedRoles : std::uint8_t {
  spot_welders_only,  // the cell holds the welders alone: no jobs, no obstacles
  all,                // every robot of the station, and what stands in it
};

// The station's robots with their programs.
//
// Spots: those that a list gives the station, else round(work.spots * work_factor of the variant)
// in rows along the body's flanges (body_panel.h), with the scenario's weld time and energy. They
// are dealt out along the body and then moved between neighbours of a side until the planned
// seconds are even, as far as whole spots and reach allow. A program is home -> (approach -> row of
// spots -> retract)... -> home; a spot is a move to it and a weld. The gun stands along the sheet's
// normal, turned about it as the joints like best; where that is out of reach it leans by up to 30
// degrees, and where that fails too another robot of the station takes the spot.
//
// With PlannedRoles::all the cell holds every robot of the station, in the order of
// Station::robots, each with its tool (role_programs.h) and its share of the station's work, scaled
// by the variant's work_factor; each welder has besides, as its only job of JobKind::dress, the way
// to its tip dresser, the cut and the way back, which no program calls; and `obstacles` is filled
// (cell_obstacles.h). Robots without work have empty programs.
//
// At most kMaxCellRobots robots. The path between stops is not checked for collisions.
//
// @throws InputError for a spot that no robot of the station reaches: names the spot, the station,
//   the nearest robot and what is missing; for a robot that reaches no place of its work; and for
//   more robots than a cell can hold.
CellConfig plan_cell(const FactoryModel& factory, StationId station, std::size_t variant,
                     PlannedRoles roles = PlannedRoles::spot_welders_only);

// The process of every spot, as the scenario says; weld times are those of the spots themselves.
SpotProcess planned_process(const Scenario& scenario);

// Seconds that each robot of the cell needs for its program: the least duration of every move, the
// nominal process of every spot with settling, the way and the process of every job; no waits.
std::vector<double> planned_seconds(const CellConfig& cell);

// How unevenly a role's work is shared: the busiest robot's planned seconds over their mean, less
// 1; the worst of the cell's roles. A robot's role is what it works at first; robots without work
// have none. 0: even.
double imbalance(const CellConfig& cell);

}  // namespace darkline
