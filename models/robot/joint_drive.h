// What drives a joint, beside its limits and rotor: friction, motor and brake. The defaults are
// those of the welding facts, section 3.4, for arms of the 210 kg class; a robot's file may state
// its own, joint by joint (robot_reader.h), and a scenario those of all robots that state none.
#pragma once

namespace darkline {

struct JointDrive {
  // Friction in shares of max_effort: Coulomb at any speed, viscous at max_speed and in proportion
  // to speed. Each at most kMostFrictionShare.
  double coulomb_share = 0.06;
  double viscous_share = 0.06;
  double efficiency = 0.85;    // shaft power over what the motor takes beside its copper losses
  double regeneration = 0.60;  // of the shaft power when braking: back to the robot's own bus
  double brake_effort = 0.0;   // what the holding brake holds, N m or N; 0: none stated

  double friction_share() const { return coulomb_share + viscous_share; }  // at full speed
};

// Planning uses 75 % of the effort: what is left accelerates the arm, in the cold too.
inline constexpr double kMostFrictionShare = 0.15;
inline constexpr double kLeastDriveEfficiency = 0.3;

}  // namespace darkline
