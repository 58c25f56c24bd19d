#include "cells/cell_world.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cells/bullet_arm.h"
#include "cells/motion_planning.h"
#include "cells/weld_process.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"
#include "models/robot/kinematics.h"

namespace darkline {
namespace {

static_assert(kControlPeriodNs == 4'000'000);  // kPhysicsStepS

constexpr double kServoRate = 30.0;        // 1/s
constexpr double kRestError = 1e-4;        // rad
constexpr double kRestSpeed = 1e-3;        // rad/s
constexpr double kLostError = 0.05;        // rad: the servo has lost the arm
constexpr double kLimitRounding = 1e-9;    // rad, of targets that stand on a limit
constexpr double kMostCurrentKa = 30.0;    // beyond any spot-welding timer
constexpr double kFarFromSpotM = 5e-3;     // a weld here is none of the station's
constexpr double kMotorEfficiency = 0.85;  // welding facts, section 3.4
constexpr double kBusRegeneration = 0.6;   // same; what braking gives back to the bus

// One robot: its servo, its state, and what it has done.
struct RobotRun {
  RobotRun(const CellRobot& robot, const CellConfig& config, std::uint32_t replication)
      : planner(robot.model, robot.gun,
                robot.X_CB.linear().transpose() * Eigen::Vector3d(0, 0, -kGravityMPerS2)),
        stream(weld_stream(config.seed, replication, robot.address)) {
    const auto& steps = robot.program.steps;
    const JointVector start = steps.empty() ? robot.model.home : steps.back().q_rad;
    q = start;
    segment = rest_to_rest(start, start, kPhysicsStepS, robot.model.n_joints());
    record.steps.reserve(kMaxStepRecords);
    record.q_at_middle_spot = start;
    const auto spots = std::count_if(steps.begin(), steps.end(), [](const ProgramStep& each) {
      return each.kind == StepKind::spot;
    });
    middle_weld = static_cast<int>(spots / 2);
  }

  MotionPlanner planner;
  RandomStream stream;
  JointVector q = {}, qd = {};
  Segment segment;
  std::int64_t segment_start_ns = 0;
  std::int64_t rest_since_ns = 0;

  RobotState state = RobotState::ready;
  RobotAlarm alarm = RobotAlarm::none;
  std::uint32_t step = 0;
  bool refused = false;  // an order came while busy
  std::uint32_t refused_step = 0;

  std::int64_t weld_end_ns = 0;
  DrawnWeld weld;
  std::uint32_t welds_drawn = 0;
  int welds_begun = 0, middle_weld = 0;

  StepRecord open;  // the order under way
  RobotRecord record;
  JointVector square_sum = {};  // of torque shares
  std::int64_t ticks = 0;
};

// Drive power of one robot at motor torques `tau`, W (welding facts, section 3.4).
double drive_power_w(const RobotModel& robot, const JointVector& tau, const JointVector& qd) {
  double bus_w = 0.0;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    const Joint& joint = robot.joints[j];
    if (joint.max_effort > 0.0) {
      const double share = tau[j] / joint.max_effort;
      bus_w += joint.copper_loss_w * share * share;
    }
    const double shaft_w = tau[j] * qd[j];
    bus_w += shaft_w > 0.0 ? shaft_w / kMotorEfficiency : shaft_w * kBusRegeneration;
  }
  return std::max(bus_w, 0.0);  // nothing goes back to the grid
}

}  // namespace

struct CellWorld::Impl {
  CellConfig config;
  BulletArms arms;
  std::vector<RobotRun> robots;
  std::int64_t t_ns = 0;
  std::int64_t wake_ns = kNeverNs;
  bool part_present = true;
  bool due_event = true;
  int commands = 0;
  bool pending = false;
  CellCommand command;

  void drive(std::size_t r);
  void advance(std::size_t r);
  void take(std::size_t r, const RobotCommand& command);
  void begin_move(std::size_t r, const RobotCommand& command);
  void begin_weld(std::size_t r, const RobotCommand& command);
  void finish(std::size_t r, RobotAlarm alarm);
  void fail_at_once(RobotRun& run, const RobotCommand& command, RobotAlarm alarm);
  double distance_to_spot_m(std::size_t r) const;
};

CellWorld::CellWorld(CellConfig config, std::uint32_t replication)
    : impl_(std::make_unique<Impl>()) {
  DARKLINE_CHECK(config.robots.size() <= static_cast<std::size_t>(kMaxCellRobots), config.station);
  impl_->config = std::move(config);
  for (const CellRobot& robot : impl_->config.robots) {
    const std::size_t arm = impl_->arms.add(robot.model, robot.gun, robot.X_CB);
    impl_->robots.emplace_back(robot, impl_->config, replication);
    impl_->arms.set_state(arm, impl_->robots.back().q, JointVector{});
  }
}

CellWorld::~CellWorld() = default;

const CellConfig& CellWorld::config() const {
  return impl_->config;
}

void CellWorld::set_part_present(bool present) {
  if (present != impl_->part_present) impl_->due_event = true;
  impl_->part_present = present;
}

bool CellWorld::due() const {
  return impl_->due_event || impl_->t_ns >= impl_->wake_ns;
}

CellObservation CellWorld::observe() const {
  CellObservation seen;
  seen.t_ns = impl_->t_ns;
  seen.n_robots = static_cast<std::uint8_t>(impl_->robots.size());
  seen.part_present = impl_->part_present;
  for (std::size_t r = 0; r < impl_->robots.size(); ++r) {
    const RobotRun& run = impl_->robots[r];
    seen.robots[r] = {run.q, run.qd, run.state, run.alarm, run.step};
  }
  return seen;
}

void CellWorld::apply(const CellCommand& command) {
  impl_->command = command;
  impl_->pending = true;
  impl_->wake_ns = command.next_wake_ns;
  impl_->due_event = false;
  ++impl_->commands;
}

void CellWorld::step() {
  Impl& impl = *impl_;
  for (std::size_t r = 0; r < impl.robots.size(); ++r) impl.drive(r);
  impl.arms.step();
  impl.t_ns += kControlPeriodNs;
  for (std::size_t r = 0; r < impl.robots.size(); ++r) impl.advance(r);
  if (impl.pending) {
    impl.pending = false;
    const auto n = std::min<std::size_t>(impl.command.n_robots, impl.robots.size());
    for (std::size_t r = 0; r < n; ++r) impl.take(r, impl.command.robots[r]);
  }
}

std::int64_t CellWorld::t_ns() const {
  return impl_->t_ns;
}

const RobotRecord& CellWorld::record(std::size_t robot) const {
  return impl_->robots[robot].record;
}

int CellWorld::commands() const {
  return impl_->commands;
}

// Torques of one robot for the step that begins now.
void CellWorld::Impl::drive(std::size_t r) {
  RobotRun& run = robots[r];
  const RobotModel& robot = config.robots[r].model;
  const int n = robot.n_joints();
  const ArmDynamics& dynamics = run.planner.dynamics();
  const JointFriction& friction = run.planner.friction();
  const double t_s = to_seconds(BusDuration{t_ns - run.segment_start_ns});
  const Segment::Sample now = run.segment.at(t_s, n);
  const Segment::Sample next = run.segment.at(t_s + kPhysicsStepS, n);

  ArmTerms terms;
  dynamics.terms(run.q, run.qd, terms);
  JointVector wanted = {}, motor = {}, net = {}, qdd = {}, links = {};
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    wanted[j] = (next.qd[j] - now.qd[j]) / kPhysicsStepS +
                kServoRate * kServoRate * (now.q[j] - run.q[j]) +
                2.0 * kServoRate * (now.qd[j] - run.qd[j]);
  }
  bool saturated = false;
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    double tau =
        terms.bias[j] + dynamics.rotor_inertia()[j] * wanted[j] + friction.torque(j, now.qd[j]);
    for (std::size_t k = 0; k < static_cast<std::size_t>(n); ++k) tau += terms.M[j][k] * wanted[k];
    const double limit = robot.joints[j].max_effort;
    if (limit > 0.0) {
      saturated = saturated || std::abs(tau) > limit;
      tau = std::clamp(tau, -limit, limit);
      const double share = std::abs(tau) / limit;
      run.record.peak_torque_share = std::max(run.record.peak_torque_share, share);
      run.square_sum[j] += share * share;
    }
    motor[j] = tau;
    net[j] = tau - friction.torque(j, run.qd[j]);
  }
  dynamics.forward(terms, net, dynamics.rotor_inertia(), qdd);
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    links[j] = net[j] - dynamics.rotor_inertia()[j] * qdd[j];  // = RNEA(q, qd, qdd)
  }
  arms.set_torque(r, links);
  if (saturated) ++run.record.saturated_ticks;
  run.record.energy_j += (kRobotBaseW + drive_power_w(robot, motor, run.qd)) * kPhysicsStepS;
  ++run.ticks;
}

// What the robot's own controller sees after the step.
void CellWorld::Impl::advance(std::size_t r) {
  RobotRun& run = robots[r];
  const int n = config.robots[r].model.n_joints();
  arms.read(r, run.q, run.qd);
  if (run.state == RobotState::welding) {
    if (t_ns >= run.weld_end_ns) {
      finish(r, run.weld.expulsion ? RobotAlarm::expulsion : RobotAlarm::none);
    }
    return;
  }
  if (run.state != RobotState::moving) return;
  const double t_s = to_seconds(BusDuration{t_ns - run.segment_start_ns});
  const Segment::Sample wanted = run.segment.at(t_s, n);
  double error = 0.0, speed = 0.0;
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    error = std::max(error, std::abs(run.q[j] - wanted.q[j]));
    speed = std::max(speed, std::abs(run.qd[j]));
  }
  run.record.tracking_error_rad = std::max(run.record.tracking_error_rad, error);
  if (!(error < kLostError)) {
    run.segment = rest_to_rest(run.q, run.q, kPhysicsStepS, n);
    run.segment_start_ns = t_ns;
    finish(r, RobotAlarm::servo_overload);
    return;
  }
  constexpr double kTimeRounding = 1e-9;
  if (t_s + kTimeRounding >= run.segment.duration_s && error < kRestError && speed < kRestSpeed) {
    run.rest_since_ns = t_ns;
    run.open.settle_s = std::max(t_s - run.segment.duration_s, 0.0);
    finish(r, RobotAlarm::none);
  }
}

void CellWorld::Impl::take(std::size_t r, const RobotCommand& order) {
  RobotRun& run = robots[r];
  if (order.step == run.step || (run.refused && order.step == run.refused_step)) return;
  if (run.state == RobotState::moving || run.state == RobotState::welding) {
    if (order.order == RobotOrder::stay) return;
    run.refused = true;
    run.refused_step = order.step;
    return;
  }
  run.step = order.step;
  run.alarm = RobotAlarm::none;
  run.open = {.step = order.step, .order = order.order, .start_ns = t_ns, .end_ns = t_ns};
  switch (order.order) {
    case RobotOrder::stay:
      run.state = RobotState::ready;
      return;
    case RobotOrder::move:
      begin_move(r, order);
      return;
    case RobotOrder::weld:
      begin_weld(r, order);
      return;
    case RobotOrder::job:  // no robot knows one yet
      break;
  }
  finish(r, RobotAlarm::bad_command);
}

void CellWorld::Impl::begin_move(std::size_t r, const RobotCommand& order) {
  RobotRun& run = robots[r];
  const RobotModel& robot = config.robots[r].model;
  const int n = robot.n_joints();
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    const double target = order.target_rad[j];
    const Joint& joint = robot.joints[j];
    const bool within = target >= joint.lower - kLimitRounding &&
                        target <= joint.upper + kLimitRounding;  // false for NaN
    if (!within) {
      finish(r, RobotAlarm::bad_command);
      return;
    }
  }
  // from where the reference stands: the arm is within kRestError of it
  const double t_s = to_seconds(BusDuration{t_ns - run.segment_start_ns});
  const JointVector from = run.segment.at(t_s, n).q;
  const auto planned = run.planner.plan_move(from, order.target_rad);
  if (!planned) {
    finish(r, RobotAlarm::servo_overload);
    return;
  }
  run.segment = *planned;
  run.segment_start_ns = t_ns;
  run.state = RobotState::moving;
}

void CellWorld::Impl::begin_weld(std::size_t r, const RobotCommand& order) {
  RobotRun& run = robots[r];
  const auto current_ka = static_cast<double>(order.weld_current_ka);
  const double distance_m = config.spots.empty() ? 0.0 : distance_to_spot_m(r);
  if (!(current_ka > 0.0 && current_ka <= kMostCurrentKa) || distance_m > kFarFromSpotM) {
    finish(r, RobotAlarm::bad_command);
    return;
  }
  run.record.spot_error_m = std::max(run.record.spot_error_m, distance_m);
  run.weld = draw_weld(config.process, run.stream, run.welds_drawn++);
  const std::int64_t settled_ns =
      std::max(t_ns, run.rest_since_ns + to_bus_duration(config.process.settle_s).count());
  run.weld_end_ns = settled_ns + to_bus_duration(run.weld.process_s).count();
  run.open.process_s = run.weld.process_s;
  run.state = RobotState::welding;
  if (run.welds_begun++ == run.middle_weld) run.record.q_at_middle_spot = run.q;
}

void CellWorld::Impl::finish(std::size_t r, RobotAlarm alarm) {
  RobotRun& run = robots[r];
  run.open.end_ns = t_ns;
  run.open.failed = alarm != RobotAlarm::none;
  RobotRecord& record = run.record;
  if (record.steps.size() < kMaxStepRecords) record.steps.push_back(run.open);
  if (run.open.order == RobotOrder::weld && run.state == RobotState::welding) {
    ++(run.open.failed ? record.expulsions : record.welds);
  }
  for (const double sum : run.square_sum) {
    record.rms_torque_share =
        std::max(record.rms_torque_share,
                 std::sqrt(sum / static_cast<double>(std::max<std::int64_t>(run.ticks, 1))));
  }
  run.state = alarm == RobotAlarm::none ? RobotState::done : RobotState::failed;
  run.alarm = alarm;
  if (run.refused) {
    run.refused = false;
    run.step = run.refused_step;
    run.state = RobotState::failed;
    run.alarm = RobotAlarm::bad_command;
  }
  due_event = true;
}

double CellWorld::Impl::distance_to_spot_m(std::size_t r) const {
  const CellRobot& robot = config.robots[r];
  const Pose X_CT = robot.X_CB * forward_kinematics(robot.model, robots[r].q);
  const Eigen::Vector3d tip_C = X_CT * Eigen::Vector3d(0, 0, robot.gun.tip_m);
  double nearest = std::numeric_limits<double>::infinity();
  for (const WeldSpot& spot : config.spots) {
    nearest = std::min(nearest, (spot.p_CS_m - tip_C).norm());
  }
  return nearest;
}

}  // namespace darkline
