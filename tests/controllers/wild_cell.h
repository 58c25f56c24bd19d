// Observations that no plant would make, but LOTP lets through: robots report whatever they like
// under numbers old and new, parts come and go, time jumps.
#pragma once

#include <array>
#include <cstdint>

#include "models/cell/cell_io.h"
#include "tests/controllers/random_cell.h"

namespace darkline {

class WildCell {
 public:
  // `calm`: of how many reports one is a failure.
  WildCell(const CellProgram& cell, std::uint64_t seed, std::uint32_t calm)
      : calm_(calm), draws_(seed, 3) {
    seen_.cell = cell.cell;
    seen_.n_robots = static_cast<std::uint8_t>(cell.robots.size());
  }

  const CellObservation& next(const CellCommand& last) {
    constexpr std::array<std::int64_t, 4> kJumps = {0, 1, 25, 2'000};  // control periods
    seen_.t_ns += kJumps[draws_.below(kJumps.size())] * kControlPeriodNs;
    if (draws_.below(4) == 0) seen_.part_present = !seen_.part_present;
    for (std::size_t r = 0; r < seen_.n_robots; ++r) report(seen_.robots[r], last.robots[r]);
    return seen_;
  }

 private:
  void report(RobotObservation& robot, const RobotCommand& order) {
    constexpr std::array<RobotAlarm, 6> kAlarms = {
        RobotAlarm::none,      RobotAlarm::expulsion,      RobotAlarm::weld_force,
        RobotAlarm::collision, RobotAlarm::servo_overload, RobotAlarm::bad_command};
    if (draws_.below(3) == 0) return;
    if (draws_.below(8) != 0) robot.step = order.step;
    const std::uint32_t what = draws_.below(10);
    robot.state = what < 6   ? RobotState::done
                  : what < 8 ? RobotState::ready
                             : static_cast<RobotState>(1 + 4 * draws_.below(2));
    robot.alarm = RobotAlarm::none;
    // each ends its program where the random programs end
    robot.q_rad = order.order == RobotOrder::move ? order.target_rad : JointVector{};
    const bool fails =
        order.order == RobotOrder::weld ? draws_.below(3) == 0 : draws_.below(calm_) == 0;
    if (!fails) return;
    robot.state = RobotState::failed;
    robot.alarm = order.order == RobotOrder::weld && draws_.below(calm_) != 0
                      ? kAlarms[1 + draws_.below(2)]
                      : kAlarms[draws_.below(kAlarms.size())];
  }

  std::uint32_t calm_;
  RandomDraws draws_;
  CellObservation seen_;
};

}  // namespace darkline
