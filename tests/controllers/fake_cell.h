// Cells without physics, for tests of links: an order takes a number of ticks that is drawn from
// its name, some welds expel, robots share two zones, and the body leaves when the station is
// complete.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "controllers/cell_program.h"
#include "models/base/address.h"
#include "models/base/random_stream.h"
#include "models/cell/cell_io.h"

namespace darkline {

class FakePlant {
 public:
  FakePlant(int n_cells, std::uint64_t seed) {
    for (int c = 0; c < n_cells; ++c) {
      const int n_robots = 1 + c % kMaxCellRobots;
      // numbers neither dense nor sorted
      const auto number = static_cast<std::uint32_t>(1000 - 13 * c);
      cells_.emplace_back(number, n_robots, seed);
      programs_.push_back({.cell = number});
      programs_.back().zones = {{.number = 2, .nominal_ns = 40 * kControlPeriodNs},
                                {.number = 30, .nominal_ns = 40 * kControlPeriodNs}};
      programs_.back().tips.assign(static_cast<std::size_t>(n_robots),
                                   {.dress_job = 2, .dress_every_spots = 10});
      for (int r = 0; r < n_robots; ++r) {
        programs_.back().robots.push_back(cells_.back().program(r));
      }
    }
  }

  const std::vector<CellProgram>& programs() const { return programs_; }
  std::int64_t t_ns() const { return t_ns_; }

  // What the cells that are due next show.
  std::vector<CellObservation> advance_to_next_due() {
    for (;;) {
      due_.clear();
      std::vector<CellObservation> shown;
      for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (cells_[i].tick(t_ns_)) {
          due_.push_back(i);
          shown.push_back(cells_[i].seen);
        }
      }
      if (!due_.empty()) return shown;
      t_ns_ += kControlPeriodNs;
    }
  }

  void obey(const std::vector<CellCommand>& commands) {
    for (std::size_t i = 0; i < due_.size(); ++i) cells_[due_[i]].obey(commands[i]);
    t_ns_ += kControlPeriodNs;
  }

 private:
  struct Cell {
    Cell(std::uint32_t number, int n_robots, std::uint64_t seed)
        : stream(seed, 0, number, DrawPurpose::weld_process) {
      seen.cell = number;
      seen.n_robots = static_cast<std::uint8_t>(n_robots);
      seen.part_present = true;
    }

    RobotProgram program(int robot) const {
      RobotProgram program;
      for (std::uint32_t i = 0; i < 4; ++i) {
        ProgramStep move{.kind = StepKind::move};
        for (std::size_t j = 0; j < kMaxJoints; ++j) {
          move.q_rad[j] = stream.uniforms(1000U * static_cast<std::uint32_t>(robot) + 10U * i +
                                          static_cast<std::uint32_t>(j))[0];
        }
        program.steps.push_back(move);
        program.steps.push_back({.kind = StepKind::spot,
                                 .spot = i,
                                 .weld_current_ka = 8.F + 0.1F * static_cast<float>(i)});
        if (i < 2) {
          // the zones by turns: at i = 1 both are held
          const auto zone = static_cast<std::uint16_t>(i == 0 ? 2 : 30);
          program.steps.push_back({.kind = StepKind::enter_zone, .zone = zone});
        }
      }
      program.steps.push_back({.kind = StepKind::leave_zone, .zone = 2});
      program.steps.push_back({.kind = StepKind::job, .job = 1});
      program.steps.push_back({.kind = StepKind::leave_zone, .zone = 30});
      return program;
    }

    // The state at t; whether the cell is due.
    bool tick(std::int64_t t_ns) {
      seen.t_ns = t_ns;
      bool due = first || t_ns >= command.next_wake_ns;
      first = false;
      if (part_back_ns == t_ns) {
        seen.part_present = true;
        due = true;
      }
      for (std::size_t i = 0; i < seen.n_robots; ++i) {
        RobotObservation& robot = seen.robots[i];
        const RobotCommand& order = command.robots[i];
        if (order.step != robot.step) {
          begin(robot, order, i, t_ns);
        } else if (is_busy(robot) && t_ns >= done_ns[i]) {
          finish(robot, order, i);
          due = true;
        }
      }
      return due;
    }

    static bool is_busy(const RobotObservation& robot) {
      return robot.state == RobotState::moving || robot.state == RobotState::welding ||
             robot.state == RobotState::working;
    }

    void begin(RobotObservation& robot, const RobotCommand& order, std::size_t i,
               std::int64_t t_ns) {
      robot.step = order.step;
      robot.alarm = RobotAlarm::none;
      robot.state = order.order == RobotOrder::weld  ? RobotState::welding
                    : order.order == RobotOrder::job ? RobotState::working
                                                     : RobotState::moving;
      const double share = stream.uniforms(name(order, i))[0];
      done_ns[i] = t_ns + kControlPeriodNs * (1 + static_cast<std::int64_t>(5.0 * share));
    }

    void finish(RobotObservation& robot, const RobotCommand& order, std::size_t i) {
      const bool expelled =
          order.order == RobotOrder::weld && stream.uniforms(name(order, i))[1] < 0.2;
      robot.state = expelled ? RobotState::failed : RobotState::done;
      robot.alarm = expelled ? RobotAlarm::expulsion : RobotAlarm::none;
      robot.q_rad = order.target_rad;
    }

    static std::uint32_t name(const RobotCommand& order, std::size_t i) {
      return 100'000U * static_cast<std::uint32_t>(i + 1) + order.step;
    }

    void obey(const CellCommand& given) {
      command = given;
      if (given.state != PackMlState::complete) return;
      // the body leaves; the next one comes ten ticks later
      command.next_wake_ns = seen.t_ns + kControlPeriodNs;
      seen.part_present = false;
      part_back_ns = seen.t_ns + 10 * kControlPeriodNs;
    }

    RandomStream stream;
    CellObservation seen;
    CellCommand command;
    bool first = true;
    std::int64_t part_back_ns = -1;
    std::array<std::int64_t, kMaxCellRobots> done_ns = {};
  };

  std::vector<Cell> cells_;
  std::vector<CellProgram> programs_;
  std::vector<std::size_t> due_;
  std::int64_t t_ns_ = 0;
};

}  // namespace darkline
