// Rigid-body dynamics of one arm with its gun: recursive Newton-Euler and composite rigid bodies
// (Featherstone, "Rigid Body Dynamics Algorithms", 2008, sections 5.3, 6.2) in link coordinates.
//
//   M(q) qdd + h(q, qd) = tau      h: gravity, Coriolis and centrifugal terms
//
// Rotor inertia (robot_model.h, reflected to the joints) is no part of M: it stands beside it as
// diag(rotor), because Bullet knows M alone. Torques in N m (prismatic: N), gravity 9.81 m/s^2.
// Plain doubles in fixed arrays; nothing here allocates after construction.
#pragma once

#include <array>

#include "models/cell/station_program.h"
#include "models/robot/robot_model.h"

namespace darkline {

inline constexpr double kGravityMPerS2 = 9.81;

using JointMatrix = std::array<std::array<double, kMaxJoints>, kMaxJoints>;

// What a control step needs of a state (q, qd).
struct ArmTerms {
  JointMatrix M = {};     // (n_joints x n_joints), without rotors
  JointVector bias = {};  // h(q, qd)
};

// A gun that weighs nothing: the bare arm.
GunModel no_gun();

// The last link with the gun bolted to it, in the last link's frame.
Inertial with_gun(const Inertial& last, const Pose& X_ET, const GunModel& gun);

class ArmDynamics {
 public:
  // `gravity_B_m_s2`: in the robot's base frame; a base that stands upright needs no other value.
  // @throws InputError for a robot whose moving links have no positive mass.
  ArmDynamics(const RobotModel& robot, const GunModel& gun,
              const Eigen::Vector3d& gravity_B_m_s2 = {0.0, 0.0, -kGravityMPerS2});

  int n_joints() const { return n_; }
  const JointVector& rotor_inertia() const { return rotor_; }

  // tau that gives `qdd`, without rotors and friction.
  void inverse(const JointVector& q, const JointVector& qd, const JointVector& qdd,
               JointVector& tau) const;

  void mass_matrix(const JointVector& q, JointMatrix& M) const;

  // M and h of one state; shares the joint rotations.
  void terms(const JointVector& q, const JointVector& qd, ArmTerms& out) const;

  // qdd of (M + diag(extra_inertia)) qdd = tau - h. Give rotor_inertia() for a real arm, {} for
  // the bare chain.
  void forward(const ArmTerms& terms, const JointVector& tau, const JointVector& extra_inertia,
               JointVector& qdd) const;

  // Kinetic energy of the links plus their height in the gravity field, in J; without rotors.
  double mechanical_energy_j(const JointVector& q, const JointVector& qd) const;

  // Least inertia that joint j shows over a fixed set of poses within the limits, all other joints
  // free, rotors included: 1 / ((M + diag(rotor))^-1)_jj, in kg m^2. It bounds explicit dampers.
  const JointVector& least_inertia() const { return least_inertia_; }

 private:
  struct Body {
    double mass = 0.0;
    Eigen::Vector3d h = Eigen::Vector3d::Zero();    // mass times centre of mass, link frame
    Eigen::Matrix3d I_o = Eigen::Matrix3d::Zero();  // about the link's origin
    Eigen::Vector3d axis = Eigen::Vector3d::UnitZ();
    Eigen::Vector3d p = Eigen::Vector3d::Zero();      // joint origin in the parent at q = 0
    Eigen::Vector3d slide = Eigen::Vector3d::Zero();  // axis in the parent, prismatic only
    // R_PL(q) = fixed + sin(q) * sine + cos(q) * cosine
    Eigen::Matrix3d fixed, sine, cosine;
    bool prismatic = false;
  };
  struct Placed {
    std::array<Eigen::Matrix3d, kMaxJoints> R;  // R_PL: child to parent
    std::array<Eigen::Vector3d, kMaxJoints> p;
  };

  void place(const JointVector& q, Placed& placed) const;
  void inverse(const Placed& placed, const JointVector& qd, const JointVector& qdd,
               JointVector& tau) const;
  void mass_matrix(const Placed& placed, JointMatrix& M) const;
  void find_least_inertia(const RobotModel& robot);

  int n_ = 0;
  std::array<Body, kMaxJoints> body_;
  JointVector rotor_ = {};
  JointVector least_inertia_ = {};
  Eigen::Vector3d gravity_;
};

}  // namespace darkline
