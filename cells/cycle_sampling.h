// From one measured cycle of a station to the distribution that the line draws from.
//
// The measured cycle gives what is physics: the seconds of every move, of settling, and of the
// answers of the controller. What scatters is drawn again for each sample: gun times, and
// expulsions, each of which costs a second process and a second answer. A station's cycle is that
// of the robot that finishes last, plus transfer; roles that are not simulated enter by their law.
#pragma once

#include <string>
#include <vector>

#include "cells/cell_world.h"
#include "models/cell/cycle_profile.h"
#include "models/scenario/factory_model.h"

namespace darkline {

// A nominal cycle: run the world with process.spread and process.expulsion_share set to 0, from
// the first command to the last robot's last step.
struct CellMeasurement {
  std::vector<RobotRecord> robots;  // in the order of CellConfig::robots
  int controller_calls = 0;
};
CellMeasurement measurement_of(const CellWorld& world);

// The process of a measured cycle.
SpotProcess without_scatter(SpotProcess process);

// What of the station is not in its cell.
struct StationLaw {
  double transfer_s = 0.0;   // body in and out, clamps
  ByRole<double> cycle_s{};  // process_law_cycles(); spot_welding is not looked at
};

inline constexpr int kDefaultSamples = 64;

// Seconds of one sampled cycle of robot `robot`, without transfer. Sample k draws from replication
// k of the robot's stream.
double sampled_cycle_s(const CellConfig& config, const CellMeasurement& measured, std::size_t robot,
                       std::uint32_t sample);

// `config` has the station's true process. cycle_s has `samples` entries, each
// max(robots + transfer_s, cycles by law); parts are means over the samples along whoever finished
// last. energy_kwh is that of the simulated arms alone: spot energy, and robots by law, are added
// where KPIs are made. Fidelity::bullet.
// @throws InternalError if the measurement is not of this config or holds no step.
CycleProfile sample_cycles(const CellConfig& config, const CellMeasurement& measured,
                           const StationLaw& law, const std::string& input_hash,
                           int samples = kDefaultSamples);

// A station without simulated robots: the longest cycle by law, always the same, and at least
// approach and transfer. Fidelity::process_law.
CycleProfile process_law_profile(const FactoryModel& factory, StationId station,
                                 std::size_t variant);

// SHA-256 of everything that a study's profile depends on: robots, poses, guns, programs, spots,
// process, seed, law, number of samples, the version of the physics, and of the controller.
std::string study_hash(const CellConfig& config, const StationLaw& law, int samples,
                       const std::string& controller_version);

}  // namespace darkline
