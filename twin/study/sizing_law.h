// From a choice of takt, loads, waiting places and technicians to a plant: robots by the sizing law
// of the welding facts (section 4.2), and what the plant costs beyond the base scenario.
#pragma once

#include <cstdint>

#include "models/study/sizing_file.h"

namespace darkline {

// One value of each list of SizingChoices.
struct PlantChoice {
  double takt_s = 0.0;
  double load = 1.0, weld_load = 1.0;
  double buffer_factor = 1.0;
  std::int64_t technicians = 1;
  std::int64_t split_from = 0;
};

// Robots that a zone needs: the least whole number of each role that the law loads to no more than
// `load` (welders: `weld_load`) of the time that the takt leaves them,
//   welding, joining, sealing   takt - transfer - approach
//   hemming                     takt - transfer
//   handling                    takt, since robots pick while bodies move.
// Inspection is as in the scenario. Work is that of the mean variant. takt > transfer + approach.
ByRole<std::int64_t> robots_by_law(const Scenario& base, const ZoneConfig& zone,
                                   const PlantChoice& choice);

// Waiting places of a scenario, those of split lines and of every parallel line included.
std::int64_t places_of(const Scenario& scenario);

// The base scenario with what was chosen:
// - robots by the law; as many stations as keep the zone's robots a station, at most ten welders in
//   one, shared out over the zone's lines as in the base;
// - waiting places beyond (or short of) the base's at study.place_usd, written off as stations are:
//   in cost.integration, a share for each robot;
// - technicians beyond the base's as support heads, heads_per_technician each, at technicians' pay.
//   A base with as many technicians as are asked for (0) has none of them among its heads.
// @throws InputError if a choice is no plant: takt too short, prices that leave less than nothing
Scenario plant_scenario(const SizingFile& study, const PlantChoice& choice);

}  // namespace darkline
