// Where the two sides of the Modbus gateway meet: the server thread, which serves clients, and the
// control law, which answers the twin. Each copies the other's latest image and goes on (sample
// and hold); neither ever waits for the other longer than such a copy takes.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/gateways/modbus_map.h"

namespace darkline {

class ModbusExchange {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Clock = std::function<Time()>;

  explicit ModbusExchange(Clock clock = std::chrono::steady_clock::now);

  // --- the control law's side
  // What the client has written, and for how long its heartbeat has stood still in wall time;
  // never_beat: it has not changed since the gateway started.
  struct Sample {
    ModbusOutputs outputs;
    std::chrono::nanoseconds silence{0};
    bool never_beat = true;
    std::uint32_t resets = 0;  // how often the coil reset went from 0 to 1
  };
  Sample sample() const;
  void show(const ModbusInputs& inputs);
  void show_programs(std::span<const RobotProgram> programs);

  // --- the server's side
  void write(const ModbusOutputs& outputs);
  ModbusInputs inputs() const;
  // The registers from kInputPrograms on; another object when they have changed.
  std::shared_ptr<const std::vector<std::uint16_t>> programs() const;

 private:
  Clock clock_;
  mutable std::mutex mutex_;
  ModbusOutputs outputs_;
  ModbusInputs inputs_;
  std::shared_ptr<const std::vector<std::uint16_t>> programs_;
  Time last_beat_;
  bool never_beat_ = true;
  std::uint32_t resets_ = 0;
};

}  // namespace darkline
