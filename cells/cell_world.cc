#include "cells/cell_world.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cells/cell_world_impl.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"
#include "models/robot/jacobian.h"
#include "models/robot/kinematics.h"

namespace darkline {
namespace {

static_assert(kControlPeriodNs == 4'000'000);  // kPhysicsStepS

constexpr double kRestError = 1e-4;      // rad
constexpr double kRestSpeed = 1e-3;      // rad/s
constexpr double kLostError = 0.05;      // rad: the servo has lost the arm
constexpr double kLimitRounding = 1e-9;  // rad, of targets that stand on a limit

std::int64_t whole_ticks_ns(double seconds) {
  return std::llround(seconds / kPhysicsStepS) * kControlPeriodNs;
}

// The planner of the bare tool, then one for each part that the robot picks, in the order of its
// jobs.
std::vector<std::unique_ptr<const MotionPlanner>> planners_of(const CellRobot& robot) {
  const Eigen::Vector3d gravity_B =
      robot.X_CB.linear().transpose() * Eigen::Vector3d(0, 0, -kGravityMPerS2);
  std::vector<std::unique_ptr<const MotionPlanner>> planners;
  planners.push_back(std::make_unique<MotionPlanner>(robot.model, robot.gun, gravity_B));
  for (const RobotJob& job : robot.jobs) {
    if (job.kind != JobKind::pick) continue;
    planners.push_back(
        std::make_unique<MotionPlanner>(robot.model, with_part(robot.gun, job.part), gravity_B));
  }
  return planners;
}

}  // namespace

namespace internal {

RobotRun::RobotRun(const CellRobot& robot, const CellConfig& config,
                   const CellWorldOptions& options)
    : planners(planners_of(robot)),
      stream(weld_stream(config.seed, options.replication, robot.address)) {
  const auto& steps = robot.program.steps;
  const JointVector start = steps.empty() ? robot.model.home : steps.back().q_rad;
  q = start;
  segment = rest_to_rest(start, start, kPhysicsStepS, robot.model.n_joints());
  record.steps.reserve(kMaxStepRecords);
  if (options.record_motion) flown.reserve(2 * kMaxStepRecords);
  record.q_at_middle_spot = start;
  const auto works = std::count_if(steps.begin(), steps.end(), [](const ProgramStep& each) {
    return each.kind == StepKind::spot || each.kind == StepKind::job;
  });
  middle_work = static_cast<int>(works / 2);
}

}  // namespace internal

using internal::RobotRun;

CellWorld::CellWorld(CellConfig config, const CellWorldOptions& options)
    : impl_(std::make_unique<Impl>()) {
  DARKLINE_CHECK(config.robots.size() <= static_cast<std::size_t>(kMaxCellRobots), config.station);
  impl_->config = std::move(config);
  impl_->record_motion = options.record_motion;
  impl_->changes = options.changes;
  impl_->collisions = options.collisions;
  if (options.collisions != Collisions::unwatched) {
    impl_->watch = std::make_unique<CollisionWatch>(impl_->config);
  }
  impl_->engine = options.engine;
  if (impl_->engine == nullptr) {
    impl_->own = make_arm_engine(options.tier);
    impl_->engine = impl_->own.get();
  }
  impl_->robots.reserve(impl_->config.robots.size());
  for (const CellRobot& robot : impl_->config.robots) {
    RobotRun& run = impl_->robots.emplace_back(robot, impl_->config, options);
    run.arm = impl_->engine->add(robot.model, robot.X_CB, run.planner(), run.q);
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
    seen.robots[r] = {.state = run.state, .alarm = run.alarm, .step = run.step};
    impl_->engine->read(run.arm, seen.robots[r].q_rad, seen.robots[r].qd_rad_s);
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
  impl_->own->step();
  finish_tick();
}

void CellWorld::finish_tick() {
  Impl& impl = *impl_;
  impl.t_ns += kControlPeriodNs;
  for (std::size_t r = 0; r < impl.robots.size(); ++r) {
    if (impl.robots[r].busy()) impl.advance(r);
  }
  if (impl.watch) impl.look_for_contacts();
  if (impl.pending) {
    impl.pending = false;
    const auto n = std::min<std::size_t>(impl.command.n_robots, impl.robots.size());
    for (std::size_t r = 0; r < n; ++r) impl.take(r, impl.command.robots[r]);
  }
}

std::int64_t CellWorld::t_ns() const {
  return impl_->t_ns;
}

RobotRecord CellWorld::record(std::size_t robot) const {
  const RobotRun& run = impl_->robots[robot];
  RobotRecord record = run.record;
  const ArmLoad load = impl_->engine->load(run.arm);
  record.energy_j = load.energy_j;
  record.peak_torque_share = load.peak_torque_share;
  record.saturated_ticks = load.saturated_ticks;
  for (const double sum : load.square_sum) {
    const auto ticks = static_cast<double>(std::max<std::int64_t>(load.ticks, 1));
    record.rms_torque_share = std::max(record.rms_torque_share, std::sqrt(sum / ticks));
  }
  return record;
}

std::span<const SeenContact> CellWorld::contacts() const {
  if (!impl_->watch) return {};
  return impl_->watch->seen();
}

std::span<const FlownSegment> CellWorld::flown(std::size_t robot) const {
  return impl_->robots[robot].flown;
}

void CellWorld::read(std::size_t robot, JointVector& q, JointVector& qd) const {
  impl_->engine->read(impl_->robots[robot].arm, q, qd);
}

double CellWorld::tracking_error(std::size_t robot) const {
  return impl_->error_of(impl_->robots[robot]);
}

Fidelity CellWorld::tier() const {
  return impl_->engine->tier();
}

int CellWorld::commands() const {
  return impl_->commands;
}

void CellWorld::Impl::look_for_contacts() {
  const auto contact = watch->check(t_ns, [this](std::size_t r) {
    JointVector q = {}, qd = {};
    engine->read(robots[r].arm, q, qd);
    return q;
  });
  if (!contact || collisions != Collisions::stopping) return;
  stop_at_contact(contact->robot);
  if (contact->other != kNoPlace) stop_at_contact(contact->other);
}

void CellWorld::Impl::stop_at_contact(std::size_t r) {
  RobotRun& run = robots[r];
  if (!run.busy()) return;
  if (run.pressing) engine->release(run.arm);
  run.pressing = false;
  engine->read(run.arm, run.q, run.qd);
  follow(run, rest_to_rest(run.q, run.q, kPhysicsStepS, config.robots[r].model.n_joints()));
  watch->lose(r, t_ns);
  finish(r, RobotAlarm::collision);
}

// What the robot's own controller sees after the step.
void CellWorld::Impl::advance(std::size_t r) {
  RobotRun& run = robots[r];
  if (run.state == RobotState::welding) {
    advance_weld(r);
    return;
  }
  if (lost(r)) {
    engine->read(run.arm, run.q, run.qd);
    follow(run, rest_to_rest(run.q, run.q, kPhysicsStepS, config.robots[r].model.n_joints()));
    finish(r, RobotAlarm::servo_overload);
    return;
  }
  if (run.state == RobotState::working) {
    advance_job(r);
    return;
  }
  if (t_ns < run.segment_end_ns || !at_rest(run)) return;
  finish(r, RobotAlarm::none);
}

bool CellWorld::Impl::lost(std::size_t r) {
  RobotRun& run = robots[r];
  run.error = engine->tracking_error(run.arm);
  run.error_ns = t_ns;
  run.record.tracking_error_rad = std::max(run.record.tracking_error_rad, run.error);
  return !(run.error < kLostError);
}

double CellWorld::Impl::error_of(const RobotRun& run) const {
  return run.error_ns == t_ns ? run.error : engine->tracking_error(run.arm);
}

// The segment has ended; notes how long the arm took to settle.
bool CellWorld::Impl::at_rest(RobotRun& run) const {
  if (!(error_of(run) < kRestError)) return false;
  engine->read(run.arm, run.q, run.qd);
  for (const double speed : run.qd) {
    if (!(std::abs(speed) < kRestSpeed)) return false;
  }
  run.rest_since_ns = t_ns;
  run.open.settle_s = to_seconds(BusDuration{t_ns - run.segment_end_ns});
  return true;
}

void CellWorld::Impl::take(std::size_t r, const RobotCommand& order) {
  RobotRun& run = robots[r];
  const std::uint16_t waited_for = run.wait.zone;
  note_wait(run, order.waits_for);
  if (order.step == run.step || (run.refused && order.step == run.refused_step)) {
    if (run.wait.zone != waited_for) tell(r);
    return;
  }
  if (run.busy()) {
    if (order.order == RobotOrder::stay) return;
    run.refused = true;
    run.refused_step = order.step;
    return;
  }
  run.step = order.step;
  run.alarm = RobotAlarm::none;
  run.open = {
      .step = order.step, .order = order.order, .job = order.job, .start_ns = t_ns, .end_ns = t_ns};
  switch (order.order) {
    case RobotOrder::stay:
      run.state = RobotState::ready;
      tell(r);
      return;
    case RobotOrder::move:
      begin_move(r, order);
      return;
    case RobotOrder::weld:
      begin_weld(r, order);
      return;
    case RobotOrder::job:
      begin_job(r, order);
      return;
  }
  finish(r, RobotAlarm::bad_command);
}

void CellWorld::Impl::note_wait(RobotRun& run, std::uint16_t zone) {
  if (run.wait.zone == zone) return;
  if (run.wait.zone != 0) {
    run.wait.end_ns = t_ns;
    run.record.zone_wait_s += to_seconds(BusDuration{run.wait.end_ns - run.wait.start_ns});
    if (run.record.steps.size() < kMaxStepRecords) run.record.steps.push_back(run.wait);
  }
  run.wait = {};
  run.wait.zone = zone;
  run.wait.start_ns = t_ns;
}

void CellWorld::Impl::follow(RobotRun& run, const Segment& segment) {
  run.segment = segment;
  run.error_ns = -1;
  run.segment_start_ns = t_ns;
  run.segment_end_ns = t_ns + whole_ticks_ns(segment.duration_s);
  engine->follow(run.arm, segment);
  run.untold = RobotChange::Motion::segment;
  if (watch) {
    watch->follow(static_cast<std::size_t>(&run - robots.data()), t_ns, run.segment_end_ns,
                  segment);
  }
  if (record_motion && run.flown.size() < run.flown.capacity()) {
    run.flown.push_back({t_ns, segment});
  }
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
  const auto planned = run.planner().plan_move(from, order.target_rad);
  if (!planned) {
    finish(r, RobotAlarm::servo_overload);
    return;
  }
  follow(run, *planned);
  run.state = RobotState::moving;
  tell(r);
}

void CellWorld::Impl::tell(std::size_t r) {
  RobotRun& run = robots[r];
  if (changes != nullptr) {
    if (run.untold != RobotChange::Motion::none) {
      for (RobotChange& each : *changes) {
        if (each.robot == r && each.t_ns == t_ns) each.motion = RobotChange::Motion::none;
      }
    }
    RobotChange& change = changes->emplace_back();
    change.t_ns = t_ns;
    change.robot = r;
    change.state = run.state;
    change.alarm = run.alarm;
    change.zone = run.busy() ? std::uint16_t{0} : run.wait.zone;
    change.job = run.open.job;
    change.motion = run.untold;
    if (run.untold == RobotChange::Motion::segment) change.segment = &run.segment;
  }
  run.untold = RobotChange::Motion::none;
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
  run.state = alarm == RobotAlarm::none ? RobotState::done : RobotState::failed;
  run.alarm = alarm;
  if (run.refused) {
    run.refused = false;
    run.step = run.refused_step;
    run.state = RobotState::failed;
    run.alarm = RobotAlarm::bad_command;
  }
  due_event = true;
  tell(r);
}

}  // namespace darkline
