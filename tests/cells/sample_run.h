// The least controller: gives every robot its program, step by step, and repeats welds that threw
// metal out.
#pragma once

#include <array>
#include <cstdint>

#include "cells/cell_world.h"

namespace darkline::sample {

class ProgramPlayer {
 public:
  explicit ProgramPlayer(const CellConfig& config) : config_(config) {}

  CellCommand update(const CellObservation& seen) {
    CellCommand command;
    command.state = PackMlState::execute;
    command.n_robots = seen.n_robots;
    for (std::size_t r = 0; r < seen.n_robots; ++r) {
      Place& at = at_[r];
      const auto& steps = config_.robots[r].program.steps;
      const RobotObservation& robot = seen.robots[r];
      const bool answered = robot.step == at.number;
      if (answered && at.number > 0 && robot.state == RobotState::done) {
        ++at.next;
        at.given = false;
      }
      if (answered && robot.state == RobotState::failed) {
        at.given = false;
        if (robot.alarm != RobotAlarm::expulsion) failed_ = true;
      }
      if (!at.given && at.next < steps.size() && !failed_) {
        ++at.number;
        at.given = true;
      }
      RobotCommand& order = command.robots[r];
      order.step = at.number;
      if (at.next < steps.size() && at.given) {
        const ProgramStep& step = steps[at.next];
        order.order = step.kind == StepKind::move  ? RobotOrder::move
                      : step.kind == StepKind::job ? RobotOrder::job
                                                   : RobotOrder::weld;
        order.target_rad = step.q_rad;
        order.weld_current_ka = step.weld_current_ka;
        order.job = step.job;
      }
    }
    return command;
  }

  bool finished() const {
    for (std::size_t r = 0; r < config_.robots.size(); ++r) {
      if (at_[r].next < config_.robots[r].program.steps.size()) return false;
    }
    return true;
  }
  bool failed() const { return failed_; }

 private:
  struct Place {
    std::size_t next = 0;
    std::uint32_t number = 0;
    bool given = false;
  };
  const CellConfig& config_;
  std::array<Place, kMaxCellRobots> at_ = {};
  bool failed_ = false;
};

// Runs all programs; returns simulated seconds, or -1 if a robot failed or they took longer than
// `most_s`.
inline double play(CellWorld& world, double most_s = 600.0) {
  ProgramPlayer player(world.config());
  while (!player.failed() && static_cast<double>(world.t_ns()) < most_s * 1e9) {
    if (world.due()) world.apply(player.update(world.observe()));
    if (player.finished()) return static_cast<double>(world.t_ns()) * 1e-9;
    world.step();
  }
  return -1.0;
}

}  // namespace darkline::sample
