// What a move takes, without stepping through it: tier 0. Inverse dynamics over the samples of a
// move give the shortest duration that the limits allow, the torques, and the energy.
//
// A move is the synchronous joint quintic s = 10 x^3 - 15 x^4 + 6 x^5 from rest to rest, looked at
// at 49 instants equally far apart. Torques: RNEA + rotors + friction (joint_friction.h). Stretched
// by 1/x it has the torques gravity + Coulomb + viscous x + inertial x^2, so the shortest duration
// is the root of a quadratic for each joint and instant (physics facts, section 8).
//
// Energy from the mains is that of CellWorld, integrated over the same instants: 450 W for the
// robot's controller, copper losses, shaft power over the motors' efficiency, what
// braking gives back to the bus (joint_drive.h), and never less than nothing on the bus (welding
// facts, section 3.4).
//
// Instants are computed several at a time with the widest instruction set that the machine has;
// the bits are the same with all of them. Nothing here allocates after construction; const members
// may be called from several threads.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cells/canonical_chain.h"
#include "cells/fleet.h"
#include "cells/joint_friction.h"
#include "cells/surrogate_layout.h"

namespace darkline {

// Of one move, a way of several pieces, or a time of standing still. They add up (operator+=).
struct MoveLoad {
  double duration_s = 0.0;
  double energy_j = 0.0;             // from the mains, the robot's controller included
  double peak_torque_share = 0.0;    // largest |motor torque| / effort
  JointVector square_torque_s = {};  // integral of (torque / effort)^2, each joint

  MoveLoad& operator+=(const MoveLoad& other);
  double rms_torque_share() const;  // over the duration, of the joint where it is largest
};

struct JointMove {
  JointVector from = {}, to = {};
};

inline constexpr double kPlannedTorqueShare = 0.75;  // of effort (welding facts, section 3.4)
inline constexpr double kLeastMoveS = 0.02;

class Surrogate {
 public:
  // @throws InputError for a robot whose moving links have no positive mass.
  Surrogate(const RobotModel& robot, const GunModel& gun,
            const Eigen::Vector3d& gravity_B_m_s2 = {0.0, 0.0, -kGravityMPerS2});
  // With what the caller has of the same arm already. DARKLINE_CHECK: `isa` is one of
  // instruction_sets().
  Surrogate(const RobotModel& robot, const GunModel& gun, const Eigen::Vector3d& gravity_B_m_s2,
            const ArmDynamics& dynamics, const JointFriction& friction, InstructionSet isa);

  // Within limits of speed, acceleration, jerk (where stated) and 75 % of torque. None if the arm
  // cannot even hold a pose of the way with that share, or a joint that must move has no speed.
  std::optional<double> least_duration_s(const JointVector& from, const JointVector& to) const;

  // The move at its least duration, rounded up to whole physics steps (4 ms); none as above.
  std::optional<MoveLoad> plan(const JointVector& from, const JointVector& to) const;

  // The same for many; a move that cannot be made has a duration of 0. `loads`: as many.
  void plan(std::span<const JointMove> moves, std::span<MoveLoad> loads) const;

  // The move at any duration above 0, kept by the limits or not.
  MoveLoad load(const JointVector& from, const JointVector& to, double duration_s) const;

  // The same move at several durations: its dynamics are computed once. `loads`: as many.
  void load(const JointVector& from, const JointVector& to, std::span<const double> durations_s,
            std::span<MoveLoad> loads) const;

  // Pieces that follow one another.
  MoveLoad load(std::span<const Segment> pieces) const;

  MoveLoad hold(const JointVector& q, double duration_s) const;

  int n_joints() const { return arm_.n_joints; }

 private:
  void sample(const JointVector& from, const JointVector& to, SurrogateSamples& samples) const;
  void sample(const Segment& piece, int intervals, SurrogateSamples& samples) const;
  void forces(int n_samples, SurrogateSamples& samples) const;
  std::optional<double> shortest_s(const JointVector& from, const JointVector& to,
                                   SurrogateSamples& samples) const;
  MoveLoad integrate(SurrogateSamples& samples, int intervals, double T, double duration_s) const;
  void write_links();
  void write_motors(const RobotModel& robot, const JointFriction& friction);

  RobotModel limits_;  // of speed, acceleration and jerk: joints alone
  ArmDynamics dynamics_;
  std::optional<CanonicalChain> chain_;  // none: the scalar way, in the robot's own coordinates
  const SurrogateKernel* kernel_ = nullptr;
  FleetKind kind_ = chain_6;
  SurrogateArm arm_ = {};
};

// Energy of the move at `factor` times its least duration, in J, the robot's controller included;
// none if the move cannot be made. DARKLINE_CHECK: factor above 0.
std::optional<double> energy_of_move(const Surrogate& surrogate, const JointVector& from,
                                     const JointVector& to, double factor);

// The duration, in whole physics steps, at which the move takes the least energy, if it may take up
// to `longest_s`: for robots that would otherwise wait. Waiting is paid for: what is left of
// `longest_s` counts with the power of standing at `to`, so a slow move is not charged for time
// that passes anyway. Never below the least duration, also where that is above `longest_s`; none if
// the move cannot be made.
std::optional<double> energy_optimal_duration_s(const Surrogate& surrogate, const JointVector& from,
                                                const JointVector& to, double longest_s);

}  // namespace darkline
