#include "cells/cycle_replay.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr std::size_t kFree = SIZE_MAX;

struct RunningRobot {
  std::size_t next = 0;
  std::int64_t t_ns = 0;  // when it asks for its next step
  bool waits = false;     // since t_ns, for the zone of its next step
};

class Replay {
 public:
  explicit Replay(std::span<const std::vector<ReplayStep>> programs)
      : programs_(programs), robots_(programs.size()), result_(programs.size()) {
    std::uint16_t zones = 0;
    for (const auto& steps : programs) {
      for (const ReplayStep& step : steps) zones = std::max(zones, step.zone);
    }
    holder_.assign(zones + 1U, kFree);
  }

  std::vector<ReplayedRobot> run() {
    while (const auto first = next_robot()) advance(*first);
    for (std::size_t r = 0; r < robots_.size(); ++r) {
      DARKLINE_CHECK(!robots_[r].waits,
                     fmt::format("robot {} waits for zone {} for ever", r, step_of(r).zone));
    }
    return result_;
  }

 private:
  const ReplayStep& step_of(std::size_t r) const { return programs_[r][robots_[r].next]; }
  bool is_done(std::size_t r) const { return robots_[r].next == programs_[r].size(); }

  // Of those that can go on the one that asks first.
  std::optional<std::size_t> next_robot() const {
    std::optional<std::size_t> first;
    for (std::size_t r = 0; r < robots_.size(); ++r) {
      if (is_done(r) || robots_[r].waits) continue;
      if (!first || robots_[r].t_ns < robots_[*first].t_ns) first = r;
    }
    return first;
  }

  void advance(std::size_t r) {
    RunningRobot& robot = robots_[r];
    const ReplayStep& step = step_of(r);
    if (step.kind == StepKind::enter_zone) {
      std::size_t& holder = holder_[step.zone];
      if (holder != kFree && holder != r) {
        robot.waits = true;
        ++result_[r].zone_waits;
        return;
      }
      holder = r;
    } else if (step.kind == StepKind::leave_zone) {
      hand_over(step.zone, robot.t_ns);
    } else {
      robot.t_ns += step.answer_ns + step.work_ns;
      result_[r].end_ns = robot.t_ns;
    }
    ++robot.next;
  }

  void hand_over(std::uint16_t zone, std::int64_t t_ns) {
    holder_[zone] = kFree;
    std::optional<std::size_t> first;
    for (std::size_t r = 0; r < robots_.size(); ++r) {
      if (!robots_[r].waits || step_of(r).zone != zone) continue;
      if (!first || robots_[r].t_ns < robots_[*first].t_ns) first = r;
    }
    if (!first) return;
    RunningRobot& robot = robots_[*first];
    holder_[zone] = *first;
    result_[*first].zone_wait_ns += t_ns - robot.t_ns;
    result_[*first].waits.push_back({robot.next, t_ns - robot.t_ns});
    robot.t_ns = t_ns;
    robot.waits = false;
    ++robot.next;
  }

  std::span<const std::vector<ReplayStep>> programs_;
  std::vector<RunningRobot> robots_;
  std::vector<ReplayedRobot> result_;
  std::vector<std::size_t> holder_;  // by zone number
};

bool is_work(StepKind kind) {
  return kind != StepKind::enter_zone && kind != StepKind::leave_zone;
}

RobotOrder order_of(StepKind kind) {
  return kind == StepKind::spot  ? RobotOrder::weld
         : kind == StepKind::job ? RobotOrder::job
                                 : RobotOrder::move;
}

}  // namespace

std::vector<ReplayedRobot> replay_cycle(std::span<const std::vector<ReplayStep>> programs) {
  return Replay(programs).run();
}

std::vector<ReplayStep> measured_steps(const RobotProgram& program, const RobotRecord& record,
                                       std::vector<int>* places) {
  std::vector<ReplayStep> steps;
  if (places != nullptr) places->clear();
  std::size_t at = 0;
  std::int64_t last_end_ns = 0;
  for (const ProgramStep& step : program.steps) {
    ReplayStep& made = steps.emplace_back();
    made.kind = step.kind;
    if (!is_work(step.kind)) {
      made.zone = step.zone;
      if (places != nullptr) places->push_back(-1);
      continue;
    }
    std::int64_t waited_ns = 0;
    const auto skipped = [&](const StepRecord& each) {
      if (each.step == 0) waited_ns += each.end_ns - each.start_ns;
      return each.step == 0 || each.failed || each.order == RobotOrder::stay;
    };
    while (at < record.steps.size() && skipped(record.steps[at])) ++at;
    DARKLINE_CHECK(at < record.steps.size() && record.steps[at].order == order_of(step.kind),
                   fmt::format("step {} of the program is not record {}", steps.size() - 1, at));
    const StepRecord& done = record.steps[at];
    made.answer_ns = std::max<std::int64_t>(done.start_ns - last_end_ns - waited_ns, 0);
    made.work_ns = done.end_ns - done.start_ns;
    last_end_ns = done.end_ns;
    if (places != nullptr) places->push_back(static_cast<int>(at));
    ++at;
  }
  return steps;
}

}  // namespace darkline
