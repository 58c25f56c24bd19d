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
// - laws of stops and repairs by name (time_law.h); uniform and triangular ones go from 0 to twice
//   the mean, the triangle's peak is the mean. Empirical laws need samples and have no key.
// - technicians at all hours; 0 in the scenario: as many as are asked for. The first `specialists`
//   of them have the skill that stops of robots ask for. Stations lie along the technicians' way in
//   the order of the factory, `walk` apart. With technicians_by_shift there is one for each stretch
//   of a day in which as many are on duty;
// - ways out and in, rework, carriers, supply and dispatch as the factory's links and [flow] say: a
//   link of carriers holds them all at the start, an inspection stands where a link of rework
//   begins;
// - planned stops close all stations at the end of each planned_stop_every; maintenance by jobs and
//   by time, changeover between variants and energy saving at every station; rework in place at the
//   last station of rework_zone, with the rework share of the scenario.
//
// @throws InputError for a law, a class of stops, a variant or a zone that is not there,
// specialists
//   without technicians, planned stops that leave no time, hibernation before standby, and bodies
//   that are scrapped with their carriers.
// @throws InternalError (DARKLINE_CHECK) if a profile of a station and variant is missing.
LineModel build_line_model(const FactoryModel& factory, std::span<const CycleProfile> profiles);

}  // namespace darkline
