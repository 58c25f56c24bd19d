// Friction of the joints in N m, from their drives' shares (models/robot/joint_drive.h; where
// nothing else is stated, 6 % of the effort limit each). Coulomb friction is smoothed to a damper
// near rest, so wide that an explicit step of 4 ms stays stable (physics facts, section 4: d h / I
// < 2; we keep 1).
#pragma once

#include <algorithm>
#include <cmath>

#include "cells/inverse_dynamics.h"

namespace darkline {

struct JointFriction {
  JointVector coulomb = {};  // N m (prismatic: N)
  JointVector viscous = {};  // N m s/rad (prismatic: N s/m)
  JointVector smooth = {};   // speed below which Coulomb friction is a damper, rad/s (m/s)

  double torque(std::size_t joint, double qd) const {
    return coulomb[joint] * qd / std::sqrt(qd * qd + smooth[joint] * smooth[joint]) +
           viscous[joint] * qd;
  }
};

inline JointFriction joint_friction(const RobotModel& robot, const ArmDynamics& dynamics,
                                    double step_s) {
  constexpr double kLeastSmoothing = 1e-4;  // keeps the root away from 0 / 0
  constexpr double kLeastRest = 0.1;  // of the stability margin, for a joint that is all friction
  JointFriction friction;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    const Joint& joint = robot.joints[j];
    friction.coulomb[j] = joint.drive.coulomb_share * std::max(joint.max_effort, 0.0);
    if (joint.max_speed > 0.0) {
      friction.viscous[j] =
          joint.drive.viscous_share * std::max(joint.max_effort, 0.0) / joint.max_speed;
    }
    // (coulomb / smooth + viscous) step = inertia
    const double inertia = dynamics.least_inertia()[j];
    const double rest = std::max(inertia - friction.viscous[j] * step_s, kLeastRest * inertia);
    friction.smooth[j] = std::max(friction.coulomb[j] * step_s / rest, kLeastSmoothing);
  }
  return friction;
}

}  // namespace darkline
