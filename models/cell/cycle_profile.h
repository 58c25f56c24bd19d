// The only seam between physics and line: how long a station takes for one body, and why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace darkline {

// Which fidelity a number came from.
enum class Fidelity : std::uint8_t {
  process_law,  // work content over process speeds (welding facts, section 4.2)
  surrogate,
  replay,
  fleet,
  bullet,  // arms under torque limits in Bullet, commanded by a controller
};
const char* name_of(Fidelity fidelity);

// Mean seconds of a cycle, along the robot that finishes last. move + weld + wait + zone wait is
// the mean of cycle_s less transfer; dress_s stands beside them, it is in no cycle time.
struct CycleParts {
  double move_s = 0.0;
  double weld_s = 0.0;       // or other process
  double wait_s = 0.0;       // for the controller's answers
  double zone_wait_s = 0.0;  // for interference zones
  double transfer_s = 0.0;   // body in and out, clamps
  // Tip dressing that the transfer does not hide, spread over the cycles between two dressings. The
  // line adds it to the cycles in which it happens.
  double dress_s = 0.0;
};

// One simulated robot: means over the samples in s, and what its nominal cycle took of it.
struct RobotCycle {
  std::string robot;  // address
  std::string role;   // name_of(RobotRole)
  double move_s = 0.0;
  double process_s = 0.0;    // welding or another process, with the settling before it
  double zone_wait_s = 0.0;  // stood still for an interference zone
  double wait_s = 0.0;       // for the controller's answers
  double dress_s = 0.0;      // as in CycleParts, not in total_s
  double total_s = 0.0;      // until its last step: move + process + zone wait + wait
  double energy_kwh = 0.0;   // arm and controller until the station's last step
  double peak_torque_share = 0.0;
  double rms_torque_share = 0.0;
  int spots = 0;
  int jobs = 0;
  double wear = 0.0;  // share of the life of its electrode caps
};

struct CycleProfile {
  std::string station;  // address
  std::string variant;  // "" for the only one
  Fidelity fidelity = Fidelity::process_law;

  // Equally likely cycle times, sorted, transfer included, in s. At least one.
  std::vector<double> cycle_s;
  CycleParts parts;
  // The same along the simulated robot that finishes last, whatever the others need; 0 if none was
  // simulated.
  CycleParts simulated;

  double energy_kwh = 0.0;         // per cycle: simulated arms and their controllers
  double peak_torque_share = 0.0;  // largest |torque| / max_effort over robots and joints
  double rms_torque_share = 0.0;
  double tracking_error_rad = 0.0;  // largest while moving
  int spots = 0;                    // per cycle: wear of electrode caps
  int robots_moved = 0;             // by the stated fidelity; the rest by process law
  int controller_calls = 0;         // commands given in the nominal cycle
  double imbalance = 0.0;           // of the welders' total_s: largest over mean, less 1

  std::vector<RobotCycle> robots;  // (n robots moved)

  // Joint angles at the moment that the picture of the hall shows: (n robots moved), by address.
  struct RobotSnapshot {
    std::string robot;
    std::vector<double> q_rad;  // (n_joints)
  };
  std::vector<RobotSnapshot> snapshots;

  std::string input_hash;  // SHA-256 of everything that went in: the key of the cache

  double mean_cycle_s() const;
  // The cycle time that a share of the cycles does not exceed; share from 0 to 1. Between two
  // samples it is interpolated.
  double quantile_s(double share) const;
};

inline constexpr std::size_t kMostCycleSamples = 100'000;
inline constexpr std::size_t kMostProfileRobots = 1000;

// As JSON text, and back. Doubles keep every bit.
// @throws InputError if the text is not a profile, or one of more samples or robots than that.
std::string to_json(const CycleProfile& profile);
CycleProfile cycle_profile_from_json(const std::string& text, const std::string& file_name);

}  // namespace darkline
