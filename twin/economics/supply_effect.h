// What a shock of supply does to a year of the plant: robots that come late, and cells that stand
// still for lack of chips.
//
//   chips  cut off `chip_cuts_per_y` times a year for chip_recover (the time to recover, TTR). The
//          stock S, in days of use, with a share a of the need met by another source lasts
//          TTS = S / (1 - a) (E33). Beyond it the share chip_robots (1 - a) of the output stands
//          still, and comes back linearly over `recovery`.
//   ramp   robots late by D: the bodies that wait for them, `ramp_share`, are lost for
//          min(1, D / ramp_period) of the period.
//
// Both cut the good bodies of the year; what is paid per year is then shared by fewer, and robots
// that stand still draw their standing power.
#pragma once

#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"

namespace darkline {

struct SupplyEffect {
  double time_to_survive_s = 0.0;  // infinite if another source replaces all
  double idle_share = 0.0;         // of the year's output, lost for lack of chips
  double ramp_share = 0.0;         // lost to late robots
  double volume_factor = 1.0;      // (1 - idle)(1 - ramp)
};

SupplyEffect supply_effect(const Scenario& scenario);

// Preconditions: volume factor above 0.
PlantYear shocked_year(PlantYear year, const SupplyEffect& effect);

}  // namespace darkline
