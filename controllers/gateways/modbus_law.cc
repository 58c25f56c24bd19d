#include "controllers/gateways/modbus_law.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "controllers/cell_controller.h"
#include "models/base/error.h"

namespace darkline {
namespace {

bool is_busy(const RobotObservation& robot) {
  return robot.state == RobotState::moving || robot.state == RobotState::welding ||
         robot.state == RobotState::working;
}

bool is_waiting(const RobotObservation& robot) {
  return robot.state == RobotState::ready || robot.state == RobotState::done;
}

// In microrad or micrometre, as far as 32 bits reach.
std::int32_t micro(double joint) {
  if (!std::isfinite(joint)) return 0;
  return static_cast<std::int32_t>(std::llround(std::clamp(1e6 * joint, -2e9, 2e9)));
}

bool is_order(StepKind kind) {
  return kind != StepKind::enter_zone && kind != StepKind::leave_zone;
}

}  // namespace

ModbusLaw::ModbusLaw(ModbusExchange& exchange, Options options)
    : exchange_(exchange), options_(options) {}

void ModbusLaw::configure(std::span<const CellProgram> cells) {
  if (cells.size() != 1) {
    throw UsageError(
        fmt::format("a Modbus gateway carries one cell, and was given {}", cells.size()));
  }
  const CellProgram& cell = cells.front();
  cell_ = cell.cell;
  robots_.clear();
  for (const RobotProgram& program : cell.robots) {
    Robot& robot = robots_.emplace_back();
    robot.program = program;
    robot.places = ProgramPlaces(program);
  }
  holders_.clear();
  for (const ProgramZone& zone : cell.zones) holders_[zone.number] = -1;
  mode_ = Mode::disabled;
  state_ = PackMlState::stopped;
  faults_ = 0;
  fault_robot_ = -1;
  reason_ = {};
  resets_ = exchange_.sample().resets;
  part_was_present_ = complete_is_over_ = false;
  parts_ = 0;
  is_configured_ = true;
  exchange_.show_programs(cell.robots);
  inputs_ = {};
  const CellObservation nothing{.cell = cell_,
                                .n_robots = static_cast<std::uint8_t>(robots_.size())};
  show(nothing);
}

LotpReject ModbusLaw::update(std::span<const CellObservation> due,
                             std::span<CellCommand> commands) {
  if (due.empty()) return LotpReject::none;
  if (!is_configured_ || due.size() != 1 || commands.size() != 1 || due[0].cell != cell_) {
    return LotpReject::wrong_cell;
  }
  const CellObservation& seen = due[0];
  if (seen.n_robots != robots_.size()) return LotpReject::bad_value;
  const ModbusExchange::Sample sample = exchange_.sample();
  ++asked_;
  settle(seen);
  look_at_client(sample, seen);
  if (mode_ == Mode::enabled) {
    for (std::size_t r = 0; r < robots_.size(); ++r) {
      take_order(r, seen.robots[r], sample.outputs);
    }
  }
  declare(sample.outputs, seen.part_present);
  show(seen);

  commands[0] = {.cell = cell_,
                 .state = state_,
                 .n_robots = seen.n_robots,
                 .next_wake_ns = seen.t_ns + options_.look_ns,
                 .reason = reason_};
  for (std::size_t r = 0; r < robots_.size(); ++r) commands[0].robots[r] = robots_[r].order;
  return LotpReject::none;
}

// --- what the robots report

void ModbusLaw::settle(const CellObservation& seen) {
  for (std::size_t r = 0; r < robots_.size(); ++r) settle(r, seen.robots[r]);
  if (mode_ == Mode::aborting &&
      std::none_of(seen.robots.begin(), seen.robots.begin() + seen.n_robots, is_busy)) {
    mode_ = Mode::aborted;
  }
}

void ModbusLaw::settle(std::size_t index, const RobotObservation& seen) {
  Robot& robot = robots_[index];
  if (!robot.running) return;
  if (seen.step == robot.motion && is_waiting(seen)) {
    robot.running = false;
    robot.done = robot.place = robot.step;
    keep_zones(index, robot.place);
    return;
  }
  if (seen.step == robot.motion && seen.state == RobotState::failed) {
    robot.running = false;
    // a weld leaves the arm where it was
    if (robot.program.steps[robot.step - 1].kind != StepKind::spot) robot.place = kLost;
    const bool is_weld_fault =
        seen.alarm == RobotAlarm::expulsion || seen.alarm == RobotAlarm::weld_force;
    if (is_weld_fault) return;
    fault_robot_ = static_cast<int>(index);
    reason_ = {.code = static_cast<std::uint16_t>(seen.alarm),
               .robot = static_cast<std::int16_t>(index)};
    abort(StationFault::robot_failed);
    return;
  }
  // obeyed a stay before it told what became of the order
  if (robot.order.order == RobotOrder::stay && seen.step == robot.order.step && !is_busy(seen)) {
    robot.running = false;
    robot.place = kLost;
  }
}

// Gives back what the robot does not hold by its program at `place`.
void ModbusLaw::keep_zones(std::size_t index, std::size_t place) {
  for (auto& [zone, holder] : holders_) {
    if (holder == static_cast<int>(index) && !robots_[index].places.needs(place, zone)) holder = -1;
  }
}

// --- what the client says of the station

void ModbusLaw::look_at_client(const ModbusExchange::Sample& sample, const CellObservation& seen) {
  const bool alive = !sample.never_beat && sample.silence <= options_.watchdog;
  const bool abort_asked = sample.outputs.at(Coil::abort);
  if (mode_ == Mode::enabled && !alive) abort(StationFault::watchdog);
  if (mode_ == Mode::enabled && abort_asked) abort(StationFault::abort_asked);
  if (sample.resets == resets_) return;
  resets_ = sample.resets;
  if (alive && !abort_asked && mode_ != Mode::aborting) reset(sample.outputs, seen);
}

void ModbusLaw::abort(StationFault fault) {
  faults_ = static_cast<std::uint16_t>(faults_ | 1U << static_cast<unsigned>(fault));
  if (mode_ == Mode::aborting || mode_ == Mode::aborted) return;
  mode_ = Mode::aborting;
  for (Robot& robot : robots_) {
    stay(robot);
    robot.pending = false;
  }
}

void ModbusLaw::stay(Robot& robot) {
  if (robot.order.order == RobotOrder::stay) {
    robot.order.waits_for = 0;
    return;
  }
  robot.order = {.order = RobotOrder::stay, .step = robot.order.step + 1};
}

void ModbusLaw::reset(const ModbusOutputs& outputs, const CellObservation& seen) {
  mode_ = Mode::enabled;
  faults_ = 0;
  fault_robot_ = -1;
  reason_ = {};
  state_ = PackMlState::stopped;
  for (std::size_t r = 0; r < robots_.size(); ++r) {
    Robot& robot = robots_[r];
    robot.taken = outputs.at(r, HoldingOfRobot::number);
    robot.pending = false;
    robot.refusal = Refusal::none;
    robot.zone = 0;
    if (!robot.running && is_at_home(robot, seen.robots[r])) {
      robot.place = 0;
      keep_zones(r, 0);
    }
  }
}

bool ModbusLaw::is_at_home(const Robot& robot, const RobotObservation& seen) const {
  const auto& steps = robot.program.steps;
  const auto last = std::find_if(steps.rbegin(), steps.rend(), [](const ProgramStep& step) {
    return step.kind == StepKind::move || step.kind == StepKind::job;
  });
  if (last == steps.rend()) return true;
  for (std::size_t j = 0; j < kMaxJoints; ++j) {
    if (!(std::abs(seen.q_rad[j] - last->q_rad[j]) <= kHomeTolerance)) return false;
  }
  return true;
}

void ModbusLaw::declare(const ModbusOutputs& outputs, bool part_present) {
  const bool part_left = part_was_present_ && !part_present;
  part_was_present_ = part_present;
  if (part_left) ++parts_;
  if (mode_ == Mode::disabled) state_ = PackMlState::stopped;
  if (mode_ == Mode::aborting) state_ = PackMlState::aborting;
  if (mode_ == Mode::aborted) state_ = PackMlState::aborted;
  if (mode_ != Mode::enabled) return;
  const std::uint16_t wanted = outputs.at(HoldingRegister::state);
  constexpr unsigned kBad = 1U << static_cast<unsigned>(StationFault::bad_state);
  if (wanted > static_cast<std::uint16_t>(PackMlState::unholding)) {
    faults_ = static_cast<std::uint16_t>(faults_ | kBad);
    return;
  }
  faults_ = static_cast<std::uint16_t>(faults_ & ~kBad);
  state_ = static_cast<PackMlState>(wanted);
  // one complete is for one part: a client that is slow to take it back sends no second one away
  if (state_ != PackMlState::complete) complete_is_over_ = false;
  if (state_ == PackMlState::complete && part_left) complete_is_over_ = true;
  if (complete_is_over_) state_ = PackMlState::resetting;
}

// --- orders

void ModbusLaw::take_order(std::size_t index, const RobotObservation& seen,
                           const ModbusOutputs& outputs) {
  Robot& robot = robots_[index];
  const std::uint16_t number = outputs.at(index, HoldingOfRobot::number);
  robot.pending = number != robot.taken;
  if (!robot.pending) {
    robot.order.waits_for = 0;
    if (robot.refusal == Refusal::zone_held) refuse(robot, Refusal::none);
  }
  if (outputs.stays(index)) {
    stay(robot);
    return;
  }
  const bool free = !robot.running && !is_busy(seen) && seen.step == robot.order.step;
  if (!robot.pending || !free) return;
  const std::size_t step = outputs.at(index, HoldingOfRobot::step);
  refuse(robot, Refusal::none);
  if (step == 0 || step > robot.program.steps.size()) {
    refuse(robot, Refusal::no_such_step);
  } else if (is_order(robot.program.steps[step - 1].kind)) {
    carry_out(index, step);
  } else if (carry_out_zone(index, step)) {
    robot.step = robot.done = step;
  }
  if (robot.refusal == Refusal::zone_held) return;  // tried again at the next tick
  if (robot.refusal != Refusal::none) robot.step = step;
  robot.taken = number;
  robot.pending = false;
}

void ModbusLaw::refuse(Robot& robot, Refusal refusal, std::uint16_t zone) {
  robot.refusal = refusal;
  robot.zone = zone;
  robot.order.waits_for = refusal == Refusal::zone_held ? zone : std::uint16_t{0};
}

// All zones that the step needs, or none.
bool ModbusLaw::take_zones(std::size_t index, std::size_t step) {
  Robot& robot = robots_[index];
  const auto& zones = robot.places.zones_at(step);
  for (const std::uint16_t zone : zones) {
    if (zone == 0) continue;
    const int holder = zone_holder(zone);
    if (holder < 0 || holder == static_cast<int>(index)) continue;
    refuse(robot, Refusal::zone_held, zone);
    return false;
  }
  for (const std::uint16_t zone : zones) {
    if (zone != 0) holders_[zone] = static_cast<int>(index);
  }
  return true;
}

void ModbusLaw::carry_out(std::size_t index, std::size_t step) {
  Robot& robot = robots_[index];
  const ProgramStep& what = robot.program.steps[step - 1];
  const bool in_place =
      robot.place != kLost && robot.places.same_place(robot.place, robot.places.order_before(step));
  const bool again = what.kind == StepKind::spot && robot.place == step;
  if (what.kind != StepKind::move && !in_place && !again) {
    refuse(robot, Refusal::wrong_place);
    return;
  }
  if (!take_zones(index, step)) return;
  robot.step = step;
  robot.running = true;
  robot.motion = robot.order.step + 1;
  robot.order = {.step = robot.motion};
  switch (what.kind) {
    case StepKind::move:
      robot.order.order = RobotOrder::move;
      robot.order.target_rad = what.q_rad;
      break;
    case StepKind::spot:
      robot.order.order = RobotOrder::weld;
      robot.order.weld_current_ka = what.weld_current_ka;
      break;
    default:
      robot.order.order = RobotOrder::job;
      robot.order.job = what.job;
  }
}

// Whether the zone was taken or given back, which it is at once.
bool ModbusLaw::carry_out_zone(std::size_t index, std::size_t step) {
  Robot& robot = robots_[index];
  const ProgramStep& what = robot.program.steps[step - 1];
  const int holder = zone_holder(what.zone);
  if (what.kind == StepKind::enter_zone) {
    if (holder >= 0 && holder != static_cast<int>(index)) {
      refuse(robot, Refusal::zone_held, what.zone);
      return false;
    }
    holders_[what.zone] = static_cast<int>(index);
    return true;
  }
  if (holder != static_cast<int>(index)) return true;
  const bool out =
      robot.place != kLost && robot.places.same_place(robot.place, robot.places.order_before(step));
  if (!out) {
    refuse(robot, Refusal::in_zone, what.zone);
    return false;
  }
  holders_[what.zone] = -1;
  return true;
}

int ModbusLaw::zone_holder(std::uint16_t zone) const {
  const auto at = holders_.find(zone);
  return at == holders_.end() ? -1 : at->second;
}

// --- what the client reads

void ModbusLaw::show(const CellObservation& seen) {
  inputs_.set(InputRegister::layout, kModbusLayout);
  inputs_.set(InputRegister::robots, static_cast<std::uint16_t>(robots_.size()));
  inputs_.set_wide(InputRegister::cell, cell_);
  inputs_.set_wide(InputRegister::tick, static_cast<std::uint32_t>(seen.t_ns / kControlPeriodNs));
  inputs_.set(InputRegister::heartbeat, asked_);
  inputs_.set(InputRegister::state, static_cast<std::uint16_t>(state_));
  inputs_.set(InputRegister::faults, faults_);
  inputs_.set(InputRegister::fault_robot, static_cast<std::uint16_t>(fault_robot_ + 1));
  inputs_.set(InputRegister::parts, parts_);
  inputs_.set(DiscreteInput::part_present, seen.part_present);
  inputs_.set(DiscreteInput::twin_there, true);
  inputs_.set(DiscreteInput::enabled, mode_ == Mode::enabled);
  inputs_.set(DiscreteInput::aborted, mode_ == Mode::aborting || mode_ == Mode::aborted);
  for (std::size_t r = 0; r < robots_.size(); ++r) {
    const Robot& robot = robots_[r];
    const RobotObservation& each = seen.robots[r];
    inputs_.set(r, InputOfRobot::state, static_cast<std::uint16_t>(each.state));
    inputs_.set(r, InputOfRobot::alarm, static_cast<std::uint16_t>(each.alarm));
    inputs_.set(r, InputOfRobot::number, robot.taken);
    inputs_.set(r, InputOfRobot::step, static_cast<std::uint16_t>(robot.step));
    inputs_.set(r, InputOfRobot::done, static_cast<std::uint16_t>(robot.done));
    inputs_.set(
        r, InputOfRobot::length,
        static_cast<std::uint16_t>(std::min<std::size_t>(robot.program.steps.size(), UINT16_MAX)));
    inputs_.set(r, InputOfRobot::refusal, static_cast<std::uint16_t>(robot.refusal));
    inputs_.set(r, InputOfRobot::zone, robot.zone);
    for (std::size_t j = 0; j < kMaxJoints; ++j) {
      inputs_.set_joint(r, j, micro(each.q_rad[j]));
    }
    const bool failed = each.state == RobotState::failed;
    inputs_.set(r, DiscreteOfRobot::exists, true);
    inputs_.set(r, DiscreteOfRobot::waiting, !robot.running && is_waiting(each));
    inputs_.set(r, DiscreteOfRobot::busy, robot.running || is_busy(each));
    inputs_.set(r, DiscreteOfRobot::failed, failed && !robot.running);
    inputs_.set(r, DiscreteOfRobot::pending, robot.pending);
    inputs_.set(r, DiscreteOfRobot::refused, robot.refusal != Refusal::none);
  }
  exchange_.show(inputs_);
}

}  // namespace darkline
