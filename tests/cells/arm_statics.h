// How stiffly the servo holds an electrode along a direction, and what force is left on a plane.
#pragma once

#include <array>
#include <cmath>

#include "cells/inverse_dynamics.h"
#include "models/robot/kinematics.h"

namespace darkline::sample {

inline constexpr double kServoRate2 = 900.0;  // w^2 of the servo, cell_world.h

inline Eigen::Vector3d tip_of(const RobotModel& robot, const GunModel& gun, const JointVector& q) {
  return forward_kinematics(robot, q) * Eigen::Vector3d(0.0, 0.0, gun.tip_m);
}

// n^T J at q, by differences.
inline JointVector lever_of(const RobotModel& robot, const GunModel& gun, const JointVector& q,
                            const Eigen::Vector3d& normal) {
  constexpr double kStep = 1e-6;
  JointVector lever = {};
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    JointVector plus = q, minus = q;
    plus[j] += kStep;
    minus[j] -= kStep;
    lever[j] = normal.dot(tip_of(robot, gun, plus) - tip_of(robot, gun, minus)) / (2.0 * kStep);
  }
  return lever;
}

// (M + rotors)^-1 times a lever.
inline JointVector answer_of(const ArmDynamics& dynamics, const JointVector& q,
                             const JointVector& lever) {
  ArmTerms terms;
  dynamics.mass_matrix(q, terms.M);
  JointVector answer = {};
  dynamics.forward(terms, lever, dynamics.rotor_inertia(), answer);
  return answer;
}

// K_arm = w^2 / (n^T J (M + rotors)^-1 J^T n), N/m: the servo as a spring at the electrode.
inline double servo_stiffness(const RobotModel& robot, const GunModel& gun, const JointVector& q,
                              const Eigen::Vector3d& normal) {
  const JointVector lever = lever_of(robot, gun, q, normal);
  const JointVector answer = answer_of(ArmDynamics(robot, gun), q, lever);
  double inverse_mass = 0.0;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) inverse_mass += lever[j] * answer[j];
  return kServoRate2 / inverse_mass;
}

// The same with the geometry as it bends: at rest (M(q) + R) w^2 (q_ref - q) = (F - f) J^T n with
// f = k depth(q), solved by repeating the two.
inline double resting_force_n(const RobotModel& robot, const GunModel& gun,
                              const JointVector& reference, const Eigen::Vector3d& normal,
                              double gap_m, double press_n, double stiffness) {
  const ArmDynamics dynamics(robot, gun);
  const Eigen::Vector3d start = tip_of(robot, gun, reference);
  const double spring = servo_stiffness(robot, gun, reference, normal);
  double force = (press_n - spring * gap_m) / (1.0 + spring / stiffness);
  JointVector q = reference;
  for (int round = 0; round < 200; ++round) {
    const JointVector answer = answer_of(dynamics, q, lever_of(robot, gun, q, normal));
    for (std::size_t j = 0; j < robot.joints.size(); ++j) {
      q[j] = reference[j] - answer[j] * (press_n - force) / kServoRate2;
    }
    const double depth = normal.dot(start - tip_of(robot, gun, q)) - gap_m;
    // two springs in a row answer a change of force by 1 + k / K of it
    force += (stiffness * depth - force) / (1.0 + stiffness / spring);
  }
  return force;
}

}  // namespace darkline::sample
