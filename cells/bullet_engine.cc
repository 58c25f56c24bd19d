#include "cells/bullet_engine.h"

#include <algorithm>
#include <cmath>

#include "models/base/error.h"
#include "models/robot/jacobian.h"
#include "models/robot/kinematics.h"

namespace darkline {
namespace {

constexpr double kServoRate = 30.0;  // 1/s

// The electrode's speed along `normal_B` for a unit speed of each joint.
JointVector along_normal(const RobotModel& robot, const JointVector& q, double tip_m,
                         const Eigen::Vector3d& normal_B, Eigen::Vector3d& tip_B) {
  const Pose X_BT = forward_kinematics(robot, q);
  const Eigen::Vector3d arm_B = X_BT.linear().col(2) * tip_m;
  tip_B = X_BT.translation() + arm_B;
  const Jacobian J = tool_jacobian(robot, q);
  JointVector row = {};
  for (int j = 0; j < robot.n_joints(); ++j) {
    const Eigen::Vector3d v = J.col(j).head<3>() + Eigen::Vector3d(J.col(j).tail<3>()).cross(arm_B);
    row[static_cast<std::size_t>(j)] = v.dot(normal_B);
  }
  return row;
}

}  // namespace

std::size_t BulletEngine::add(const RobotModel& robot, const Pose& X_CB,
                              const MotionPlanner& planner, const JointVector& q) {
  const std::size_t number = world_.add(robot, planner.gun(), X_CB);
  Arm& arm = arms_.emplace_back();
  arm.planner = arm.tool = &planner;
  arm.q = q;
  arm.segment = rest_to_rest(q, q, kPhysicsStepS, robot.n_joints());
  world_.set_state(number, q, {});
  return number;
}

void BulletEngine::follow(std::size_t arm, const Segment& segment) {
  arms_[arm].segment = segment;
  arms_[arm].ticks = 0;
}

void BulletEngine::follow(std::size_t arm, const Segment& segment, double elapsed_s) {
  follow(arm, segment);
  arms_[arm].ticks = std::llround(elapsed_s / kPhysicsStepS);
}

void BulletEngine::carry(std::size_t arm, const MotionPlanner& planner) {
  arms_[arm].planner = &planner;
}

void BulletEngine::press(std::size_t arm, const ElectrodeContact& contact) {
  arms_[arm].contact = true;
  arms_[arm].plane = contact;
}

void BulletEngine::release(std::size_t arm) {
  arms_[arm].contact = false;
  arms_[arm].force_n = 0.0;
}

void BulletEngine::kick(std::size_t arm, const JointVector& qd) {
  arms_[arm].qd = qd;
  world_.set_state(arm, arms_[arm].q, qd);
}

void BulletEngine::step() {
  for (std::size_t a = 0; a < arms_.size(); ++a) drive(a);
  world_.step();
  for (std::size_t a = 0; a < arms_.size(); ++a) {
    world_.read(a, arms_[a].q, arms_[a].qd);
    ++arms_[a].ticks;
  }
}

// Torques of one arm for the step that begins now.
void BulletEngine::drive(std::size_t number) {
  Arm& arm = arms_[number];
  const RobotModel& robot = arm.planner->robot();
  const auto n = static_cast<std::size_t>(robot.n_joints());
  const ArmDynamics& dynamics = arm.planner->dynamics();
  const JointFriction& friction = arm.planner->friction();
  const double t_s = static_cast<double>(arm.ticks) * kPhysicsStepS;
  const Segment::Sample now = arm.segment.at(t_s, robot.n_joints());
  const Segment::Sample next = arm.segment.at(t_s + kPhysicsStepS, robot.n_joints());

  ArmTerms terms;
  dynamics.terms(arm.q, arm.qd, terms);
  JointVector wanted = {}, motor = {}, net = {}, qdd = {}, links = {}, normal = {};
  double outside_n = 0.0;  // on the electrode, along the normal
  if (arm.contact) {
    Eigen::Vector3d tip_B;
    normal = along_normal(robot, arm.q, arm.planner->gun().tip_m, arm.plane.normal_B, tip_B);
    double speed = 0.0;
    for (std::size_t j = 0; j < n; ++j) speed += normal[j] * arm.qd[j];
    const double depth_m = arm.plane.normal_B.dot(arm.plane.point_B_m - tip_B);
    if (depth_m > 0.0) {
      outside_n = std::max(
          0.0, arm.plane.stiffness_n_per_m * depth_m - arm.plane.damping_n_s_per_m * speed);
    }
    arm.force_n = outside_n;
  }
  for (std::size_t j = 0; j < n; ++j) {
    wanted[j] = (next.qd[j] - now.qd[j]) / kPhysicsStepS +
                kServoRate * kServoRate * (now.q[j] - arm.q[j]) +
                2.0 * kServoRate * (now.qd[j] - arm.qd[j]);
  }
  bool saturated = false;
  for (std::size_t j = 0; j < n; ++j) {
    double tau =
        terms.bias[j] + dynamics.rotor_inertia()[j] * wanted[j] + friction.torque(j, now.qd[j]);
    for (std::size_t k = 0; k < n; ++k) tau += terms.M[j][k] * wanted[k];
    if (arm.contact) tau -= normal[j] * arm.plane.press_n;
    const double limit = robot.joints[j].max_effort;
    if (limit > 0.0) {
      saturated = saturated || std::abs(tau) > limit;
      tau = std::clamp(tau, -limit, limit);
    }
    motor[j] = tau;
    net[j] = tau - friction.torque(j, arm.qd[j]) + normal[j] * outside_n;
  }
  dynamics.forward(terms, net, dynamics.rotor_inertia(), qdd);
  if (arm.planner == arm.tool) {
    for (std::size_t j = 0; j < n; ++j) links[j] = net[j] - dynamics.rotor_inertia()[j] * qdd[j];
  } else {
    arm.tool->dynamics().inverse(arm.q, arm.qd, qdd, links);
  }
  world_.set_torque(number, links);
  if (saturated) ++arm.load.saturated_ticks;
  add_ticks(arm.load, robot, motor, arm.qd);
}

void BulletEngine::read(std::size_t arm, JointVector& q, JointVector& qd) const {
  q = arms_[arm].q;
  qd = arms_[arm].qd;
}

double BulletEngine::tracking_error(std::size_t number) const {
  const Arm& arm = arms_[number];
  const int n = arm.planner->robot().n_joints();
  const Segment::Sample wanted = arm.segment.at(static_cast<double>(arm.ticks) * kPhysicsStepS, n);
  double error = 0.0;
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    const double miss = std::abs(arm.q[j] - wanted.q[j]);
    if (!(miss <= error)) error = miss;  // also where it is not a number
  }
  return error;
}

}  // namespace darkline
