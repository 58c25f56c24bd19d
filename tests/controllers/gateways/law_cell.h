// One cell without physics under a Modbus law, and a programmable logic controller without a
// network: orders take a few ticks, and no two robots may ever be in one zone.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/gateways/modbus_law.h"
#include "controllers/lotp.h"

namespace darkline::testing {

inline ProgramStep a_move(double q_rad) {
  return {.kind = StepKind::move, .q_rad = {q_rad}};
}
inline ProgramStep a_spot(std::uint32_t number) {
  return {.kind = StepKind::spot, .spot = number, .weld_current_ka = 9.5F};
}
inline ProgramStep entering(std::uint16_t zone) {
  return {.kind = StepKind::enter_zone, .zone = zone};
}
inline ProgramStep leaving(std::uint16_t zone) {
  return {.kind = StepKind::leave_zone, .zone = zone};
}

// Each robot: out, into zone 1, a spot there, a job, out of it, home.
//   1 move 0.1   2 enter   3 move 0.5   4 spot   5 job   6 move 0.1   7 leave   8 move 0
inline CellProgram zone_program(std::size_t n_robots) {
  CellProgram cell{.cell = 7};
  for (std::size_t r = 0; r < n_robots; ++r) {
    cell.robots.push_back({.steps = {a_move(0.1),
                                     entering(1),
                                     a_move(0.5),
                                     a_spot(70'000),
                                     {.kind = StepKind::job, .job = 3},
                                     a_move(0.1),
                                     leaving(1),
                                     a_move(0.0)}});
  }
  cell.zones = {{.number = 1}};
  return cell;
}

// The twin's side: asks the law at every tick, and robots obey a tick later.
class LawCell {
 public:
  explicit LawCell(CellProgram cell)
      : program(std::move(cell)),
        exchange([this] { return now; }),
        law(exchange, {.watchdog = std::chrono::seconds(2)}) {
    seen.cell = program.cell;
    seen.n_robots = static_cast<std::uint8_t>(program.robots.size());
    law.configure({&program, 1});
  }

  void tick() {
    for (std::size_t r = 0; r < seen.n_robots; ++r) work(r);
    BOOST_REQUIRE((law.update({&seen, 1}, {&command, 1}) == LotpReject::none));
    // what goes on the wire must be acceptable to the twin
    const std::vector<CellObservation> asked = {seen};
    std::vector<std::byte> bytes(act_bytes(1));
    std::vector<CellCommand> read(1);
    const std::size_t length =
        encode_act({.host = 0, .incarnation = 1, .run_epoch = 1, .seq = 1, .t_ns = seen.t_ns},
                   {&command, 1}, bytes);
    LotpHeader header;
    const auto message = std::span<const std::byte>(bytes).first(length);
    BOOST_REQUIRE((accept(message,
                          {.host = 0,
                           .incarnation = 1,
                           .run_epoch = 1,
                           .types = lotp_types(LotpType::act),
                           .seq = 1},
                          header) == LotpReject::none));
    BOOST_REQUIRE((decode_act(message, header, asked, read) == LotpReject::none));
    BOOST_REQUIRE(command.next_wake_ns > seen.t_ns);
    seen.t_ns += kControlPeriodNs;
    now += std::chrono::milliseconds(4);
  }
  void ticks(int n) {
    for (int i = 0; i < n; ++i) tick();
  }

  // --- the client's side: one write each, as a request would be
  void write() { exchange.write(outputs); }
  void beat() {
    ++outputs.registers[static_cast<std::size_t>(HoldingRegister::heartbeat)];
    write();
  }
  void set(Coil coil, bool value) {
    outputs.coils[static_cast<std::size_t>(coil)] = value ? 1 : 0;
    write();
  }
  void enable() {
    beat();
    set(Coil::reset, false);
    set(Coil::reset, true);
    tick();
    BOOST_REQUIRE(exchange.inputs().at(DiscreteInput::enabled));
  }
  void declare(PackMlState state) {
    outputs.registers[static_cast<std::size_t>(HoldingRegister::state)] =
        static_cast<std::uint16_t>(state);
    write();
  }
  void order(std::size_t robot, std::uint16_t step) {
    const std::size_t at = kHoldingRobots + kHoldingStride * robot;
    outputs.registers[at] = step;
    ++outputs.registers[at + 1];
    beat();
  }
  // Orders a step and waits for its end, a hundred ticks at most; whether it was done.
  bool carry_out(std::size_t robot, std::uint16_t step) {
    order(robot, step);
    for (int i = 0; i < 100; ++i) {
      tick();
      const ModbusInputs in = inputs();
      if (in.at(robot, DiscreteOfRobot::refused)) return false;
      const bool begun = !in.at(robot, DiscreteOfRobot::pending);
      if (begun && in.at(robot, DiscreteOfRobot::waiting)) {
        return in.at(robot, InputOfRobot::done) == step;
      }
      if (begun && in.at(robot, DiscreteOfRobot::failed)) return false;
    }
    return false;
  }
  Refusal refusal(std::size_t robot) const {
    return static_cast<Refusal>(inputs().at(robot, InputOfRobot::refusal));
  }
  ModbusInputs inputs() const { return exchange.inputs(); }

  // What the robot's next orders end in.
  void fail_next(std::size_t robot, RobotAlarm alarm) { robots_[robot].next_alarm = alarm; }

  CellProgram program;
  ModbusExchange::Time now = {};
  ModbusExchange exchange;
  ModbusLaw law;
  CellObservation seen;
  CellCommand command;
  ModbusOutputs outputs;
  int order_ticks = 3;

 private:
  struct Robot {
    int left = 0;
    RobotAlarm next_alarm = RobotAlarm::none;
  };

  // As cells do: a stay while it works is obeyed when the order is done.
  void work(std::size_t r) {
    RobotObservation& report = seen.robots[r];
    const RobotCommand& order = command.robots[r];
    Robot& robot = robots_[r];
    if (robot.left > 0) {
      if (--robot.left > 0) return;
      report.alarm = std::exchange(robot.next_alarm, RobotAlarm::none);
      report.state = report.alarm == RobotAlarm::none ? RobotState::done : RobotState::failed;
      if (begun_[r].order == RobotOrder::move) report.q_rad = begun_[r].target_rad;
      return;
    }
    if (order.step == report.step) return;
    report.step = order.step;
    report.alarm = RobotAlarm::none;
    report.state = RobotState::ready;
    begun_[r] = order;
    if (order.order == RobotOrder::stay) return;
    report.state = order.order == RobotOrder::move   ? RobotState::moving
                   : order.order == RobotOrder::weld ? RobotState::welding
                                                     : RobotState::working;
    robot.left = order_ticks;
  }

  std::array<Robot, kMaxCellRobots> robots_ = {};
  std::array<RobotCommand, kMaxCellRobots> begun_ = {};
};

}  // namespace darkline::testing
