#include "controllers/rehearsal_plant.h"

#include <cstring>

#include "controllers/cell_controller.h"
#include "models/base/random_stream.h"

namespace darkline {
namespace {

constexpr std::uint32_t kMostRobots = 6;
constexpr std::uint64_t kLongestOrderTicks = 5;
constexpr std::int64_t kPartAwayTicks = 10;

// A bijection of 64 bits that a change of any one spreads over: odd multipliers, folded shifts.
constexpr std::uint64_t mixed(std::uint64_t word) {
  word = (word ^ (word >> 32U)) * 0x9E3779B97F4A7C15ULL;
  word = (word ^ (word >> 29U)) * 0xBF58476D1CE4E5B9ULL;
  return word ^ (word >> 32U);
}

void take_in(std::uint64_t& state, std::uint64_t word) {
  state = mixed((state + 0x9E3779B97F4A7C15ULL) ^ word);
}

template <class Value>
std::uint64_t bits_of(Value value) {
  std::uint64_t bits = 0;
  static_assert(sizeof(value) <= sizeof(bits));
  std::memcpy(&bits, &value, sizeof(value));
  return bits;
}

void take_in(std::uint64_t& state, const CellCommand& command) {
  take_in(state, command.cell);
  take_in(state, bits_of(command.state));
  take_in(state, bits_of(command.next_wake_ns));
  for (std::size_t r = 0; r < command.n_robots; ++r) {
    const RobotCommand& robot = command.robots[r];
    take_in(state, bits_of(robot.order) << 32U | robot.step);
    take_in(state, bits_of(robot.weld_current_ka) << 32U | bits_of(robot.job) << 16U |
                       bits_of(robot.waits_for));
    for (const double joint : robot.target_rad) take_in(state, bits_of(joint));
  }
}

bool is_busy(RobotState state) {
  return state == RobotState::moving || state == RobotState::welding ||
         state == RobotState::working;
}

// Moves and spots, the two zones one after the other and for a while both, a job, and back.
RobotProgram program_of(const RandomStream& stream, std::uint32_t robot) {
  RobotProgram program;
  const std::uint32_t n_spots = 2 + static_cast<std::uint32_t>(stream.words(robot)[1] % 4);
  for (std::uint32_t i = 0; i < n_spots; ++i) {
    ProgramStep move{.kind = StepKind::move};
    for (std::uint32_t j = 0; j < kMaxJoints; ++j) {
      move.q_rad[j] = stream.uniforms(1000U * (robot + 1) + 10U * i + j)[0];
    }
    program.steps.push_back(move);
    program.steps.push_back({.kind = StepKind::spot,
                             .spot = i,
                             .weld_current_ka = 8.F + 0.125F * static_cast<float>(i)});
    if (i < 2) {
      const auto zone = static_cast<std::uint16_t>(i == 0 ? 2 : 30);
      program.steps.push_back({.kind = StepKind::enter_zone, .zone = zone});
    }
  }
  program.steps.push_back({.kind = StepKind::leave_zone, .zone = 2});
  program.steps.push_back({.kind = StepKind::job, .job = 1});
  program.steps.push_back({.kind = StepKind::leave_zone, .zone = 30});
  return program;
}

}  // namespace

RehearsalPlant::RehearsalPlant(int n_cells, std::uint64_t seed) {
  const auto n = static_cast<std::uint32_t>(n_cells);
  cells_.resize(n);
  for (std::uint32_t c = 0; c < n; ++c) {
    const std::uint32_t number = 1000 + 13 * (n - c);
    const RandomStream stream(seed, 0, number, DrawPurpose::rehearsal);
    const auto n_robots = 1 + static_cast<std::uint32_t>(stream.words(0)[0] % kMostRobots);
    CellProgram program{.cell = number};
    constexpr std::int64_t kNominalNs = 100 * kControlPeriodNs;  // more than any hold can take
    program.zones = {{.number = 2, .nominal_ns = kNominalNs},
                     {.number = 30, .nominal_ns = kNominalNs}};
    program.tips.assign(n_robots, {.dress_job = 2, .dress_every_spots = 10});
    for (std::uint32_t r = 0; r < n_robots; ++r) {
      program.robots.push_back(program_of(stream, r));
    }
    programs_.push_back(std::move(program));
    Cell& cell = cells_[c];
    cell.state = stream.words(kMostRobots)[0];
    cell.seen.cell = number;
    cell.seen.n_robots = static_cast<std::uint8_t>(n_robots);
    cell.seen.part_present = true;
  }
  due_.reserve(n);
  shown_.reserve(n);
}

std::span<const CellObservation> RehearsalPlant::look() {
  due_.clear();
  shown_.clear();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (!tick(cells_[i])) continue;
    due_.push_back(i);
    shown_.push_back(cells_[i].seen);
  }
  return shown_;
}

// The cell's state at the present tick; whether it is due.
bool RehearsalPlant::tick(Cell& cell) {
  cell.seen.t_ns = t_ns_;
  bool due = cell.is_first || t_ns_ >= cell.command.next_wake_ns;
  cell.is_first = false;
  if (cell.part_back_ns == t_ns_) {
    cell.seen.part_present = true;
    due = true;
  }
  for (std::size_t r = 0; r < cell.seen.n_robots; ++r) {
    if (cell.command.robots[r].step != cell.seen.robots[r].step) {
      begin(cell, r);
    } else if (is_busy(cell.seen.robots[r].state) && t_ns_ >= cell.done_ns[r]) {
      finish(cell, r);
      due = true;
    }
  }
  return due;
}

void RehearsalPlant::begin(Cell& cell, std::size_t robot) {
  RobotObservation& report = cell.seen.robots[robot];
  const RobotCommand& order = cell.command.robots[robot];
  report.step = order.step;
  report.alarm = RobotAlarm::none;
  report.state = order.order == RobotOrder::weld  ? RobotState::welding
                 : order.order == RobotOrder::job ? RobotState::working
                                                  : RobotState::moving;
  const std::uint64_t luck = mixed(cell.state + robot);
  cell.done_ns[robot] =
      t_ns_ + kControlPeriodNs * static_cast<std::int64_t>(1 + luck % kLongestOrderTicks);
}

void RehearsalPlant::finish(Cell& cell, std::size_t robot) {
  RobotObservation& report = cell.seen.robots[robot];
  const bool unlucky = mixed(cell.state ^ (robot + 1)) % 5 == 0;
  const bool expels = report.state == RobotState::welding && unlucky &&
                      cell.failures[robot] < kMaxWeldRepeats;  // more would hold the station
  cell.failures[robot] = expels ? cell.failures[robot] + 1 : 0;
  report.state = expels ? RobotState::failed : RobotState::done;
  report.alarm = expels ? RobotAlarm::expulsion : RobotAlarm::none;
  report.q_rad = cell.command.robots[robot].target_rad;
  ++orders_done_;
}

void RehearsalPlant::obey(std::span<const CellCommand> commands) {
  for (std::size_t i = 0; i < due_.size(); ++i) {
    Cell& cell = cells_[due_[i]];
    cell.command = commands[i];
    take_in(cell.state, commands[i]);
    if (commands[i].state != PackMlState::complete) continue;
    // the body leaves, and another comes some ticks later
    cell.command.next_wake_ns = t_ns_ + kControlPeriodNs;
    cell.seen.part_present = false;
    cell.part_back_ns = t_ns_ + kPartAwayTicks * kControlPeriodNs;
  }
  couple();
  t_ns_ += kControlPeriodNs;
}

void RehearsalPlant::couple() {
  std::uint64_t before = cells_.empty() ? 0 : cells_.back().state;
  for (Cell& cell : cells_) {
    const std::uint64_t own = cell.state;
    take_in(cell.state, before);
    before = own;
    take_in(hash_, cell.state);
  }
}

std::vector<std::uint64_t> run_plant(RehearsalPlant& plant, ControllerLink& link, int ticks) {
  std::vector<std::uint64_t> hashes;
  run_plant(plant, link, ticks, hashes);
  return hashes;
}

void run_plant(RehearsalPlant& plant, ControllerLink& link, int ticks,
               std::vector<std::uint64_t>& hashes) {
  hashes.reserve(hashes.size() + static_cast<std::size_t>(ticks));
  std::vector<CellCommand> commands;
  link.load(plant.programs());
  for (int i = 0; i < ticks; ++i) {
    const auto due = plant.look();
    commands.resize(due.size());
    if (!due.empty()) link.exchange(plant.t_ns(), due, commands);
    plant.obey(commands);
    hashes.push_back(plant.hash());
  }
}

}  // namespace darkline
