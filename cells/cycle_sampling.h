// From one measured cycle of a station to the distribution that the line draws from.
//
// The measured cycle gives what is physics: the seconds of every move, of settling, of every
// process, and of the answers of the controller. What scatters is drawn again for each sample
// (weld_process.h, cycle_variation.h): gun times, expulsions, each of which costs a second process
// and a second answer, the place of the part, the sheets, the warmth of the joints. With the new
// seconds robots come to their interference zones at other times, so that the waits are found again
// by replaying the programs (cycle_replay.h). A station's cycle is that of the robot that finishes
// last, plus transfer; roles of which no robot is simulated enter by their law.
//
// Tip dressing is in no sample: the line adds it (twin/line/build_line_model.h), and
// report_dressing() says what it comes to.
#pragma once

#include <string>
#include <vector>

#include "cells/cell_world.h"
#include "cells/cycle_variation.h"
#include "models/cell/cycle_profile.h"
#include "models/scenario/factory_model.h"
#include "models/scenario/process_law.h"

namespace darkline {

// A nominal cycle: run the world with process.spread and process.expulsion_share set to 0, from
// the first command to the last robot's last step.
struct CellMeasurement {
  std::vector<RobotRecord> robots;  // in the order of CellConfig::robots
  int controller_calls = 0;
  Fidelity tier = Fidelity::bullet;  // that moved the arms
};
CellMeasurement measurement_of(const CellWorld& world);

// The process of a measured cycle.
SpotProcess without_scatter(SpotProcess process);

// What of the station is not in its cell.
struct StationLaw {
  double transfer_s = 0.0;            // body in and out, clamps
  ByRole<double> cycle_s{};           // process_law_cycles(); only of roles that are not simulated
  std::vector<RobotRole> roles = {};  // of CellConfig::robots; beyond its end: spot_welding
  CycleVariation variation = {};

  RobotRole role_of(std::size_t robot) const {
    return robot < roles.size() ? roles[robot] : RobotRole::spot_welding;
  }
};

// The law of a planned cell.
StationLaw station_law(const FactoryModel& factory, StationId station, std::size_t variant,
                       const CellConfig& config);

inline constexpr int kDefaultSamples = 64;

// One cycle of one robot by its parts, without transfer.
struct SampledCycle {
  double move_s = 0.0, process_s = 0.0, wait_s = 0.0, zone_wait_s = 0.0;
  double total_s() const { return move_s + process_s + wait_s + zone_wait_s; }
};

// The cycle of every robot in sample k, which draws from replication k of the robots' and the
// station's streams.
std::vector<SampledCycle> sampled_cycle(const CellConfig& config, const CellMeasurement& measured,
                                        const CycleVariation& variation, std::uint32_t sample);

// `config` has the station's true process. cycle_s has `samples` entries, each
// max(robots + transfer_s, cycles by law); parts are means over the samples along whoever finished
// last. energy_kwh is that of the simulated arms alone: spot energy, and robots by law, are added
// where KPIs are made.
// @throws InternalError if the measurement is not of this config or holds no step.
CycleProfile sample_cycles(const CellConfig& config, const CellMeasurement& measured,
                           const StationLaw& law, const std::string& input_hash,
                           int samples = kDefaultSamples);

// Writes into a profile what tip dressing comes to: dress_s of its robots and, for the station, the
// even share of its welders as the line counts it; wear of their caps. Not a part of the study: a
// changed dressing rule needs no new one.
void report_dressing(const FactoryModel& factory, CycleProfile& profile);

// A station without simulated robots: the longest cycle by law, always the same, and at least
// approach and transfer. Fidelity::process_law.
CycleProfile process_law_profile(const FactoryModel& factory, StationId station,
                                 std::size_t variant);

// SHA-256 of everything that a study's profile depends on: robots, poses, guns, programs, jobs,
// spots, zones, obstacles, process, variation, law, seed, number of samples, the version of the
// physics, the tier, and of the controller.
std::string study_hash(const CellConfig& config, const StationLaw& law, int samples,
                       const std::string& controller_version, Fidelity tier = Fidelity::bullet);

}  // namespace darkline
