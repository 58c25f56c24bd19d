// How busy a station is: what its study says beside what the sizing law says.
#pragma once

#include <string>
#include <vector>

#include "models/cell/cycle_profile.h"
#include "models/scenario/factory_model.h"

namespace darkline {

// Share of the time between two transfers (takt - transfer) that the station's welders are at work,
// by the sizing law of the welding facts, section 4: (law_spot_s x spots / welders + approach) /
// (takt - transfer). 0 without welders.
double law_weld_load(const FactoryModel& factory, StationId station, std::size_t variant);

// The same as simulated: the mean over the welders of the time until their last step. 0 if none was
// simulated.
double simulated_weld_load(const FactoryModel& factory, const CycleProfile& profile);

// One station over all variants: means by their shares of production, the largest peaks.
struct StationRow {
  std::string station;
  std::size_t robots = 0, robots_moved = 0;
  double spots = 0.0;
  const char* fidelity = "";
  double mean_cycle_s = 0.0, p5_cycle_s = 0.0, p95_cycle_s = 0.0;
  CycleParts parts;
  double weld_load = 0.0, law_weld_load = 0.0;
  double energy_kwh = 0.0;
  double peak_torque_share = 0.0, rms_torque_share = 0.0;
  double imbalance = 0.0;
};

// `profiles`: (n_stations x n_variants), as CellStudy holds them.
std::vector<StationRow> station_rows(const FactoryModel& factory,
                                     const std::vector<CycleProfile>& profiles);

// A table for people, one line a station, and what they come to together.
std::string station_table(const FactoryModel& factory, const std::vector<StationRow>& rows);
std::string station_table_json(const FactoryModel& factory, const std::vector<StationRow>& rows);

}  // namespace darkline
