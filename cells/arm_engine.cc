#include "cells/arm_engine.h"

#include <algorithm>
#include <cmath>

#include "cells/bullet_engine.h"
#include "cells/fleet_engine.h"
#include "cells/replay_engine.h"
#include "models/base/error.h"

namespace darkline {

std::unique_ptr<ArmEngine> make_arm_engine(Fidelity tier) {
  switch (tier) {
    case Fidelity::replay:
      return std::make_unique<ReplayEngine>();
    case Fidelity::fleet:
      return std::make_unique<FleetEngine>();
    case Fidelity::bullet:
      return std::make_unique<BulletEngine>();
    case Fidelity::process_law:
    case Fidelity::surrogate:
      break;
  }
  DARKLINE_CHECK(false, name_of(tier));
  return nullptr;
}

double drive_power_w(const RobotModel& robot, const JointVector& tau, const JointVector& qd) {
  double bus_w = 0.0;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    const Joint& joint = robot.joints[j];
    if (joint.max_effort > 0.0) {
      const double share = tau[j] / joint.max_effort;
      bus_w += joint.copper_loss_w * share * share;
    }
    const double shaft_w = tau[j] * qd[j];
    bus_w += shaft_w > 0.0 ? shaft_w / joint.drive.efficiency : shaft_w * joint.drive.regeneration;
  }
  return std::max(bus_w, 0.0);  // nothing goes back to the grid
}

void add_ticks(ArmLoad& load, const RobotModel& robot, const JointVector& tau,
               const JointVector& qd, std::int64_t ticks) {
  const auto many = static_cast<double>(ticks);
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    const double limit = robot.joints[j].max_effort;
    if (limit <= 0.0) continue;
    const double share = std::abs(tau[j]) / limit;
    load.peak_torque_share = std::max(load.peak_torque_share, share);
    load.square_sum[j] += many * share * share;
  }
  load.energy_j += many * (kRobotBaseW + drive_power_w(robot, tau, qd)) * kPhysicsStepS;
  load.ticks += ticks;
}

}  // namespace darkline
