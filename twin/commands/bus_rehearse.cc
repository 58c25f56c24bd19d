// darkline bus rehearse: a plant of toy cells on the real bus, with faults, beside the same by
// call.
#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "controllers/process_rehearsal.h"
#include "twin/commands/bus.h"
#include "twin/commands/interrupt.h"
#include "twin/report/progress.h"

namespace darkline {
namespace {

double in_ms(WallTime time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

OnFault on_fault_of(const Invocation& invocation) {
  const std::string text = invocation.value("--on-fault").value_or("recover");
  for (const OnFault each : {OnFault::recover, OnFault::abort, OnFault::model}) {
    if (text == name_of(each)) return each;
  }
  throw UsageError(fmt::format("--on-fault {}: recover, abort or model is wanted", text));
}

bool is_chaos(const Invocation& invocation) {
  const std::string text = invocation.value("--faults").value_or("none");
  if (text != "none" && text != "chaos") {
    throw UsageError(fmt::format("--faults {}: none or chaos is wanted", text));
  }
  return text == "chaos";
}

std::uint64_t seed_of(const Invocation& invocation) {
  return static_cast<std::uint64_t>(invocation.count("--seed", 0).value_or(1));
}

// What became of all hosts together.
struct Sums {
  std::uint64_t restarts = 0;
  std::uint64_t snapshots = 0;
  LotpCounts heard;
  std::array<std::uint64_t, kHostFaults> faults = {};
};

Sums sums_of(const BusReport& bus) {
  Sums sums;
  for (const HostReport& host : bus.hosts) {
    sums.restarts += host.incarnation > 1 ? host.incarnation - 1 : 0;
    sums.snapshots += host.snapshots;
    sums.heard.accepted += host.heard.accepted;
    for (std::size_t i = 0; i < kLotpRejects; ++i) {
      sums.heard.rejected[i] += host.heard.rejected[i];
    }
    for (std::size_t i = 0; i < kHostFaults; ++i) sums.faults[i] += host.faults[i];
  }
  return sums;
}

nlohmann::ordered_json json_of(const ProcessRehearsal& rehearsal,
                               const ProcessRehearsalResult& result, const Sums& sums) {
  nlohmann::ordered_json json{{"schema", "darkline.bus_rehearsal/1"},
                              {"version", DARKLINE_VERSION},
                              {"cells", rehearsal.cells},
                              {"processes", result.bus.hosts.size()},
                              {"seed", rehearsal.seed},
                              {"faults", rehearsal.is_chaos ? "chaos" : "none"},
                              {"on_fault", name_of(rehearsal.on_fault)},
                              {"ticks", result.ticks},
                              {"hash", fmt::format("{:016x}", result.hash)},
                              {"clean_hash", fmt::format("{:016x}", result.clean_hash)},
                              {"equal", result.is_equal()},
                              {"first_difference", result.first_difference},
                              {"degraded", result.bus.is_degraded},
                              {"error", result.error},
                              {"clean_wall_s", result.clean_s},
                              {"bus_wall_s", result.bus_s},
                              {"restarts", sums.restarts},
                              {"snapshots", sums.snapshots},
                              {"resumed", result.resumed}};
  for (std::size_t i = 0; i < kBusFaults; ++i) {
    if (result.provoked.times[i] == 0) continue;
    json["provoked"][name_of(static_cast<BusFault>(i))] = result.provoked.times[i];
  }
  for (std::size_t i = 0; i < kHostFaults; ++i) {
    json["given_up_for"][name_of(static_cast<HostFault>(i))] = sums.faults[i];
  }
  for (std::size_t i = 1; i < kLotpRejects; ++i) {
    json["refused"][name_of(static_cast<LotpReject>(i))] = sums.heard.rejected[i];
  }
  json["recovery_ms"] = {{"n", result.recoveries.size()},
                         {"p50", in_ms(quantile(result.recoveries, 0.5))},
                         {"p99", in_ms(quantile(result.recoveries, 0.99))},
                         {"max", in_ms(quantile(result.recoveries, 1.0))}};
  json["descriptors"] = {result.descriptors_before, result.descriptors_after};
  json["children"] = {result.children_before, result.children_after};
  return json;
}

void print_faults(const ProcessRehearsalResult& result, const Sums& sums) {
  std::string provoked;
  for (std::size_t i = 0; i < kBusFaults; ++i) {
    if (result.provoked.times[i] == 0) continue;
    provoked += fmt::format("{}{} {}", provoked.empty() ? "" : ", ", result.provoked.times[i],
                            name_of(static_cast<BusFault>(i)));
  }
  std::string faults;
  for (std::size_t i = 0; i < kHostFaults; ++i) {
    if (sums.faults[i] == 0) continue;
    faults += fmt::format("{}{} {}", faults.empty() ? "" : ", ", sums.faults[i],
                          name_of(static_cast<HostFault>(i)));
  }
  fmt::print("provoked    {}; {} stopped hosts resumed\n", provoked.empty() ? "nothing" : provoked,
             result.resumed);
  fmt::print("refused     {}\n", sums.heard.text());
  fmt::print("given up    {}; {} restarts\n", faults.empty() ? "nobody" : faults, sums.restarts);
  fmt::print("recovery    {} times: p50 {:.0f} ms, p99 {:.0f} ms, longest {:.0f} ms\n",
             result.recoveries.size(), in_ms(quantile(result.recoveries, 0.5)),
             in_ms(quantile(result.recoveries, 0.99)), in_ms(quantile(result.recoveries, 1.0)));
}

void print(const ProcessRehearsal& rehearsal, const ProcessRehearsalResult& result,
           const Sums& sums) {
  fmt::print("{} cells on {} processes, {} ticks, seed {}, faults: {}\n", rehearsal.cells,
             result.bus.hosts.size(), result.ticks, rehearsal.seed,
             rehearsal.is_chaos ? "chaos" : "none");
  fmt::print("by the bus  {:016x}  {:.1f} s\n", result.hash, result.bus_s);
  fmt::print("by a call   {:016x}  {:.1f} s\n", result.clean_hash, result.clean_s);
  fmt::print(
      "{}\n",
      result.is_equal()
          ? "equal at every tick"
          : fmt::format("DIFFERENT from tick {} on{}", result.first_difference,
                        result.bus.is_degraded ? "; the result is degraded, and says so" : ""));
  print_faults(result, sums);
  fmt::print("before and after: {} and {} file descriptors, {} and {} child processes\n",
             result.descriptors_before, result.descriptors_after, result.children_before,
             result.children_after);
}

}  // namespace

ExitCode bus_rehearse(const Invocation& invocation) {
  ProcessRehearsal rehearsal;
  rehearsal.cells = static_cast<int>(
      std::min<std::int64_t>(invocation.count("--cells", 1).value_or(rehearsal.cells), 100'000));
  rehearsal.processes = static_cast<std::size_t>(invocation.count("--processes", 1).value_or(16));
  rehearsal.ticks = static_cast<int>(std::min<std::int64_t>(
      invocation.count("--ticks", 1).value_or(rehearsal.ticks), 1'000'000'000));
  rehearsal.seed = seed_of(invocation);
  rehearsal.is_chaos = is_chaos(invocation);
  rehearsal.on_fault = on_fault_of(invocation);
  rehearsal.stop = interrupt_token();
  Progress progress("ticks of the rehearsal");
  rehearsal.progress = [&](int ticks) {
    progress.show(static_cast<std::size_t>(ticks), static_cast<std::size_t>(rehearsal.ticks));
  };
  const ProcessRehearsalResult result = rehearse_processes(rehearsal);
  const Sums sums = sums_of(result.bus);
  if (invocation.has("--json")) {
    fmt::print("{}\n", json_of(rehearsal, result, sums).dump(1));
  } else {
    print(rehearsal, result, sums);
  }
  const bool is_false = !result.is_equal() && !result.bus.is_degraded;
  if (is_false || result.has_leaked()) return ExitCode::internal;
  if (result.error.empty()) return ExitCode::done;
  fmt::print(stderr, "{}\n", result.error);
  return ExitCode::io;
}

}  // namespace darkline
