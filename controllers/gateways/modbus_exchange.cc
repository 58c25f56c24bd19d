#include "controllers/gateways/modbus_exchange.h"

#include <algorithm>
#include <utility>

namespace darkline {
namespace {

std::uint16_t argument_of(const ProgramStep& step) {
  switch (step.kind) {
    case StepKind::spot:
      return static_cast<std::uint16_t>(step.spot & 0xFFFFU);
    case StepKind::job:
      return step.job;
    case StepKind::enter_zone:
    case StepKind::leave_zone:
      return step.zone;
    case StepKind::move:
      break;
  }
  return 0;
}

}  // namespace

ModbusExchange::ModbusExchange(Clock clock) : clock_(std::move(clock)) {
  show_programs({});
}

ModbusExchange::Sample ModbusExchange::sample() const {
  const Time now = clock_();
  const std::lock_guard lock(mutex_);
  return {.outputs = outputs_,
          .silence = now - last_beat_,
          .never_beat = never_beat_,
          .resets = resets_};
}

void ModbusExchange::show(const ModbusInputs& inputs) {
  const std::lock_guard lock(mutex_);
  inputs_ = inputs;
}

void ModbusExchange::show_programs(std::span<const RobotProgram> programs) {
  auto registers = std::make_shared<std::vector<std::uint16_t>>(kInputProgramStride * kMostRobots);
  for (std::size_t r = 0; r < std::min(programs.size(), kMostRobots); ++r) {
    const auto& steps = programs[r].steps;
    std::size_t at = kInputProgramStride * r;
    for (std::size_t i = 0; i < std::min(steps.size(), kShownSteps); ++i) {
      (*registers)[at++] = static_cast<std::uint16_t>(steps[i].kind);
      (*registers)[at++] = argument_of(steps[i]);
    }
  }
  const std::lock_guard lock(mutex_);
  programs_ = std::move(registers);
}

// Edges are counted here, where every write is seen: the law may look too seldom for a short one.
void ModbusExchange::write(const ModbusOutputs& outputs) {
  const Time now = clock_();
  const std::lock_guard lock(mutex_);
  if (outputs.at(HoldingRegister::heartbeat) != outputs_.at(HoldingRegister::heartbeat)) {
    last_beat_ = now;
    never_beat_ = false;
  }
  if (outputs.at(Coil::reset) && !outputs_.at(Coil::reset)) ++resets_;
  outputs_ = outputs;
}

ModbusInputs ModbusExchange::inputs() const {
  const std::lock_guard lock(mutex_);
  return inputs_;
}

std::shared_ptr<const std::vector<std::uint16_t>> ModbusExchange::programs() const {
  const std::lock_guard lock(mutex_);
  return programs_;
}

}  // namespace darkline
