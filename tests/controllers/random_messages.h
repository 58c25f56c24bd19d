// What may be said between a plant and a controller: any observation that LOTP lets through, and
// any answer to it.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "controllers/lotp.h"
#include "models/cell/cell_io.h"
#include "tests/controllers/random_program.h"

namespace darkline {

// Between -limit and limit, in 2^32 steps.
inline double within(RandomDraws& draws, double limit) {
  return limit * (2.0 * draws.below(0xFFFFFFFF) / 0xFFFFFFFF - 1.0);
}

inline CellObservation random_observation(RandomDraws& draws, std::uint32_t cell,
                                          std::int64_t t_ns) {
  constexpr std::array kAlarms = {RobotAlarm::none,           RobotAlarm::expulsion,
                                  RobotAlarm::weld_force,     RobotAlarm::collision,
                                  RobotAlarm::servo_overload, RobotAlarm::bad_command};
  CellObservation seen{.cell = cell, .t_ns = t_ns};
  seen.n_robots = static_cast<std::uint8_t>(draws.below(kMaxCellRobots + 1));
  seen.part_present = draws.below(2) == 1;
  for (std::size_t i = 0; i < seen.n_robots; ++i) {
    RobotObservation& robot = seen.robots[i];
    for (double& q : robot.q_rad) q = within(draws, kLotpMaxJoint);
    for (double& qd : robot.qd_rad_s) qd = within(draws, kLotpMaxJointSpeed);
    robot.state = static_cast<RobotState>(draws.below(6));
    robot.alarm = kAlarms[draws.below(kAlarms.size())];
    robot.step = draws.below(0xFFFFFFFF);
  }
  return seen;
}

inline CellCommand random_command(RandomDraws& draws, const CellObservation& seen) {
  CellCommand command{.cell = seen.cell,
                      .state = static_cast<PackMlState>(draws.below(17)),
                      .n_robots = seen.n_robots,
                      .next_wake_ns = seen.t_ns + 1 + draws.below(1'000'000)};
  command.reason.code = static_cast<std::uint16_t>(draws.below(65'536));
  command.reason.robot =
      static_cast<std::int16_t>(static_cast<int>(draws.below(seen.n_robots + 1U)) - 1);
  command.reason.zone = static_cast<std::uint16_t>(draws.below(65'536));
  for (std::size_t i = 0; i < seen.n_robots; ++i) {
    RobotCommand& robot = command.robots[i];
    for (double& q : robot.target_rad) q = within(draws, kLotpMaxJoint);
    robot.order = static_cast<RobotOrder>(draws.below(4));
    robot.job = static_cast<std::uint16_t>(draws.below(65'536));
    robot.waits_for = static_cast<std::uint16_t>(draws.below(65'536));
    robot.step = draws.below(0xFFFFFFFF);
    robot.weld_current_ka = static_cast<float>(std::abs(within(draws, 100.0)));
  }
  return command;
}

}  // namespace darkline
