// What a cell controller keeps between two updates, as bytes; and whether bytes that come in are
// such a state. They are not trusted: a state that is accepted here is one that the program can
// lead to as far as zones and orders go, so that no check of the controller can fail later and no
// zone has two owners.
#include <algorithm>
#include <array>
#include <vector>

#include "controllers/cell_controller.h"

namespace darkline {
namespace {

// States in which a walk through the station can end.
bool can_rest(PackMlState state) {
  switch (state) {
    case PackMlState::stopped:
    case PackMlState::resetting:
    case PackMlState::idle:
    case PackMlState::starting:
    case PackMlState::execute:
    case PackMlState::completing:
    case PackMlState::complete:
    case PackMlState::aborting:
    case PackMlState::aborted:
    case PackMlState::holding:
    case PackMlState::held:
      return true;
    default:
      return false;
  }
}

bool is_before_cycle(PackMlState state) {
  return state == PackMlState::resetting || state == PackMlState::idle ||
         state == PackMlState::starting;
}

// A cycle has begun and its robots were not told to stay.
bool is_in_cycle(PackMlState state) {
  return state == PackMlState::execute || state == PackMlState::completing ||
         state == PackMlState::complete || state == PackMlState::holding ||
         state == PackMlState::held;
}

bool must_have_reason(PackMlState state) {
  return state == PackMlState::holding || state == PackMlState::held ||
         state == PackMlState::aborting || state == PackMlState::aborted;
}

bool is_alarm(std::uint16_t code) {
  constexpr std::array<RobotAlarm, 6> kAll = {RobotAlarm::none,           RobotAlarm::expulsion,
                                              RobotAlarm::weld_force,     RobotAlarm::collision,
                                              RobotAlarm::servo_overload, RobotAlarm::bad_command};
  return std::any_of(kAll.begin(), kAll.end(),
                     [code](RobotAlarm each) { return static_cast<std::uint16_t>(each) == code; });
}

bool takes_time(const ProgramStep& step) {
  return step.kind != StepKind::enter_zone && step.kind != StepKind::leave_zone;
}

// What a robot holds that has gone through `n` steps of its program, ascending.
std::vector<std::uint16_t> zones_after(const RobotProgram& program, std::size_t n) {
  std::vector<std::uint16_t> held;
  for (std::size_t i = 0; i < n; ++i) {
    const ProgramStep& step = program.steps[i];
    if (step.kind == StepKind::enter_zone) held.push_back(step.zone);
    if (step.kind == StepKind::leave_zone) std::erase(held, step.zone);
  }
  return held;
}

}  // namespace

// Cell, hash of its program, state, reason (robot, alarm, zone), then each robot, then the zones.
void CellController::write_state(internal::StateWriter& out) const {
  out.add(cell_);
  out.add_bytes(program_hash_);
  out.add(static_cast<std::uint8_t>(state_));
  out.add(static_cast<std::int8_t>(reason_.robot));
  out.add(static_cast<std::uint16_t>(reason_.alarm));
  out.add(reason_.zone);
  for (const Robot& robot : robots_) write_robot(robot, out);
  zones_.write_state(robots_.size(), out);
}

void CellController::write_robot(const Robot& robot, internal::StateWriter& out) {
  out.add(static_cast<std::uint32_t>(robot.next));
  out.add(robot.source);
  out.add(robot.order.step);
  out.add(static_cast<std::uint8_t>(robot.repeats));
  out.add(static_cast<std::uint8_t>((robot.at_work ? 1 : 0) | (robot.ended ? 2 : 0) |
                                    (robot.dressing ? 4 : 0)));
  out.add(robot.wear.spots);
  out.add(robot.wear.dresses);
  out.add(robot.wear.worn_out);
}

bool CellController::read_state(std::int64_t latest_ns, internal::StateReader& in) {
  const auto cell = in.take<std::uint32_t>();
  const auto hash = in.take_bytes(program_hash_.size());
  const auto state = in.take<std::uint8_t>();
  if (!in.good() || cell != cell_ || !std::equal(hash.begin(), hash.end(), program_hash_.begin()) ||
      !can_rest(static_cast<PackMlState>(state))) {
    return false;
  }
  state_ = static_cast<PackMlState>(state);
  walk_length_ = 0;
  if (!read_reason(in)) return false;
  for (Robot& robot : robots_) {
    if (!read_robot(robot, in)) return false;
  }
  if (!zones_.read_state(robots_.size(), latest_ns, in)) return false;
  for (std::size_t i = 0; i < robots_.size(); ++i) {
    robots_[i].order.waits_for = zones_.awaited_by(i);
    if (!robot_is_consistent(i)) return false;
  }
  return zones_are_consistent();
}

bool CellController::read_reason(internal::StateReader& in) {
  const auto robot = in.take<std::int8_t>();
  const auto alarm = in.take<std::uint16_t>();
  const auto zone = in.take<std::uint16_t>();
  if (!in.good() || !is_alarm(alarm) || robot < -1 || robot >= n_robots()) return false;
  if (zone != 0 && !zones_.has(zone)) return false;
  reason_ = {.robot = robot, .alarm = static_cast<RobotAlarm>(alarm), .zone = zone};
  if (zone != 0 && reason_.alarm != RobotAlarm::none) return false;
  if (robot < 0) return alarm == 0 && zone == 0 && !must_have_reason(state_);
  return must_have_reason(state_) || state_ == PackMlState::stopped;
}

bool CellController::read_robot(Robot& robot, internal::StateReader& in) {
  const std::size_t n_steps = robot.program.steps.size();
  robot.next = in.take<std::uint32_t>();
  robot.source = in.take<std::int32_t>();
  const auto number = in.take<std::uint32_t>();
  robot.repeats = in.take<std::uint8_t>();
  const auto flags = in.take<std::uint8_t>();
  robot.at_work = (flags & 1U) != 0;
  robot.ended = (flags & 2U) != 0;
  robot.dressing = (flags & 4U) != 0;
  robot.wear.spots = in.take<std::uint32_t>();
  robot.wear.dresses = in.take<std::uint32_t>();
  robot.wear.worn_out = in.take<std::uint32_t>();
  if (!in.good() || robot.next > n_steps || robot.repeats > kMaxWeldRepeats || flags > 7) {
    return false;
  }
  const bool known =
      robot.source >= 0
          ? static_cast<std::size_t>(robot.source) < n_steps &&
                takes_time(robot.program.steps[static_cast<std::size_t>(robot.source)])
          : robot.source == kFromNowhere ||
                (robot.source == kFromTipCare && robot.care.dress_job >= 0);
  if (known) robot.order = order_from(robot, robot.source, number);
  return known;
}

// A robot with itself, the state of the station and the zone that it waits for.
bool CellController::robot_is_consistent(std::size_t index) const {
  const Robot& robot = robots_[index];
  const auto& steps = robot.program.steps;
  if (robot.ended && robot.next != steps.size()) return false;
  if (robot.dressing && !(robot.ended && robot.source == kFromTipCare)) return false;
  if (robot.at_work && robot.source < 0) return false;
  if (is_before_cycle(state_) && (robot.next != 0 || robot.ended)) return false;
  if (state_ == PackMlState::completing || state_ == PackMlState::complete) {
    if (!robot.ended) return false;
  }
  if (is_in_cycle(state_) && !(robot.ended && robot.source == kFromTipCare)) {
    // the order in force is that of the last step gone through; none yet: one of before
    std::size_t last = robot.next;
    while (last > 0 && !takes_time(steps[last - 1])) --last;
    if (last > 0 && robot.source != static_cast<std::int32_t>(last) - 1) return false;
  }
  if (!zones_.waits(index)) return true;
  return (state_ == PackMlState::execute || state_ == PackMlState::holding ||
          state_ == PackMlState::held) &&
         robot.next < steps.size() && steps[robot.next].kind == StepKind::enter_zone &&
         steps[robot.next].zone == robot.order.waits_for;
}

// Each robot holds what its program has taken so far. A station that was stopped and resets holds
// what its robots were in when it stopped, with all programs at their beginning.
bool CellController::zones_are_consistent() const {
  const bool kept = !is_in_cycle(state_) && state_ != PackMlState::idle &&
                    state_ != PackMlState::starting &&
                    std::all_of(robots_.begin(), robots_.end(),
                                [](const Robot& robot) { return robot.next == 0; });
  if (kept) return true;
  std::size_t n_held = 0;
  for (std::size_t i = 0; i < robots_.size(); ++i) {
    for (const std::uint16_t zone : zones_after(robots_[i].program, robots_[i].next)) {
      if (zones_.holder_of(zone) != static_cast<int>(i)) return false;
      ++n_held;
    }
  }
  return n_held == zones_.n_held();
}

}  // namespace darkline
