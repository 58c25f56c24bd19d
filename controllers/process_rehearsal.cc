#include "controllers/process_rehearsal.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>

#include "controllers/chaos_transport.h"
#include "controllers/controller_bus.h"
#include "controllers/in_process_link.h"
#include "controllers/rehearsal_plant.h"
#include "controllers/zmq_transport.h"
#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// Hosts that die, that hang, and so on; and messages that are tampered with, each in one way.
constexpr double kWantedOfHosts = 60.0;
constexpr std::uint32_t kMostOfHosts = 60;  // of 10,000 messages
constexpr std::uint32_t kOfMessages = 50;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

int count_descriptors() {
  const fs::directory_iterator entries("/proc/self/fd");
  return static_cast<int>(std::distance(begin(entries), end(entries)));
}

int parent_of(const fs::path& process) {
  std::ifstream file(process / "stat");
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos || name_end + 4 >= text.size()) return -1;
  return std::atoi(text.c_str() + name_end + 4);
}

int count_children() {
  const int own = ::getpid();
  int n = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (parent_of(entry.path()) == own) ++n;
  }
  return n;
}

// Lets faults strike processes about as often in a short run as in a long one.
std::uint32_t rate_of_hosts(const ProcessRehearsal& rehearsal) {
  const double messages = static_cast<double>(rehearsal.ticks) *
                          static_cast<double>(std::max<std::size_t>(rehearsal.processes, 1));
  const double rate = std::ceil(10'000.0 * kWantedOfHosts / messages);
  return static_cast<std::uint32_t>(std::clamp(rate, 1.0, static_cast<double>(kMostOfHosts)));
}

FaultRates chaos_rates(const ProcessRehearsal& rehearsal) {
  FaultRates rates;
  for (const BusFault fault :
       {BusFault::doubled, BusFault::delayed, BusFault::cut, BusFault::spoiled_header,
        BusFault::spoiled_body, BusFault::forged, BusFault::stale, BusFault::noise}) {
    rates[fault] = kOfMessages;
  }
  const std::uint32_t rate = rate_of_hosts(rehearsal);
  rates[BusFault::too_long] = 1;
  rates[BusFault::dies] = rates[BusFault::hangs] = rate;
  rates[BusFault::lost] = rates[BusFault::late] = 1;
  return rates;
}

BusOptions options_of(const ProcessRehearsal& rehearsal) {
  BusOptions options{.processes = rehearsal.processes, .on_fault = rehearsal.on_fault};
  if (!rehearsal.is_chaos) return options;
  options.step_deadline = milliseconds(400);
  options.restore_limit = milliseconds(1'000);  // a hang is only found at its end
  options.most_backoff = milliseconds(100);
  options.most_restarts = 1'000'000;
  options.snapshot_every = 64;
  return options;
}

// The cells of darkline-controllers that misbehave, dealt out as those of others are.
void let_misbehave(const ProcessRehearsal& rehearsal, const RehearsalPlant& plant,
                   BusOptions& options) {
  const std::size_t n = std::min(rehearsal.processes, plant.programs().size());
  const std::uint32_t rate = std::max(1U, rate_of_hosts(rehearsal) / 3);
  const std::string program = (program_folder() / "darkline-controller").string();
  options.others.assign(
      n, {.kind = HostKind::program,
          .command = {program, "--misbehave", std::to_string(rehearsal.seed % 1'000'000'000),
                      std::to_string(rate)}});
  std::size_t i = 0;
  for (const CellProgram& cell : plant.programs()) {
    options.others[i++ % n].cells.push_back(cell.cell);
  }
}

std::vector<std::uint64_t> clean_hashes(const ProcessRehearsal& rehearsal) {
  RehearsalPlant plant(rehearsal.cells, rehearsal.seed);
  InProcessLink link;
  return run_plant(plant, link, rehearsal.ticks);
}

// Tells how far it is, and stops.
class WatchedLink final : public ControllerLink {
 public:
  WatchedLink(ControllerLink& link, const ProcessRehearsal& rehearsal)
      : link_(link), rehearsal_(rehearsal) {}
  void load(std::span<const CellProgram> cells) override { link_.load(cells); }
  void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                std::span<CellCommand> commands) override {
    if (rehearsal_.stop.stop_requested()) throw Interrupted("the rehearsal was stopped");
    if (rehearsal_.progress) rehearsal_.progress(static_cast<int>(t_ns / kControlPeriodNs));
    link_.exchange(t_ns, due, commands);
  }
  Transport transport() const override { return link_.transport(); }

 private:
  ControllerLink& link_;
  const ProcessRehearsal& rehearsal_;
};

void run_on_bus(const ProcessRehearsal& rehearsal, ProcessRehearsalResult& result,
                std::vector<std::uint64_t>& hashes) {
  RehearsalPlant plant(rehearsal.cells, rehearsal.seed);
  BusOptions options = options_of(rehearsal);
  auto sockets = std::make_unique<ZmqTransport>();
  const ZmqTransport& processes = *sockets;
  std::unique_ptr<BusTransport> carrier = std::move(sockets);
  const ChaosTransport* chaos = nullptr;
  if (rehearsal.is_chaos) {
    let_misbehave(rehearsal, plant, options);
    auto wrapped = std::make_unique<ChaosTransport>(
        std::move(carrier),
        ChaosOptions{.seed = rehearsal.seed,
                     .rates = chaos_rates(rehearsal),
                     .pid_of = [&processes](HostName name) { return processes.pid_of(name); }});
    chaos = wrapped.get();
    carrier = std::move(wrapped);
  }
  ControllerBus bus(std::move(carrier), options);
  WatchedLink link(bus, rehearsal);
  try {
    run_plant(plant, link, rehearsal.ticks, hashes);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    result.error = error.what();
  }
  result.bus = bus.report();
  if (chaos == nullptr) return;
  result.provoked = chaos->faults();
  result.resumed = chaos->resumed();
}

}  // namespace

WallTime quantile(const std::vector<WallTime>& ascending, double p) {
  if (ascending.empty()) return WallTime::zero();
  const double place = std::ceil(p * static_cast<double>(ascending.size()));
  return ascending[static_cast<std::size_t>(std::max(place, 1.0)) - 1];
}

ProcessRehearsalResult rehearse_processes(const ProcessRehearsal& rehearsal) {
  ProcessRehearsalResult result;
  auto start = Clock::now();
  const auto clean = clean_hashes(rehearsal);
  result.clean_s = seconds_since(start);

  result.descriptors_before = count_descriptors();
  result.children_before = count_children();
  start = Clock::now();
  std::vector<std::uint64_t> hashes;
  run_on_bus(rehearsal, result, hashes);
  result.bus_s = seconds_since(start);
  result.descriptors_after = count_descriptors();
  result.children_after = count_children();

  result.ticks = static_cast<int>(hashes.size());
  if (!hashes.empty()) {
    result.hash = hashes.back();
    result.clean_hash = clean[hashes.size() - 1];
  }
  const auto parting = std::mismatch(hashes.begin(), hashes.end(), clean.begin()).first;
  if (parting != hashes.end()) {
    result.first_difference = static_cast<int>(parting - hashes.begin());
  }
  for (const HostReport& host : result.bus.hosts) {
    result.recoveries.insert(result.recoveries.end(), host.recoveries.begin(),
                             host.recoveries.end());
  }
  std::sort(result.recoveries.begin(), result.recoveries.end());
  return result;
}

}  // namespace darkline
