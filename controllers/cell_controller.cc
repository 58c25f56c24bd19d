#include "controllers/cell_controller.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "controllers/lotp.h"
#include "controllers/lotp_maps.h"
#include "models/base/content_hash.h"
#include "models/base/error.h"

namespace darkline {
namespace {

bool is_still(const RobotObservation& robot) {
  return robot.state != RobotState::moving && robot.state != RobotState::welding &&
         robot.state != RobotState::working;
}

bool is_waiting(const RobotObservation& robot) {
  return robot.state == RobotState::ready || robot.state == RobotState::done;
}

// A weld that ended so may be tried again.
bool is_repeatable(RobotAlarm alarm) {
  return alarm == RobotAlarm::expulsion || alarm == RobotAlarm::weld_force;
}

// Whether the robot stands where its program begins and ends.
bool is_home(const RobotProgram& program, const RobotObservation& seen) {
  const auto is_way = [](const ProgramStep& step) {
    return step.kind == StepKind::move || step.kind == StepKind::job;
  };
  const auto last = std::find_if(program.steps.rbegin(), program.steps.rend(), is_way);
  if (last == program.steps.rend()) return true;
  for (std::size_t j = 0; j < kMaxJoints; ++j) {
    if (!(std::abs(seen.q_rad[j] - last->q_rad[j]) <= kHomeTolerance)) return false;
  }
  return true;
}

// Of all that the robots are told to do, as the wire has it.
std::array<std::byte, 16> hash_of(const CellProgram& program) {
  const std::string map = to_map(LotpWelcome{.cells = {program}});
  Sha256 hash;
  hash.add(std::as_bytes(std::span(map.data(), map.size())));
  const auto digest = hash.digest();
  std::array<std::byte, 16> first = {};
  std::copy_n(digest.begin(), first.size(), first.begin());
  return first;
}

}  // namespace

enum class CellController::Condition : std::uint8_t {
  part_in,
  part_out,
  robots_waiting,  // each is ready or done under the number last given
  robots_settled,  // the same, or failed under that number
  robots_still,    // none moves, welds or works
  ready_to_start,  // robots_waiting, and no zone is held
  programs_ended,
  given_up,
};

struct CellController::Transition {
  PackMlState from;
  Condition when;
  PackMlState to;
};

// What the station does by itself. Of two rows that hold, the first counts.
const std::array<CellController::Transition, 9> CellController::kTransitions = {{
    {PackMlState::resetting, Condition::ready_to_start, PackMlState::idle},
    {PackMlState::idle, Condition::part_in, PackMlState::starting},
    {PackMlState::starting, Condition::robots_waiting, PackMlState::execute},
    {PackMlState::execute, Condition::given_up, PackMlState::holding},
    {PackMlState::execute, Condition::programs_ended, PackMlState::completing},
    {PackMlState::completing, Condition::robots_waiting, PackMlState::complete},
    {PackMlState::complete, Condition::part_out, PackMlState::resetting},
    {PackMlState::holding, Condition::robots_settled, PackMlState::held},
    {PackMlState::aborting, Condition::robots_still, PackMlState::aborted},
}};

CellController::CellController(CellProgram program) : cell_(program.cell), zones_(program.zones) {
  const std::string fault = fault_of({&program, 1});
  DARKLINE_CHECK(fault.empty(), fault);
  program_hash_ = hash_of(program);
  robots_.resize(program.robots.size());
  for (std::size_t i = 0; i < robots_.size(); ++i) {
    robots_[i].program = std::move(program.robots[i]);
    if (!program.tips.empty()) robots_[i].care = program.tips[i];
  }
}

void CellController::activate() {
  walk_length_ = 0;
  DARKLINE_CHECK(state_ == PackMlState::stopped, fmt::format("cell {} is active", cell_));
  enter(PackMlState::resetting);
}

void CellController::deactivate() {
  walk_length_ = 0;
  if (state_ == PackMlState::stopped) return;
  const bool aborted = state_ == PackMlState::aborting || state_ == PackMlState::aborted;
  enter(aborted ? PackMlState::clearing : PackMlState::stopping);
  enter(PackMlState::stopped);
}

CellCommand CellController::update(const CellObservation& seen) {
  DARKLINE_CHECK(seen.cell == cell_ && seen.n_robots == robots_.size(),
                 fmt::format("cell {} with {} robots was shown cell {} with {}", cell_,
                             robots_.size(), seen.cell, seen.n_robots));
  walk_length_ = 0;
  const bool active = state_ != PackMlState::stopped && state_ != PackMlState::aborting &&
                      state_ != PackMlState::aborted;
  // an abort is done at a later tick, when the robots had time to obey
  const bool aborts_now = active && must_abort(seen);
  note_dressed(seen);
  if (aborts_now) enter(PackMlState::aborting);
  if (state_ == PackMlState::resetting) free_zones_at_home(seen);
  if (state_ == PackMlState::execute) advance(seen);

  while (!aborts_now) {
    const auto* row = std::find_if(kTransitions.begin(), kTransitions.end(), [&](const auto& each) {
      return each.from == state_ && holds(each.when, seen);
    });
    if (row == kTransitions.end()) break;
    enter(row->to);
    if (state_ == PackMlState::execute) advance(seen);
  }

  CellCommand command{.cell = cell_,
                      .state = state_,
                      .n_robots = seen.n_robots,
                      .next_wake_ns = next_wake_ns(seen.t_ns),
                      .reason = stop_reason()};
  for (std::size_t i = 0; i < robots_.size(); ++i) command.robots[i] = robots_[i].order;
  return command;
}

void CellController::enter(PackMlState state) {
  DARKLINE_CHECK(walk_length_ < walk_.size(), fmt::format("cell {} walks in circles", cell_));
  walk_[walk_length_++] = state;
  state_ = state;
  switch (state) {
    case PackMlState::resetting:
      reason_ = {};
      for (Robot& robot : robots_) {
        robot.next = 0;
        robot.repeats = 0;
        robot.ended = false;
      }
      zones_.forget_requests();
      break;
    case PackMlState::aborting:
    case PackMlState::stopping:
    case PackMlState::clearing:
      order_stay();
      break;
    default:
      break;
  }
}

void CellController::order_stay() {
  for (Robot& robot : robots_) {
    give_order(robot, kFromNowhere);
    robot.at_work = false;
    robot.dressing = false;
  }
  zones_.forget_requests();
}

// Robots that come to the same zone at the same tick have all asked before one is granted it.
void CellController::advance(const CellObservation& seen) {
  for (std::size_t i = 0; i < robots_.size(); ++i) advance(i, seen.robots[i], seen.t_ns);
  while (reason_.robot < 0) {
    const int robot = zones_.grant(seen.t_ns);
    if (robot < 0) break;
    const auto index = static_cast<std::size_t>(robot);
    robots_[index].order.waits_for = 0;
    ++robots_[index].next;
    go_on(index, seen.t_ns);
  }
  const ZoneBook::Overdue overdue = zones_.overdue(seen.t_ns);
  if (reason_.robot < 0 && overdue.robot >= 0) {
    reason_ = {.robot = overdue.robot, .zone = overdue.zone};
  }
}

void CellController::advance(std::size_t index, const RobotObservation& seen, std::int64_t t_ns) {
  Robot& robot = robots_[index];
  if (robot.ended || zones_.waits(index)) return;
  if (seen.step != robot.order.step) return;  // the order is still on its way
  if (is_waiting(seen)) {
    if (robot.at_work && robot.order.order == RobotOrder::weld) ++robot.wear.spots;
    robot.at_work = false;
    robot.repeats = 0;
    zones_.resume(index, t_ns);
    if (reason_.robot < 0) go_on(index, t_ns);
  } else if (seen.state == RobotState::failed) {
    repeat_weld(index, seen.alarm, t_ns);  // must_abort has left nothing else
  }
}

// From the next program step to one that takes time.
void CellController::go_on(std::size_t index, std::int64_t t_ns) {
  Robot& robot = robots_[index];
  for (; robot.next < robot.program.steps.size(); ++robot.next) {
    const ProgramStep& step = robot.program.steps[robot.next];
    if (step.kind == StepKind::leave_zone) {
      zones_.leave(step.zone);
    } else if (step.kind == StepKind::enter_zone) {
      zones_.request(index, step.zone, t_ns);
      robot.order.waits_for = step.zone;
      return;
    } else {
      give_order(robot, static_cast<std::int32_t>(robot.next));
      robot.at_work = true;
      ++robot.next;
      return;
    }
  }
  end_program(robot);
}

void CellController::end_program(Robot& robot) {
  robot.ended = true;
  if (robot.care.dress_job < 0 || robot.wear.spots < robot.care.dress_every_spots) return;
  give_order(robot, kFromTipCare);
  robot.dressing = true;
}

void CellController::repeat_weld(std::size_t index, RobotAlarm alarm, std::int64_t t_ns) {
  Robot& robot = robots_[index];
  if (alarm == RobotAlarm::expulsion) ++robot.wear.spots;
  if (robot.repeats < kMaxWeldRepeats) {
    ++robot.repeats;
    ++robot.order.step;
    zones_.pause(index, t_ns);
  } else if (reason_.robot < 0) {
    reason_ = {.robot = static_cast<int>(index), .alarm = alarm};
  }
}

RobotCommand CellController::order_from(const Robot& robot, std::int32_t source,
                                        std::uint32_t number) {
  if (source == kFromNowhere) return {.order = RobotOrder::stay, .step = number};
  if (source == kFromTipCare) {
    return {.order = RobotOrder::job,
            .step = number,
            .job = static_cast<std::uint16_t>(robot.care.dress_job)};
  }
  const ProgramStep& step = robot.program.steps[static_cast<std::size_t>(source)];
  if (step.kind == StepKind::move) {
    return {.order = RobotOrder::move, .step = number, .target_rad = step.q_rad};
  }
  if (step.kind == StepKind::spot) {
    return {.order = RobotOrder::weld, .step = number, .weld_current_ka = step.weld_current_ka};
  }
  return {.order = RobotOrder::job, .step = number, .job = step.job};
}

void CellController::give_order(Robot& robot, std::int32_t source) {
  robot.source = source;
  robot.order = order_from(robot, source, robot.order.step + 1);
}

void CellController::note_dressed(const CellObservation& seen) {
  for (std::size_t i = 0; i < robots_.size(); ++i) {
    Robot& robot = robots_[i];
    const bool done =
        robot.dressing && seen.robots[i].step == robot.order.step && is_waiting(seen.robots[i]);
    if (!done) continue;
    robot.dressing = false;
    robot.wear.spots = 0;
    if (robot.care.dresses_per_cap == 0) continue;
    if (++robot.wear.dresses < robot.care.dresses_per_cap) continue;
    robot.wear.dresses = 0;
    ++robot.wear.worn_out;
  }
}

void CellController::free_zones_at_home(const CellObservation& seen) {
  if (!zones_.any_held() || !holds(Condition::robots_waiting, seen)) return;
  for (std::size_t i = 0; i < robots_.size(); ++i) {
    if (!is_home(robots_[i].program, seen.robots[i])) return;
  }
  zones_.free_all();
}

std::int64_t CellController::next_wake_ns(std::int64_t t_ns) const {
  switch (state_) {
    case PackMlState::execute:
      return zones_.next_overdue_ns(t_ns);
    case PackMlState::aborting:
      // no robot reports that it obeyed a stay while it fails, so an abort looks again by itself
      return t_ns + kControlPeriodNs;
    case PackMlState::resetting:
      // nor that it was brought home
      return zones_.any_held() ? t_ns + kHomeLookNs : kNeverNs;
    default:
      return kNeverNs;
  }
}

bool CellController::must_abort(const CellObservation& seen) {
  for (std::size_t i = 0; i < robots_.size(); ++i) {
    const RobotObservation& robot = seen.robots[i];
    if (robot.state != RobotState::failed) continue;
    // under an older number than the last, the failure has been answered already
    const bool answered = robot.step != robots_[i].order.step;
    const bool repeated =
        is_repeatable(robot.alarm) && (answered || robots_[i].order.order == RobotOrder::weld);
    const bool cleared = answered && state_ == PackMlState::resetting;
    if (repeated || cleared) continue;
    reason_ = {.robot = static_cast<int>(i), .alarm = robot.alarm};
    return true;
  }
  return false;
}

StopReason CellController::stop_reason() const {
  return {.code = reason_.code(),
          .robot = static_cast<std::int16_t>(reason_.robot),
          .zone = reason_.zone};
}

bool CellController::holds(Condition condition, const CellObservation& seen) const {
  const auto each_robot = [&](auto&& is_so) {
    for (std::size_t i = 0; i < robots_.size(); ++i) {
      if (!is_so(robots_[i], seen.robots[i])) return false;
    }
    return true;
  };
  switch (condition) {
    case Condition::part_in:
      return seen.part_present;
    case Condition::part_out:
      return !seen.part_present;
    case Condition::robots_waiting:
      return each_robot([](const Robot& robot, const RobotObservation& report) {
        return report.step == robot.order.step && is_waiting(report);
      });
    case Condition::robots_settled:
      return each_robot([](const Robot& robot, const RobotObservation& report) {
        return report.step == robot.order.step && is_still(report);
      });
    case Condition::robots_still:
      return each_robot(
          [](const Robot&, const RobotObservation& report) { return is_still(report); });
    case Condition::ready_to_start:
      return !zones_.any_held() && holds(Condition::robots_waiting, seen);
    case Condition::programs_ended:
      return each_robot([](const Robot& robot, const RobotObservation&) { return robot.ended; });
    case Condition::given_up:
      return reason_.robot >= 0;
  }
  return false;
}

}  // namespace darkline
