#include "cells/fleet.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cells/joint_friction.h"
#include "models/base/error.h"

namespace darkline {
namespace {

const FleetKernel* kernel_of(InstructionSet isa) {
  switch (isa) {
    case InstructionSet::avx512:
      return &fleet_avx512::kernel;
    case InstructionSet::avx2:
      return &fleet_avx2::kernel;
    case InstructionSet::sse2:
      break;
  }
  return &fleet_sse2::kernel;
}

FleetKind kind_of(const CanonicalChain& chain) {
  if (chain.right_angles) return wrist_6;
  return static_cast<FleetKind>((chain.has_slides() ? slide_4 : chain_4) + chain.n_joints -
                                kMinJoints);
}

int rows_of(FleetKind kind, int n_joints) {
  const int joint_rows = fleet_joint_rows + (kind >= slide_4 ? int{fleet_slide_rows} : 0);
  return fleet_arm_rows + n_joints * joint_rows;
}

}  // namespace

Fleet::Fleet(InstructionSet isa) : isa_(isa), kernel_(kernel_of(isa)) {
  check_can_run(isa);
}

int Fleet::joint_row(std::size_t joint, int row) {
  return fleet_arm_rows + static_cast<int>(joint) * fleet_joint_rows + row;
}

double& Fleet::at(const Arm& arm, int row) {
  const auto place = static_cast<std::size_t>(row * kernel_->lanes + arm.lane);
  return batches_[arm.batch].lines[place / 8].value[place % 8];
}

double Fleet::at(const Arm& arm, int row) const {
  const auto place = static_cast<std::size_t>(row * kernel_->lanes + arm.lane);
  return batches_[arm.batch].lines[place / 8].value[place % 8];
}

std::size_t Fleet::add(const RobotModel& robot, const GunModel& gun,
                       const Eigen::Vector3d& gravity_B_m_s2) {
  Arm arm;
  arm.chain = canonical_chain(robot, gun, gravity_B_m_s2);
  arm.p_LTip_m = arm.chain.X_LT * Eigen::Vector3d(0.0, 0.0, gun.tip_m);
  const FleetKind kind = kind_of(arm.chain);
  const auto open = std::find_if(batches_.begin(), batches_.end(), [&](const Batch& batch) {
    return batch.kind == kind && batch.used < kernel_->lanes;
  });
  arm.batch = static_cast<std::size_t>(open - batches_.begin());
  if (open == batches_.end()) {
    Batch batch;
    batch.kind = kind;
    batch.n_joints = arm.chain.n_joints;
    const int rows = rows_of(kind, batch.n_joints);
    batch.lines.resize(static_cast<std::size_t>(rows * kernel_->lanes + 7) / 8);
    batches_.push_back(batch);
  }
  Batch& batch = batches_[arm.batch];
  arm.lane = batch.used++;
  ++batch.active;
  for (int row = 0; row < fleet_arm_rows; ++row) at(arm, row) = 0.0;
  at(arm, row_plane_z) = 1.0;
  write_constants(arm, robot);
  write_motors(arm, robot,
               joint_friction(robot, ArmDynamics(robot, gun, gravity_B_m_s2), kPhysicsStepS));
  for (std::size_t j = 0; j < robot.joints.size(); ++j) at(arm, joint_row(j, row_torque)) = 0.0;
  arms_.push_back(arm);
  const std::size_t number = arms_.size() - 1;
  set_state(number, robot.home, {});
  set_segment(number, rest_to_rest(robot.home, robot.home, kPhysicsStepS, robot.n_joints()));
  fill_lanes(batch);
  return number;
}

// Lanes that have no arm compute the first one over again: a number that is none there would cost
// time in exceptions.
void Fleet::fill_lanes(Batch& batch) {
  const int rows = rows_of(batch.kind, batch.n_joints);
  double* block = batch.lines.data()->value;
  for (int r = 0; r < rows; ++r) {
    for (int lane = batch.used; lane < kernel_->lanes; ++lane) {
      block[r * kernel_->lanes + lane] = block[r * kernel_->lanes];
    }
  }
}

void Fleet::set_tool(std::size_t arm, const RobotModel& robot, const GunModel& gun,
                     const Eigen::Vector3d& gravity_B_m_s2, const JointFriction& friction) {
  Arm& place = arms_[arm];
  place.chain = canonical_chain(robot, gun, gravity_B_m_s2);
  place.p_LTip_m = place.chain.X_LT * Eigen::Vector3d(0.0, 0.0, gun.tip_m);
  write_constants(place, robot);
  write_motors(place, robot, friction);
}

void Fleet::write_constants(const Arm& arm, const RobotModel& robot) {
  for (int k = 0; k < 3; ++k) at(arm, row_up_x + k) = -arm.chain.gravity_F_m_s2[k];
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    const CanonicalJoint& joint = arm.chain.joints[j];
    const auto set = [&](int row, double value) { at(arm, joint_row(j, row)) = value; };
    for (int k = 0; k < 3; ++k) {
      set(row_r_x + k, joint.r_m[k]);
      set(row_h_x + k, joint.h_kg_m[k]);
    }
    set(row_sin_alpha, joint.sin_alpha);
    set(row_cos_alpha, joint.cos_alpha);
    set(row_mass, joint.mass_kg);
    set(row_I_xx, joint.I_o_kg_m2(0, 0));
    set(row_I_xy, joint.I_o_kg_m2(0, 1));
    set(row_I_xz, joint.I_o_kg_m2(0, 2));
    set(row_I_yy, joint.I_o_kg_m2(1, 1));
    set(row_I_yz, joint.I_o_kg_m2(1, 2));
    set(row_I_zz, joint.I_o_kg_m2(2, 2));
    if (arm.chain.has_slides()) {
      const int slide = joint_row(robot.joints.size(), static_cast<int>(j) * fleet_slide_rows);
      at(arm, slide + row_slides) = joint.slides ? 1.0 : 0.0;
      at(arm, slide + row_angle) = joint.angle_rad;
    }
  }
}

void Fleet::write_motors(const Arm& arm, const RobotModel& robot, const JointFriction& friction) {
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    const double effort = robot.joints[j].max_effort;
    const bool limited = effort > 0.0;
    const auto set = [&](int row, double value) { at(arm, joint_row(j, row)) = value; };
    set(row_rotor, robot.joints[j].rotor_inertia);
    set(row_limit, limited ? effort : std::numeric_limits<double>::infinity());
    set(row_inverse_limit, limited ? 1.0 / effort : 0.0);
    set(row_coulomb, friction.coulomb[j]);
    set(row_viscous, friction.viscous[j]);
    // The width of smoothing comes through libm's sine, whose last bit depends on the processor;
    // in single precision it does not.
    const double smooth = static_cast<double>(static_cast<float>(friction.smooth[j]));
    set(row_smooth2, smooth * smooth);
  }
}

bool Fleet::right_angles(std::size_t arm) const {
  return batches_[arms_[arm].batch].kind == wrist_6;
}

void Fleet::set_state(std::size_t arm, const JointVector& q, const JointVector& qd) {
  const Arm& place = arms_[arm];
  const JointVector theta = place.chain.to_theta(q);
  const JointVector speed = place.chain.signs_applied(qd);
  for (std::size_t j = 0; j < static_cast<std::size_t>(place.chain.n_joints); ++j) {
    at(place, joint_row(j, row_theta)) = theta[j];
    at(place, joint_row(j, row_speed)) = speed[j];
  }
}

void Fleet::set_active(std::size_t arm, bool active) {
  Arm& place = arms_[arm];
  if (place.active != active) batches_[place.batch].active += active ? 1 : -1;
  place.active = active;
}

void Fleet::set_segment(std::size_t arm, const Segment& segment, double elapsed_s) {
  const Arm& place = arms_[arm];
  const Segment turned = place.chain.to_theta(segment);
  const Segment::Sample now = turned.at(elapsed_s, place.chain.n_joints);
  at(place, row_time) = elapsed_s;
  at(place, row_duration) = turned.duration_s;
  for (std::size_t j = 0; j < static_cast<std::size_t>(place.chain.n_joints); ++j) {
    for (int c = 0; c < 6; ++c) {
      at(place, joint_row(j, row_c0 + c)) = turned.c[j][static_cast<std::size_t>(c)];
    }
    at(place, joint_row(j, row_reference)) = now.q[j];
    at(place, joint_row(j, row_reference_speed)) = now.qd[j];
  }
}

void Fleet::set_contact(std::size_t arm, const ElectrodeContact& contact) {
  Arm& place = arms_[arm];
  const Eigen::Vector3d normal = place.chain.X_BF.linear().transpose() * contact.normal_B;
  const Eigen::Vector3d point = place.chain.X_BF.inverse() * contact.point_B_m;
  for (int k = 0; k < 3; ++k) {
    at(place, row_plane_x + k) = normal[k];
    at(place, row_tip_x + k) = place.p_LTip_m[k];
  }
  at(place, row_plane_distance) = normal.dot(point);
  at(place, row_stiffness) = contact.stiffness_n_per_m;
  at(place, row_damping) = contact.damping_n_s_per_m;
  at(place, row_press) = contact.press_n;
  if (!place.contact) ++batches_[place.batch].contacts;
  place.contact = true;
}

void Fleet::clear_contact(std::size_t arm) {
  Arm& place = arms_[arm];
  at(place, row_stiffness) = 0.0;
  at(place, row_damping) = 0.0;
  at(place, row_press) = 0.0;
  at(place, row_force) = 0.0;
  if (place.contact) --batches_[place.batch].contacts;
  place.contact = false;
}

void Fleet::step(int ticks, double tick_s) {
  for (Batch& batch : batches_) {
    if (batch.active == 0) continue;
    kernel_->step[batch.kind](batch.lines.data()->value, ticks, tick_s, batch.contacts > 0);
  }
}

void Fleet::read(std::size_t arm, JointVector& q, JointVector& qd) const {
  const Arm& place = arms_[arm];
  JointVector theta = {}, speed = {};
  for (std::size_t j = 0; j < static_cast<std::size_t>(place.chain.n_joints); ++j) {
    theta[j] = at(place, joint_row(j, row_theta));
    speed[j] = at(place, joint_row(j, row_speed));
  }
  q = place.chain.to_q(theta);
  qd = place.chain.signs_applied(speed);
}

double Fleet::tracking_error(std::size_t arm) const {
  const Arm& place = arms_[arm];
  double most = 0.0;
  // canonical coordinates differ from the robot's in sign and zero only
  for (std::size_t j = 0; j < static_cast<std::size_t>(place.chain.n_joints); ++j) {
    const double miss = std::abs(at(place, joint_row(j, row_theta)) -  //
                                 at(place, joint_row(j, row_reference)));
    if (!(miss <= most)) most = miss;  // also where it is not a number
  }
  return most;
}

JointVector Fleet::torque(std::size_t arm) const {
  const Arm& place = arms_[arm];
  JointVector tau = {};
  for (std::size_t j = 0; j < static_cast<std::size_t>(place.chain.n_joints); ++j) {
    tau[j] = at(place, joint_row(j, row_torque));
  }
  return place.chain.signs_applied(tau);
}

double Fleet::contact_force_n(std::size_t arm) const {
  return at(arms_[arm], row_force);
}

FleetRecord Fleet::record(std::size_t arm) const {
  const Arm& place = arms_[arm];
  return {at(place, row_peak_share), at(place, row_peak_error),
          static_cast<std::int64_t>(at(place, row_saturated))};
}

void Fleet::evaluate(const Arm& arm, const JointVector& qdd_in, JointVector& tau_out,
                     const JointVector& tau_in, JointVector& qdd_out) const {
  constexpr std::size_t kMost = std::size_t{kMaxJoints} * 8;
  alignas(64) double in[2][kMost] = {}, out[2][kMost] = {};
  const Batch& batch = batches_[arm.batch];
  const JointVector qdd = arm.chain.signs_applied(qdd_in), tau = arm.chain.signs_applied(tau_in);
  const auto place = [&](std::size_t j) {
    return j * static_cast<std::size_t>(kernel_->lanes) + static_cast<std::size_t>(arm.lane);
  };
  const auto n = static_cast<std::size_t>(arm.chain.n_joints);
  for (std::size_t j = 0; j < n; ++j) {
    in[0][place(j)] = qdd[j];
    in[1][place(j)] = tau[j];
  }
  kernel_->evaluate[batch.kind](batch.lines.data()->value, in[0], out[0], in[1], out[1]);
  for (std::size_t j = 0; j < n; ++j) {
    tau_out[j] = arm.chain.joints[j].sign * out[0][place(j)];
    qdd_out[j] = arm.chain.joints[j].sign * out[1][place(j)];
  }
}

JointVector Fleet::acceleration(std::size_t arm, const JointVector& tau) const {
  JointVector unused = {}, qdd = {};
  evaluate(arms_[arm], {}, unused, tau, qdd);
  return qdd;
}

JointVector Fleet::torque_for(std::size_t arm, const JointVector& qdd) const {
  JointVector tau = {}, unused = {};
  evaluate(arms_[arm], qdd, tau, {}, unused);
  return tau;
}

}  // namespace darkline
