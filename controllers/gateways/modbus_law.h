// The control law of one cell whose commands come from a Modbus client (a programmable logic
// controller): the twin is answered at once from what the client has written last.
//
// Enabling. The station is disabled at first: it is declared stopped and robots stay. The coil
// reset enables it if the client's heartbeat is alive and the coil abort is 0. Order numbers that
// stand in the registers at that moment count as carried out, so that nothing moves that was
// ordered before.
//
// Orders. The client names a step of the robot's program and a new order number. The order begins
// when the robot has finished the one before; a move goes to its place from anywhere, a spot or
// job begins only where the program step before it ends. What cannot be carried out is refused
// (Refusal) and changes nothing.
//
// Interference zones. Their order is the client's matter; that no two robots are in one zone is
// kept here. A step inside zones begins when they are free or the robot's own and takes them; when
// it is done the robot holds what its program says for that place. Steps that enter and leave
// zones can be carried out too, and take no time. A robot that was stopped between two places
// keeps what it held until it is done with another order, or stands at home when the station is
// reset.
//
// Aborts. The station aborts if the heartbeat stands still for longer than the watchdog allows (in
// wall time), if the coil asks for it, or if a robot fails by more than a weld: robots stay, the
// station is declared aborting until they are still and then aborted, until the coil reset.
//
// Not deterministic: what the client has written by a tick depends on wall time. It declares no
// snapshot either; a process that is started again begins disabled.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "controllers/control_law.h"
#include "controllers/gateways/modbus_exchange.h"
#include "controllers/gateways/program_places.h"

namespace darkline {

class ModbusLaw final : public ControlLaw {
 public:
  struct Options {
    std::chrono::nanoseconds watchdog = std::chrono::seconds(2);
    // The twin is asked to come back so much simulated time later.
    std::int64_t look_ns = 5 * kControlPeriodNs;
  };
  // `exchange` must outlive it.
  ModbusLaw(ModbusExchange& exchange, Options options);

  // @throws UsageError unless there is one cell.
  void configure(std::span<const CellProgram> cells) override;
  LotpReject update(std::span<const CellObservation> due, std::span<CellCommand> commands) override;
  bool can_snapshot() const override { return false; }
  std::vector<std::byte> snapshot() const override { return {}; }
  bool restore(std::span<const std::byte>) override { return false; }

  int zone_holder(std::uint16_t zone) const;  // a robot's place; -1: free

 private:
  static constexpr std::size_t kLost = SIZE_MAX;  // between two places

  struct Robot {
    RobotProgram program;
    ProgramPlaces places;
    RobotCommand order;        // in force
    std::uint32_t motion = 0;  // its number, of the last order but a stay
    bool running = false;      // that order has not been reported done or failed
    std::size_t place = 0;     // where the robot stands: a step of the program
    std::uint16_t taken = 0;   // the client's number of the order that was begun or refused
    std::size_t step = 0;      // of it
    std::size_t done = 0;
    bool pending = false;
    Refusal refusal = Refusal::none;
    std::uint16_t zone = 0;  // of the refusal
  };
  enum class Mode : std::uint8_t { disabled, enabled, aborting, aborted };

  void settle(const CellObservation& seen);
  void settle(std::size_t index, const RobotObservation& seen);
  void look_at_client(const ModbusExchange::Sample& sample, const CellObservation& seen);
  void reset(const ModbusOutputs& outputs, const CellObservation& seen);
  void abort(StationFault fault);
  void stay(Robot& robot);
  void declare(const ModbusOutputs& outputs, bool part_present);
  void take_order(std::size_t index, const RobotObservation& seen, const ModbusOutputs& outputs);
  void carry_out(std::size_t index, std::size_t step);
  bool carry_out_zone(std::size_t index, std::size_t step);
  bool take_zones(std::size_t index, std::size_t step);
  void refuse(Robot& robot, Refusal refusal, std::uint16_t zone = 0);
  void keep_zones(std::size_t index, std::size_t place);
  bool is_at_home(const Robot& robot, const RobotObservation& seen) const;
  void show(const CellObservation& seen);

  ModbusExchange& exchange_;
  Options options_;
  bool is_configured_ = false;
  std::uint32_t cell_ = 0;
  std::vector<Robot> robots_;
  std::map<std::uint16_t, int> holders_;  // of every zone; -1: free
  Mode mode_ = Mode::disabled;
  PackMlState state_ = PackMlState::stopped;
  std::uint16_t faults_ = 0;
  int fault_robot_ = -1;
  StopReason reason_;
  std::uint32_t resets_ = 0;
  bool part_was_present_ = false;
  bool complete_is_over_ = false;  // the part for which the client declares complete is gone
  std::uint16_t parts_ = 0;        // that have left
  std::uint16_t asked_ = 0;
  ModbusInputs inputs_;
};

}  // namespace darkline
