// A cell of random programs (random_program.h), whose robots take random times and whose welds fail
// at random, run with its controller.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/cell_controller.h"
#include "tests/controllers/random_program.h"

namespace darkline {

class RandomCellRun {
 public:
  RandomCellRun(const CellProgram& cell, std::uint64_t seed) : controller(cell), draws_(seed, 2) {
    seen_.cell = cell.cell;
    seen_.n_robots = static_cast<std::uint8_t>(cell.robots.size());
    controller.activate();
  }

  // One cycle: part in, until the station is complete; part out, until it is idle again. Returns
  // the ticks it took until complete; the test fails if nothing would ever happen again.
  std::int64_t cycle(std::int64_t most_ticks) {
    const std::int64_t start_ns = seen_.t_ns;
    seen_.part_present = true;
    part_changed_ = true;
    run_until(PackMlState::complete, most_ticks);
    const std::int64_t took = (seen_.t_ns - start_ns) / kControlPeriodNs;
    seen_.part_present = false;
    part_changed_ = true;
    run_until(PackMlState::idle, 2);
    return took;
  }

  // What the robots have been through, counted by themselves.
  struct Tally {
    std::uint32_t orders = 0;  // begun
    std::uint32_t spots = 0;   // closed their circuit
    std::uint32_t dresses = 0;
  };
  const Tally& tally(std::size_t robot) const { return robots_[robot].tally; }
  const CellCommand& command() const { return command_; }
  // How often, at an update, a robot held one zone and waited for another: what deadlocks are
  // made of.
  std::int64_t chains() const { return chains_; }

  CellController controller;

  // What was shown and what was told, exchange by exchange, if somebody wants it.
  struct Exchange {
    CellObservation seen;
    CellCommand command;
  };
  std::vector<Exchange>* record = nullptr;

 private:
  struct Robot {
    std::int64_t done_ns = 0;
    std::uint32_t zones = 0;  // that the present order is in
    int failures = 0;         // of the present spot, one after another
    Tally tally;
  };

  static bool is_busy(RobotState state) {
    return state == RobotState::moving || state == RobotState::welding ||
           state == RobotState::working;
  }

  void run_until(PackMlState state, std::int64_t most_ticks) {
    for (std::int64_t tick = 0; tick <= most_ticks; ++tick) {
      if (work()) {
        command_ = controller.update(seen_);
        if (record != nullptr) record->push_back({seen_, command_});
        count_chains();
        if (command_.state == state) return;
        BOOST_REQUIRE(command_.state != PackMlState::held);
        BOOST_REQUIRE(command_.state != PackMlState::aborted);
      }
      seen_.t_ns += kControlPeriodNs;
    }
    BOOST_FAIL("the station stands still");
  }

  void count_chains() {
    for (std::uint16_t zone = 1; zone <= kRandomZones; ++zone) {
      const int holder = controller.zone_holder(zone);
      if (holder < 0) continue;
      const std::uint16_t next = command_.robots[static_cast<std::size_t>(holder)].waits_for;
      if (next == 0) continue;
      BOOST_REQUIRE(next > zone);
      ++chains_;
    }
  }

  // Robots at the present tick; whether the cell is due.
  bool work() {
    bool due = part_changed_ || seen_.t_ns >= command_.next_wake_ns;
    part_changed_ = false;
    std::uint32_t occupied = 0;
    for (std::size_t r = 0; r < seen_.n_robots; ++r) {
      RobotObservation& report = seen_.robots[r];
      if (command_.robots[r].step != report.step) {
        begin(r, command_.robots[r]);
      } else if (is_busy(report.state) && seen_.t_ns >= robots_[r].done_ns) {
        finish(r);
        due = true;
      }
      if (!is_busy(report.state)) continue;
      // no two robots are in one zone, and each is where the controller believes it to be
      BOOST_REQUIRE((occupied & robots_[r].zones) == 0U);
      occupied |= robots_[r].zones;
      for (std::uint16_t zone = 1; zone <= kRandomZones; ++zone) {
        if (((robots_[r].zones >> zone) & 1U) != 0) {
          BOOST_REQUIRE(controller.zone_holder(zone) == static_cast<int>(r));
        }
      }
    }
    return due;
  }

  void begin(std::size_t r, const RobotCommand& order) {
    RobotObservation& report = seen_.robots[r];
    Robot& robot = robots_[r];
    BOOST_REQUIRE(order.step == report.step + 1);  // none is left out
    report.step = order.step;
    report.alarm = RobotAlarm::none;
    const bool dresses = order.order == RobotOrder::job && order.job == kDressJob;
    switch (order.order) {
      case RobotOrder::weld:
        report.state = RobotState::welding;
        robot.zones = static_cast<std::uint32_t>(2.F * order.weld_current_ka);
        break;
      case RobotOrder::job:
        report.state = RobotState::working;
        robot.zones = dresses ? 0U : order.job;
        break;
      default:
        report.state = RobotState::moving;
        robot.zones = static_cast<std::uint32_t>(order.target_rad[1]);
    }
    ++robot.tally.orders;
    if (dresses) ++robot.tally.dresses;
    robot.done_ns = seen_.t_ns + kControlPeriodNs * (1 + draws_.below(kLongestOrderTicks));
  }

  void finish(std::size_t r) {
    RobotObservation& report = seen_.robots[r];
    Robot& robot = robots_[r];
    const bool welds = report.state == RobotState::welding;
    const std::uint32_t luck = draws_.below(10);
    report.state = draws_.below(2) == 0 ? RobotState::ready : RobotState::done;
    if (welds && luck < 3 && robot.failures < kMaxWeldRepeats) {
      ++robot.failures;
      report.state = RobotState::failed;
      report.alarm = luck == 0 ? RobotAlarm::weld_force : RobotAlarm::expulsion;
    } else {
      robot.failures = 0;
    }
    if (welds && report.alarm != RobotAlarm::weld_force) ++robot.tally.spots;
  }

  CellObservation seen_;
  CellCommand command_;
  bool part_changed_ = true;
  std::int64_t chains_ = 0;
  RandomDraws draws_;
  std::array<Robot, kMaxCellRobots> robots_ = {};
};

}  // namespace darkline
