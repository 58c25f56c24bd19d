#include "controllers/cell_controller.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

bool is_still(const RobotObservation& robot) {
  return robot.state != RobotState::moving && robot.state != RobotState::welding;
}

bool is_waiting(const RobotObservation& robot) {
  return robot.state == RobotState::ready || robot.state == RobotState::done;
}

}  // namespace

enum class CellController::Condition : std::uint8_t {
  part_in,
  part_out,
  robots_waiting,  // each is ready or done under the number last given
  robots_settled,  // the same, or failed under that number
  robots_still,    // none moves or welds
  programs_ended,
  spot_given_up,
};

struct CellController::Transition {
  PackMlState from;
  Condition when;
  PackMlState to;
};

// What the station does by itself. Of two rows that hold, the first counts.
const std::array<CellController::Transition, 9> CellController::kTransitions = {{
    {PackMlState::resetting, Condition::robots_waiting, PackMlState::idle},
    {PackMlState::idle, Condition::part_in, PackMlState::starting},
    {PackMlState::starting, Condition::robots_waiting, PackMlState::execute},
    {PackMlState::execute, Condition::spot_given_up, PackMlState::holding},
    {PackMlState::execute, Condition::programs_ended, PackMlState::completing},
    {PackMlState::completing, Condition::robots_waiting, PackMlState::complete},
    {PackMlState::complete, Condition::part_out, PackMlState::resetting},
    {PackMlState::holding, Condition::robots_settled, PackMlState::held},
    {PackMlState::aborting, Condition::robots_still, PackMlState::aborted},
}};

CellController::CellController(std::uint32_t cell, std::vector<RobotProgram> programs)
    : cell_(cell) {
  DARKLINE_CHECK(programs.size() <= kMaxCellRobots,
                 fmt::format("cell {} has {} robots", cell, programs.size()));
  robots_.resize(programs.size());
  for (std::size_t i = 0; i < programs.size(); ++i) robots_[i].program = std::move(programs[i]);
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
  if (aborts_now) enter(PackMlState::aborting);
  if (state_ == PackMlState::execute) advance(seen);

  while (!aborts_now) {
    const auto* row = std::find_if(kTransitions.begin(), kTransitions.end(), [&](const auto& each) {
      return each.from == state_ && holds(each.when, seen);
    });
    if (row == kTransitions.end()) break;
    enter(row->to);
    if (state_ == PackMlState::execute) advance(seen);
  }

  CellCommand command{.cell = cell_, .state = state_, .n_robots = seen.n_robots};
  // no robot reports that it obeyed a stay while it fails, so an abort looks again by itself
  if (state_ == PackMlState::aborting) command.next_wake_ns = seen.t_ns + kControlPeriodNs;
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
    robot.order = {.order = RobotOrder::stay, .step = robot.order.step + 1};
  }
}

void CellController::advance(const CellObservation& seen) {
  for (std::size_t i = 0; i < robots_.size(); ++i) advance(i, seen.robots[i]);
}

void CellController::advance(std::size_t index, const RobotObservation& seen) {
  Robot& robot = robots_[index];
  if (robot.ended || seen.step != robot.order.step) return;  // the order is still on its way
  const auto& steps = robot.program.steps;
  if (is_waiting(seen)) {
    robot.repeats = 0;
    robot.ended = robot.next == steps.size();
    if (!robot.ended && reason_.robot < 0) order_step(robot, steps[robot.next++]);
  } else if (seen.state == RobotState::failed) {
    // must_abort has left only the expulsion of a weld
    if (robot.repeats == kMaxWeldRepeats) {
      if (reason_.robot < 0) reason_ = {static_cast<int>(index), seen.alarm};
    } else {
      ++robot.repeats;
      ++robot.order.step;
    }
  }
}

void CellController::order_step(Robot& robot, const ProgramStep& step) {
  const std::uint32_t number = robot.order.step + 1;
  if (step.kind == StepKind::move) {
    robot.order = {.order = RobotOrder::move, .step = number, .target_rad = step.q_rad};
  } else {
    robot.order = {
        .order = RobotOrder::weld, .step = number, .weld_current_ka = step.weld_current_ka};
  }
}

bool CellController::must_abort(const CellObservation& seen) {
  for (std::size_t i = 0; i < robots_.size(); ++i) {
    const RobotObservation& robot = seen.robots[i];
    if (robot.state != RobotState::failed) continue;
    // under an older number than the last, the failure has been answered already
    const bool answered = robot.step != robots_[i].order.step;
    const bool expulsion = robot.alarm == RobotAlarm::expulsion &&
                           (answered || robots_[i].order.order == RobotOrder::weld);
    const bool cleared = answered && state_ == PackMlState::resetting;
    if (expulsion || cleared) continue;
    reason_ = {static_cast<int>(i), robot.alarm};
    return true;
  }
  return false;
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
    case Condition::programs_ended:
      return each_robot([](const Robot& robot, const RobotObservation&) { return robot.ended; });
    case Condition::spot_given_up:
      return reason_.robot >= 0;
  }
  return false;
}

}  // namespace darkline
