// Electricity per body, by what uses it.
//
// A robot that the study moved draws, while its station's robots work, what its arm and controller
// drew there; at all other times (bodies in and out, waiting for slower roles and for bodies), and
// all of the time if it was not moved, it stands under servo and draws energy.robot_base plus
// energy.robot_hold, or what energy.robot_standby and energy.robot_hibernate say while its station
// saves energy. Standing robots therefore cost more per body the slower the line runs.
#pragma once

#include <span>
#include <vector>

#include "models/cell/cycle_profile.h"
#include "models/scenario/factory_model.h"
#include "twin/kpi/estimate.h"
#include "twin/line/replications.h"

namespace darkline {

// kWh per body that leaves the line.
struct EnergyPerBody {
  Estimate robots_moving;    // arms and controllers in their cycle, where they were simulated
  Estimate robots_standing;  // all else that robots draw
  Estimate welding;          // spots x energy.spot, laser seams
  Estimate site;             // timers, cooling, air, conveyors, ventilation, lighting
  Estimate total;
};

// @throws InputError if no body left the line in a replication
EnergyPerBody energy_per_body(const FactoryModel& factory, std::span<const CycleProfile> profiles,
                              const LineResult& result);

// The total's mean dealt out to the stations: what their robots draw and what they weld is their
// own, the site's is dealt out by robots (by stations where there are none). They sum to the total
// (1e-12). @throws as above
std::vector<double> station_kwh_per_body(const FactoryModel& factory,
                                         std::span<const CycleProfile> profiles,
                                         const LineResult& result);

}  // namespace darkline
