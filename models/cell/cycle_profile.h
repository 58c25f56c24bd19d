// The only seam between physics and line: how long a station takes for one body, and why.
#pragma once

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

// Mean seconds of a cycle, along the robot that finishes last. Their sum is the mean of cycle_s
// less transfer.
struct CycleParts {
  double move_s = 0.0;
  double weld_s = 0.0;      // or other process
  double wait_s = 0.0;      // for zones, for the controller
  double transfer_s = 0.0;  // body in and out, clamps
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

  // Joint angles at the moment that the picture of the hall shows: (n robots moved), by address.
  struct RobotSnapshot {
    std::string robot;
    std::vector<double> q_rad;  // (n_joints)
  };
  std::vector<RobotSnapshot> snapshots;

  std::string input_hash;  // SHA-256 of everything that went in: the key of the cache

  double mean_cycle_s() const;
};

// As JSON text, and back. Doubles keep every bit.
// @throws InputError if the text is not a profile.
std::string to_json(const CycleProfile& profile);
CycleProfile cycle_profile_from_json(const std::string& text, const std::string& file_name);

}  // namespace darkline
