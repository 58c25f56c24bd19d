#include "twin/commands/bench_bus.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <time.h>

#include "controllers/controller_bus.h"
#include "controllers/lotp.h"
#include "controllers/zmq_transport.h"
#include "models/base/error.h"
#include "models/base/stopwatch.h"

namespace darkline {
namespace {

// How the cells lie in processes.
struct Layout {
  std::size_t processes = 0;
  std::size_t cells_each = 0;

  std::size_t cells() const { return processes * cells_each; }
  std::string text() const {
    return fmt::format("bus, {} processes x {} cell{}: ", processes, cells_each,
                       cells_each == 1 ? "" : "s");
  }
};

constexpr Layout kUsual = {.processes = 16, .cells_each = 10};
constexpr Layout kAlone = {.processes = 164, .cells_each = 1};
constexpr int kWarmUp = 200;
constexpr int kBlocks = 5;
constexpr int kTicks = 600;  // of a block
constexpr std::size_t kSeldom = 16;

double seconds_of(clockid_t clock) {
  timespec now{};
  if (::clock_gettime(clock, &now) != 0) return 0.0;
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// What this process and those have taken of the processors so far.
double processor_s(const std::vector<pid_t>& others) {
  double sum = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  for (const pid_t pid : others) {
    clockid_t clock = 0;
    if (::clock_getcpuclockid(pid, &clock) == 0) sum += seconds_of(clock);
  }
  return sum;
}

struct Cost {
  double wall_us = 0.0;       // per tick
  double processor_us = 0.0;  // per round trip of one process
  double processor_of_tick_us = 0.0;
};

// Of the blocks the one in the middle by its processor time: what else the machine does for a
// moment is in one or two of them.
template <typename Tick>
Cost usual_cost(const std::vector<pid_t>& others, double round_trips_of_tick, const Tick& tick) {
  for (int k = 0; k < kWarmUp; ++k) tick();
  std::array<Cost, kBlocks> blocks = {};
  for (Cost& block : blocks) {
    const double wall = wall_s(), processor = processor_s(others);
    for (int k = 0; k < kTicks; ++k) tick();
    block.wall_us = (wall_s() - wall) / kTicks * 1e6;
    block.processor_of_tick_us = (processor_s(others) - processor) / kTicks * 1e6;
    block.processor_us = block.processor_of_tick_us / round_trips_of_tick;
  }
  std::ranges::nth_element(blocks, blocks.begin() + kBlocks / 2, {}, &Cost::processor_us);
  return blocks[kBlocks / 2];
}

// The floor: the same bytes to as many processes and back over bare local sockets, with nothing
// read or decided.
class RawSockets {
 public:
  explicit RawSockets(std::size_t robots)
      : step_(step_bytes(kUsual.cells_each, lotp_strides(kLotpMinor, robots).obs)),
        act_(act_bytes(kUsual.cells_each, lotp_strides(kLotpMinor, robots).cmd)) {
    for (std::size_t i = 0; i < kUsual.processes; ++i) start();
  }
  ~RawSockets() {
    for (const int socket : sockets_) ::close(socket);
    for (const pid_t pid : pids_) ::waitpid(pid, nullptr, 0);
  }
  RawSockets(const RawSockets&) = delete;
  RawSockets& operator=(const RawSockets&) = delete;

  Cost measure() {
    return usual_cost(pids_, kUsual.processes, [this] {
      for (const int socket : sockets_) pass(::send(socket, step_.data(), step_.size(), 0));
      for (const int socket : sockets_) pass(::recv(socket, act_.data(), act_.size(), 0));
    });
  }

 private:
  void start() {
    std::array<int, 2> ends = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      throw IoError("bench: no socket pair");
    }
    const pid_t pid = ::fork();
    if (pid == 0) {
      // system calls only: other threads may have held any lock at the fork
      ::close(ends[0]);
      for (const int socket : sockets_) ::close(socket);
      while (::recv(ends[1], step_.data(), step_.size(), 0) > 0) {
        if (::send(ends[1], act_.data(), act_.size(), 0) < 0) break;
      }
      ::_exit(0);
    }
    ::close(ends[1]);
    sockets_.push_back(ends[0]);
    if (pid < 0) throw IoError("bench: cannot fork");
    pids_.push_back(pid);
  }

  static void pass(ssize_t n) {
    if (n <= 0) throw IoError("bench: a raw socket broke");
  }

  std::vector<std::byte> step_, act_;
  std::vector<int> sockets_;
  std::vector<pid_t> pids_;
};

// A plant whose robots report at once that they are under way: the bus and the law, no physics.
class BusyBus {
 public:
  BusyBus(const CellConfig& cell, const Layout& layout)
      : processes_(layout.processes),
        carrier_(new ZmqTransport()),
        bus_(std::unique_ptr<BusTransport>(carrier_), {.processes = layout.processes}),
        seen_(layout.cells()),
        commands_(layout.cells()) {
    std::vector<CellProgram> programs;
    for (std::size_t i = 0; i < layout.cells(); ++i) {
      programs.push_back(program_of(static_cast<std::uint32_t>(i), cell));
      seen_[i].cell = static_cast<std::uint32_t>(i);
      seen_[i].n_robots = static_cast<std::uint8_t>(cell.robots.size());
      seen_[i].part_present = true;
    }
    bus_.load(programs);
    for (std::uint32_t h = 0; h < processes_; ++h) pids_.push_back(carrier_->pid_of({h, 1}));
  }

  // Due at every tick, and at every kSeldom-th. Of the latter one process has its turn in a tick
  // where there are kSeldom: nothing then shares what it costs to wake it.
  std::pair<Cost, Cost> measure_both() {
    const Cost often = measure(1);
    return {often, measure(kSeldom)};
  }

 private:
  // Each cell is due at every `every`-th tick; those of one process at the same.
  Cost measure(std::size_t every) {
    const double round_trips = static_cast<double>(processes_) / static_cast<double>(every);
    return usual_cost(pids_, round_trips, [this, every] { exchange(every); });
  }

  void exchange(std::size_t every) {
    t_ns_ += kControlPeriodNs;
    ++tick_;
    due_.clear();
    for (CellObservation& each : seen_) {
      if (each.cell % processes_ % every != tick_ % every) continue;
      each.t_ns = t_ns_;
      for (std::size_t r = 0; r < each.n_robots; ++r) {
        each.robots[r].step = commands_[each.cell].robots[r].step;
        each.robots[r].state = each.robots[r].step == 0 ? RobotState::ready : RobotState::moving;
      }
      due_.push_back(each);
    }
    if (due_.empty()) return;
    answers_.resize(due_.size());
    bus_.exchange(t_ns_, due_, answers_);
    for (const CellCommand& each : answers_) commands_[each.cell] = each;
  }

  std::size_t processes_;
  ZmqTransport* carrier_;
  ControllerBus bus_;
  std::vector<CellObservation> seen_, due_;
  std::vector<CellCommand> commands_, answers_;
  std::vector<pid_t> pids_;
  std::int64_t t_ns_ = 0;
  std::size_t tick_ = 0;
};

}  // namespace

std::vector<BenchRow> bench_bus(const CellConfig& cell) {
  constexpr double kCpuLimit_us = 45.0;
  constexpr double kTickLimit_us = 1e6 / 1500.0;
  const Cost raw = RawSockets(cell.robots.size()).measure();
  const auto [usual, usual_seldom] = BusyBus(cell, kUsual).measure_both();
  const auto [alone, alone_seldom] = BusyBus(cell, kAlone).measure_both();
  const std::string what = kUsual.text(), alone_what = kAlone.text();
  const std::string seldom = fmt::format("CPU per tick, each due every {}th", kSeldom);
  return {
      {what + "CPU per round trip", usual.processor_us, "us", kCpuLimit_us, "limit of 45 us"},
      {what + "CPU per round trip", usual.processor_us, "us", raw.processor_us,
       "bare local sockets"},
      {what + "wall per tick", usual.wall_us, "us", kTickLimit_us, "limit of 1,500 ticks/s"},
      {what + "wall per tick", usual.wall_us, "us", raw.wall_us, "bare local sockets"},
      {what + seldom, usual_seldom.processor_of_tick_us, "us", usual.processor_of_tick_us,
       "due at every tick"},
      {alone_what + "CPU per round trip", alone.processor_us, "us", kCpuLimit_us, "limit of 45 us"},
      {alone_what + seldom, alone_seldom.processor_of_tick_us, "us", alone.processor_of_tick_us,
       "due at every tick"},
  };
}

}  // namespace darkline
