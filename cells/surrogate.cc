#include "cells/surrogate.h"

#include <algorithm>
#include <cmath>

#include "cells/cell_world.h"
#include "models/base/error.h"

namespace darkline {
namespace {

constexpr double kNoLimit = 1e290;  // N m; its square root and products stay finite
constexpr int kVector = 8;

const SurrogateKernel* kernel_of(InstructionSet isa) {
  switch (isa) {
    case InstructionSet::avx512:
      return &surrogate_avx512::kernel;
    case InstructionSet::avx2:
      return &surrogate_avx2::kernel;
    case InstructionSet::sse2:
      break;
  }
  return &surrogate_sse2::kernel;
}

bool has_canonical_form(const RobotModel& robot) {
  const auto turns = [](const Joint& joint) { return joint.kind == JointKind::revolute; };
  return robot.n_joints() >= kMinJoints &&
         std::all_of(robot.joints.begin(), robot.joints.end(), turns);
}

// s, s' and s'' of 10 x^3 - 15 x^4 + 6 x^5; after x = 1 the last instant again.
struct alignas(64) StepTable {
  double s[3][kSurrogateSamples];
  StepTable() {
    for (int k = 0; k < kSurrogateSamples; ++k) {
      const double x = std::min(static_cast<double>(k) / kSurrogateIntervals, 1.0);
      s[0][k] = x * x * x * (10.0 + x * (-15.0 + 6.0 * x));
      s[1][k] = 30.0 * x * x * (1.0 - x) * (1.0 - x);
      s[2][k] = 60.0 * x * (1.0 - x) * (1.0 - 2.0 * x);
    }
  }
};
const StepTable& step_table() {
  static const StepTable table;
  return table;
}

RobotModel joints_alone(const RobotModel& robot) {
  RobotModel limits;
  limits.joints = robot.joints;
  return limits;
}

int whole_vectors(int samples) {
  return (samples + kVector - 1) / kVector * kVector;
}

double whole_steps_s(double least_s) {
  constexpr double kRounding = 1e-9;  // a whole number of steps stays itself
  return std::ceil(least_s / kPhysicsStepS - kRounding) * kPhysicsStepS;
}

}  // namespace

MoveLoad& MoveLoad::operator+=(const MoveLoad& other) {
  duration_s += other.duration_s;
  energy_j += other.energy_j;
  peak_torque_share = std::max(peak_torque_share, other.peak_torque_share);
  for (std::size_t j = 0; j < square_torque_s.size(); ++j) {
    square_torque_s[j] += other.square_torque_s[j];
  }
  return *this;
}

double MoveLoad::rms_torque_share() const {
  const double most = *std::max_element(square_torque_s.begin(), square_torque_s.end());
  return duration_s > 0.0 ? std::sqrt(most / duration_s) : 0.0;
}

Surrogate::Surrogate(const RobotModel& robot, const GunModel& gun,
                     const Eigen::Vector3d& gravity_B_m_s2, const ArmDynamics& dynamics,
                     const JointFriction& friction, InstructionSet isa)
    : limits_(joints_alone(robot)), dynamics_(dynamics), kernel_(kernel_of(isa)) {
  const std::vector<InstructionSet> able = instruction_sets();
  DARKLINE_CHECK(std::find(able.begin(), able.end(), isa) != able.end(), name_of(isa));
  arm_.n_joints = robot.n_joints();
  if (has_canonical_form(robot)) {
    chain_ = canonical_chain(robot, gun, gravity_B_m_s2);
    kind_ = chain_->right_angles ? wrist_6
                                 : static_cast<FleetKind>(chain_4 + chain_->n_joints - kMinJoints);
    write_links();
  }
  write_motors(robot, friction);
}

Surrogate::Surrogate(const RobotModel& robot, const GunModel& gun,
                     const Eigen::Vector3d& gravity_B_m_s2)
    : Surrogate(robot, gun, gravity_B_m_s2, ArmDynamics(robot, gun, gravity_B_m_s2),
                joint_friction(robot, ArmDynamics(robot, gun, gravity_B_m_s2), kPhysicsStepS),
                instruction_sets().back()) {}

void Surrogate::write_links() {
  for (int k = 0; k < 3; ++k) arm_.up[k] = -chain_->gravity_F_m_s2[k];
  for (std::size_t j = 0; j < static_cast<std::size_t>(arm_.n_joints); ++j) {
    const CanonicalJoint& from = chain_->joints[j];
    SurrogateArm::Joint& to = arm_.joint[j];
    for (int k = 0; k < 3; ++k) {
      to.r[k] = from.r_m[k];
      to.h[k] = from.h_kg_m[k];
    }
    to.sin_alpha = from.sin_alpha;
    to.cos_alpha = from.cos_alpha;
    to.mass = from.mass_kg;
    const Eigen::Matrix3d& I = from.I_o_kg_m2;
    const double inertia[6] = {I(0, 0), I(0, 1), I(0, 2), I(1, 1), I(1, 2), I(2, 2)};
    std::copy(inertia, inertia + 6, to.inertia);
  }
}

void Surrogate::write_motors(const RobotModel& robot, const JointFriction& friction) {
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    const Joint& joint = robot.joints[j];
    SurrogateArm::Joint& to = arm_.joint[j];
    const bool limited = joint.max_effort > 0.0;
    to.rotor = joint.rotor_inertia;
    to.planned = limited ? kPlannedTorqueShare * joint.max_effort : kNoLimit;
    to.inverse_effort = limited ? 1.0 / joint.max_effort : 0.0;
    to.copper_w = joint.copper_loss_w;
    to.taken = 1.0 / joint.drive.efficiency;
    to.given_back = joint.drive.regeneration;
    to.coulomb = friction.coulomb[j];
    to.viscous = friction.viscous[j];
    // as in the fleet: single precision does not depend on the processor's sine
    const double smooth = static_cast<double>(static_cast<float>(friction.smooth[j]));
    to.smooth2 = smooth * smooth;
  }
}

void Surrogate::sample(const JointVector& from, const JointVector& to,
                       SurrogateSamples& samples) const {
  JointVector start = from, way = {};
  for (std::size_t j = 0; j < limits_.joints.size(); ++j) way[j] = to[j] - from[j];
  if (chain_) {
    start = chain_->to_theta(from);
    way = chain_->signs_applied(way);
  }
  kernel_->rest_to_rest(arm_.n_joints, start.data(), way.data(), step_table().s, &samples);
  forces(kSurrogateSamples, samples);
}

void Surrogate::sample(const Segment& piece, int intervals, SurrogateSamples& samples) const {
  const Segment turned = chain_ ? chain_->to_theta(piece) : piece;
  double c[kSurrogateJoints][6];
  alignas(64) double t[kSurrogateSamples];
  for (std::size_t j = 0; j < kSurrogateJoints; ++j) {
    std::copy(turned.c[j].begin(), turned.c[j].end(), c[j]);
  }
  for (int k = 0; k < kSurrogateSamples; ++k) {
    t[k] = piece.duration_s * std::min(k, intervals) / intervals;
  }
  const int n_samples = whole_vectors(intervals + 1);
  kernel_->polynomial(arm_.n_joints, c, t, n_samples, &samples);
  forces(n_samples, samples);
}

void Surrogate::forces(int n_samples, SurrogateSamples& samples) const {
  if (chain_) {
    kernel_->forces[kind_](&arm_, n_samples, &samples);
    return;
  }
  for (int k = 0; k < n_samples; ++k) {
    JointVector q = {}, rate = {}, bend = {}, gravity = {}, all = {};
    for (std::size_t j = 0; j < limits_.joints.size(); ++j) {
      q[j] = samples.theta[j][k];
      rate[j] = samples.rate[j][k];
      bend[j] = samples.bend[j][k];
    }
    dynamics_.inverse(q, JointVector{}, JointVector{}, gravity);
    dynamics_.inverse(q, rate, bend, all);
    for (std::size_t j = 0; j < limits_.joints.size(); ++j) {
      samples.gravity[j][k] = gravity[j];
      samples.inertial[j][k] = all[j] - gravity[j] + arm_.joint[j].rotor * bend[j];
    }
  }
}

// Leaves the move's samples in `samples`, if it returns one.
std::optional<double> Surrogate::shortest_s(const JointVector& from, const JointVector& to,
                                            SurrogateSamples& samples) const {
  const double kinematic_s = kinematic_duration_s(limits_, from, to, kLeastMoveS);
  if (!std::isfinite(kinematic_s)) return std::nullopt;  // a joint without speed
  sample(from, to, samples);
  double x8[kVector];
  kernel_->reach(&arm_, kSurrogateSamples, kinematic_s, &samples, x8);
  const double x = *std::min_element(x8, x8 + kVector);
  if (!(x > 0.0)) return std::nullopt;
  return kinematic_s / x;
}

std::optional<double> Surrogate::least_duration_s(const JointVector& from,
                                                  const JointVector& to) const {
  SurrogateSamples samples;
  return shortest_s(from, to, samples);
}

// By the trapezoid rule, in the order of the samples.
MoveLoad Surrogate::integrate(SurrogateSamples& samples, int intervals, double T,
                              double duration_s) const {
  double peak8[kVector];
  kernel_->load(&arm_, whole_vectors(intervals + 1), T, &samples, peak8);
  const double step_s = duration_s / intervals;
  const auto integral = [&](const double* value) {
    double sum = 0.5 * (value[0] + value[intervals]);
    for (int k = 1; k < intervals; ++k) sum += value[k];
    return sum * step_s;
  };
  MoveLoad load;
  load.duration_s = duration_s;
  load.energy_j = kRobotBaseW * duration_s + integral(samples.drive_w);
  load.peak_torque_share = *std::max_element(peak8, peak8 + kVector);
  for (std::size_t j = 0; j < limits_.joints.size(); ++j) {
    load.square_torque_s[j] = integral(samples.share2[j]);
  }
  return load;
}

std::optional<MoveLoad> Surrogate::plan(const JointVector& from, const JointVector& to) const {
  SurrogateSamples samples;
  const auto least_s = shortest_s(from, to, samples);
  if (!least_s) return std::nullopt;
  const double T = whole_steps_s(*least_s);
  return integrate(samples, kSurrogateIntervals, T, T);
}

void Surrogate::plan(std::span<const JointMove> moves, std::span<MoveLoad> loads) const {
  DARKLINE_CHECK(moves.size() == loads.size(), "one load a move");
  for (std::size_t i = 0; i < moves.size(); ++i) {
    loads[i] = plan(moves[i].from, moves[i].to).value_or(MoveLoad{});
  }
}

MoveLoad Surrogate::load(const JointVector& from, const JointVector& to, double duration_s) const {
  MoveLoad one;
  load(from, to, {&duration_s, 1}, {&one, 1});
  return one;
}

void Surrogate::load(const JointVector& from, const JointVector& to,
                     std::span<const double> durations_s, std::span<MoveLoad> loads) const {
  DARKLINE_CHECK(durations_s.size() == loads.size(), "one load a duration");
  SurrogateSamples samples;
  sample(from, to, samples);
  for (std::size_t i = 0; i < loads.size(); ++i) {
    const double T = durations_s[i];
    DARKLINE_CHECK(T > 0.0, "a move of no duration");
    loads[i] = integrate(samples, kSurrogateIntervals, T, T);
  }
}

MoveLoad Surrogate::load(std::span<const Segment> pieces) const {
  constexpr int kLeastIntervals = 4;
  MoveLoad sum;
  SurrogateSamples samples;
  for (const Segment& piece : pieces) {
    const int ticks = static_cast<int>(std::lround(piece.duration_s / kPhysicsStepS));
    const int intervals = std::clamp(ticks, kLeastIntervals, kSurrogateIntervals);
    sample(piece, intervals, samples);
    sum += integrate(samples, intervals, 1.0, piece.duration_s);
  }
  return sum;
}

MoveLoad Surrogate::hold(const JointVector& q, double duration_s) const {
  SurrogateSamples samples;
  sample(rest_to_rest(q, q, 1.0, arm_.n_joints), 1, samples);
  return integrate(samples, 1, 1.0, duration_s);
}

}  // namespace darkline
