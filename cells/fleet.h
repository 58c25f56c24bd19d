// Many arms, each under the closed loop of a cell world, at a small part of its cost: tier 2.
//
// What one step does to an arm is what cell_world.h does to it in free space: quintic reference,
// computed torque (w = 30 /s), friction, effort limits, rotor inertia, forward dynamics by the mass
// matrix, trapezoid rule q1 = q0 + h (v0 + v1) / 2. Arms of 4 to 7 joints,
// turning or sliding, of any makers may be mixed; they do not feel each other. No collision shapes;
// the one contact is an electrode on a plane.
//
// Arms are computed several at a time, one a vector lane, with the widest instruction set that the
// machine has (2 lanes SSE2, 4 AVX2, 8 AVX-512). The bits of an arm's result depend neither on the
// instruction set nor on its lane and neighbours.
//
// One fleet belongs to one thread at a time. step() does not allocate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cells/bullet_arm.h"
#include "cells/canonical_chain.h"
#include "cells/fleet_layout.h"
#include "cells/joint_friction.h"
#include "models/base/instruction_set.h"

namespace darkline {

// A plane that the electrode may press on, and a spring and damper between them. The force on the
// arm is f = max(0, stiffness depth - damping v_n) along the normal while depth > 0: it never
// pulls. `press_n` is what the servo adds to its torques to press against the plane; apply it only
// once the gun is to close. Explicit steps want damping * tick / effective mass < 2, and a damping
// ratio above frequency * tick / 4 (trapezoid rule).
struct ElectrodeContact {
  Eigen::Vector3d normal_B = Eigen::Vector3d::UnitZ();  // unit, from the sheet towards the gun
  Eigen::Vector3d point_B_m = Eigen::Vector3d::Zero();  // a point of the plane
  double stiffness_n_per_m = 5e5;
  double damping_n_s_per_m = 0.0;
  double press_n = 0.0;    // 0 or more
  double settled_n = 0.0;  // the force that comes of it, for those who do not integrate it
};

// What an arm has done since it was added.
struct FleetRecord {
  double peak_torque_share = 0.0;   // largest |motor torque| / effort
  double tracking_error_rad = 0.0;  // largest after a step
  std::int64_t saturated_ticks = 0;
};

class Fleet {
 public:
  Fleet() : Fleet(instruction_sets().back()) {}
  // DARKLINE_CHECK: `isa` is one of instruction_sets().
  explicit Fleet(InstructionSet isa);

  // The arm's number, counted from 0. It stands at robot.home and holds that pose.
  // @throws InputError as canonical_chain does.
  std::size_t add(const RobotModel& robot, const GunModel& gun,
                  const Eigen::Vector3d& gravity_B_m_s2 = {0.0, 0.0, -kGravityMPerS2});

  std::size_t size() const { return arms_.size(); }
  InstructionSet isa() const { return isa_; }
  bool right_angles(std::size_t arm) const;  // it has the kernel for 0 and 90 degrees

  // Another tool or load on the same arm; where it stands, its segment and its contact stay.
  void set_tool(std::size_t arm, const RobotModel& robot, const GunModel& gun,
                const Eigen::Vector3d& gravity_B_m_s2, const JointFriction& friction);

  // |q| < 1e5 rad.
  void set_state(std::size_t arm, const JointVector& q, const JointVector& qd);
  // After `elapsed_s` of it: time counts from there, and after the end the reference stands still.
  void set_segment(std::size_t arm, const Segment& segment, double elapsed_s = 0.0);

  // Arms are active from the start. A batch of lanes without an active arm is not computed; an arm
  // that is not active may or may not move.
  void set_active(std::size_t arm, bool active);
  void set_contact(std::size_t arm, const ElectrodeContact& contact);
  void clear_contact(std::size_t arm);

  // `ticks` steps of all arms; cheaper in one call than one by one.
  void step(int ticks = 1, double tick_s = kPhysicsStepS);

  void read(std::size_t arm, JointVector& q, JointVector& qd) const;
  double tracking_error(std::size_t arm) const;  // largest |q - reference| now; rad or m
  JointVector torque(std::size_t arm) const;     // of the motors over the last tick, N m
  double contact_force_n(std::size_t arm) const;
  FleetRecord record(std::size_t arm) const;

  // At the arm's present state, rotors counted, friction and contact not; the arm is left as it is.
  JointVector acceleration(std::size_t arm, const JointVector& tau) const;
  JointVector torque_for(std::size_t arm, const JointVector& qdd) const;

 private:
  struct alignas(64) Line {
    double value[8];
  };
  struct Batch {
    FleetKind kind = chain_6;
    int n_joints = 0;
    int used = 0;      // lanes; the others hold copies of the first arm
    int contacts = 0;  // arms with an electrode on a plane
    int active = 0;
    std::vector<Line> lines;
  };
  struct Arm {
    CanonicalChain chain;
    Eigen::Vector3d p_LTip_m;  // electrode point in the last frame
    std::size_t batch = 0;
    int lane = 0;
    bool contact = false;
    bool active = true;
  };

  double& at(const Arm& arm, int row);
  double at(const Arm& arm, int row) const;
  static int joint_row(std::size_t joint, int row);
  void write_constants(const Arm& arm, const RobotModel& robot);
  void write_motors(const Arm& arm, const RobotModel& robot, const JointFriction& friction);
  void fill_lanes(Batch& batch);
  void evaluate(const Arm& arm, const JointVector& qdd_in, JointVector& tau_out,
                const JointVector& tau_in, JointVector& qdd_out) const;

  InstructionSet isa_;
  const FleetKernel* kernel_;
  std::vector<Batch> batches_;
  std::vector<Arm> arms_;
};

}  // namespace darkline
