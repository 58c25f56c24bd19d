// darkline live SCENARIO: the plant on one clock, with physics and controllers.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/quantity.h"
#include "models/scenario/scenario_reader.h"
#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"
#include "twin/live/live_plant.h"
#include "twin/report/progress.h"

namespace darkline {
namespace {

constexpr double kDefaultDuration_s = 120.0;

double duration_of(const Invocation& invocation) {
  const auto text = invocation.value("--for");
  if (!text) return kDefaultDuration_s;
  try {
    const double duration_s = parse_quantity(*text, Dimension::time);
    if (duration_s > 0.0) return duration_s;
  } catch (const InputError& error) {
    throw UsageError(fmt::format("--for {}: {}", *text, error.what()));
  }
  throw UsageError(fmt::format("--for {}: a time above 0 is wanted, such as \"10 min\"", *text));
}

LiveTier tier_of(const Invocation& invocation) {
  const std::string text = invocation.value("--tier").value_or("auto");
  if (text == "auto") return LiveTier::automatic;
  if (text == "replay") return LiveTier::replay;
  if (text == "fleet") return LiveTier::fleet;
  if (text == "bullet") return LiveTier::bullet;
  throw UsageError(fmt::format("--tier {}: auto, replay, fleet or bullet is wanted", text));
}

// The stations whose address is one of `addresses` or begins with one of them and a slash.
std::vector<StationId> stations_at(const FactoryModel& factory,
                                   const std::vector<std::string>& addresses) {
  std::vector<StationId> found;
  for (const std::string& address : addresses) {
    const std::size_t before = found.size();
    for (std::size_t s = 0; s < factory.stations.size(); ++s) {
      const std::string& name = factory.stations[s].address;
      if (name == address || name.rfind(address + "/", 0) == 0) found.push_back(StationId(s));
    }
    if (found.size() > before) continue;
    std::vector<std::string> all;
    for (const Zone& zone : factory.zones) all.push_back(zone.name);
    for (const Station& station : factory.stations) all.push_back(station.address);
    throw InputError({.place = {.file = factory.scenario.file},
                      .key = address,
                      .found = "no zone or station of that address",
                      .wanted = "the address of a zone or a station",
                      .candidates = nearest_names(address, all)});
  }
  return found;
}

// A whole number from 1 in an option.
std::size_t count_of(const Invocation& invocation, const char* option, std::size_t otherwise) {
  const auto text = invocation.value(option);
  if (!text) return otherwise;
  std::size_t count = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), count);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size() || count == 0) {
    throw UsageError(fmt::format("{} {}: a whole number from 1 is wanted", option, *text));
  }
  return count;
}

double pace_of(const Invocation& invocation) {
  const auto text = invocation.value("--pace");
  if (!text) return 0.0;
  double pace = 0.0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), pace);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size() || !(pace > 0.0)) {
    throw UsageError(fmt::format("--pace {}: a number above 0 is wanted, 1 for real time", *text));
  }
  return pace;
}

OnFault on_fault_of(const Invocation& invocation) {
  const std::string text = invocation.value("--on-fault").value_or("recover");
  for (const OnFault each : {OnFault::recover, OnFault::abort, OnFault::model}) {
    if (text == name_of(each)) return each;
  }
  throw UsageError(fmt::format("--on-fault {}: recover, abort or model is wanted", text));
}

// ADDRESS=COMMAND, the words of the command parted by blanks.
LiveControllers::Other other_of(const FactoryModel& factory, const std::string& text) {
  const std::size_t at = text.find('=');
  std::istringstream words(at == std::string::npos ? "" : text.substr(at + 1));
  LiveControllers::Other other;
  for (std::string word; words >> word;) other.command.push_back(word);
  if (other.command.empty()) {
    throw UsageError(fmt::format(
        "--controller {}: ADDRESS=COMMAND is wanted, such as z10/st01=\"python3 weld.py\"", text));
  }
  const std::vector<StationId> found = stations_at(factory, {text.substr(0, at)});
  if (found.size() != 1) {
    throw UsageError(
        fmt::format("--controller {}: {} stations; one is wanted", text, found.size()));
  }
  other.station = found[0];
  return other;
}

LiveControllers controllers_of(const FactoryModel& factory, const Invocation& invocation) {
  LiveControllers controllers;
  controllers.cells_per_process =
      count_of(invocation, "--cells-per-process", controllers.cells_per_process);
  controllers.bus.on_fault = on_fault_of(invocation);
  for (const std::string& text : invocation.values("--controller")) {
    controllers.others.push_back(other_of(factory, text));
  }
  for (const StationId station : stations_at(factory, invocation.values("--external"))) {
    controllers.others.push_back({.station = station});
  }
  controllers.carrier.endpoint = invocation.value("--endpoint").value_or("");
  controllers.carrier.keys = invocation.value("--keys").value_or("");
  if (invocation.values("--external").empty() != controllers.carrier.endpoint.empty()) {
    throw UsageError(
        "--external ADDRESS and --endpoint ipc://PATH or tcp://HOST:PORT are of use together only");
  }
  controllers.announce = [](const std::string& station) {
    fmt::print(stderr, "waiting for your controller of {}\n", station);
  };
  controllers.journal = invocation.value("--journal").value_or("");
  controllers.resumed = invocation.value("--resume").value_or("");
  if (!controllers.journal.empty() && controllers.journal == controllers.resumed) {
    throw UsageError("--resume and --journal name the same file: it would be lost");
  }
  const bool wanted = invocation.has("--controllers") || invocation.value("--cells-per-process") ||
                      invocation.value("--on-fault") || !controllers.others.empty();
  controllers.transport = wanted ? Transport::zmq : Transport::in_process;
  return controllers;
}

nlohmann::ordered_json json_of(const FactoryModel& factory, const LiveResult& result) {
  nlohmann::ordered_json json{
      {"schema", "darkline.live/1"},     {"version", DARKLINE_VERSION},
      {"robots", result.robots},         {"simulated_s", result.simulated_s},
      {"state_hash", result.state_hash}, {"degraded", result.is_degraded()}};
  for (const Fidelity tier : {Fidelity::replay, Fidelity::fleet, Fidelity::bullet}) {
    json["arm_ticks"][name_of(tier)] = result.ticks_by_tier[static_cast<std::size_t>(tier)];
  }
  for (const LiveStation& station : result.stations) {
    json["stations"].push_back({{"station", factory[station.station].address},
                                {"robots", station.robots},
                                {"bodies", station.bodies},
                                {"mean_cycle_s", station.mean_cycle_s},
                                {"welds", station.welds},
                                {"expulsions", station.expulsions},
                                {"zone_wait_s", station.zone_wait_s},
                                {"energy_kwh", station.energy_kwh},
                                {"peak_torque_share", station.peak_torque_share},
                                {"contacts", station.contacts},
                                {"first_contact", station.first_contact},
                                {"stopped", station.stopped}});
  }
  return json;
}

void print(const FactoryModel& factory, const LiveResult& result) {
  fmt::print("{:<32}{:>7}{:>8}{:>10}{:>8}{:>12}{:>10}{:>9}\n", "station", "robots", "bodies",
             "cycle", "welds", "zone waits", "energy", "torque");
  for (const LiveStation& station : result.stations) {
    fmt::print("{:<32}{:>7}{:>8}{:>8.1f} s{:>8}{:>10.1f} s{:>6.2f} kWh{:>7.0f} %{}\n",
               factory[station.station].address, station.robots, station.bodies,
               station.mean_cycle_s, station.welds, station.zone_wait_s, station.energy_kwh,
               100.0 * station.peak_torque_share,
               station.stopped.empty() ? "" : "   " + station.stopped);
  }
  for (const LiveStation& station : result.stations) {
    if (station.contacts > 0) {
      fmt::print("{}: {} touch; {}\n", factory[station.station].address,
                 station.contacts == 1 ? "two" : fmt::format("{} pairs", station.contacts),
                 station.first_contact);
    }
  }
  double all = 0.0;
  for (const std::int64_t ticks : result.ticks_by_tier) all += static_cast<double>(ticks);
  fmt::print("\n{} robots for {:.0f} s of the plant's time: ", result.robots, result.simulated_s);
  std::string shares;
  for (const Fidelity tier : {Fidelity::replay, Fidelity::fleet, Fidelity::bullet}) {
    const auto ticks = static_cast<double>(result.ticks_by_tier[static_cast<std::size_t>(tier)]);
    if (ticks > 0.0) {
      shares += fmt::format("{}{:.1f} % in {}", shares.empty() ? "" : ", ", 100.0 * ticks / all,
                            name_of(tier));
    }
  }
  fmt::print("{}\nstate {}\n", shares, result.state_hash.substr(0, 16));
}

}  // namespace

// What the controller processes went through, for people; it is of wall time and no result.
void print_buses(const LiveResult& result) {
  std::size_t processes = 0, restarts = 0;
  std::uint64_t exchanges = 0;
  std::vector<WallTime> round_trips, recoveries;
  std::string last;
  for (const BusReport& bus : result.buses) {
    processes += bus.hosts.size();
    round_trips.insert(round_trips.end(), bus.round_trips.begin(), bus.round_trips.end());
    for (const HostReport& host : bus.hosts) {
      exchanges += host.exchanges;
      restarts += host.incarnation > 0 ? host.incarnation - 1 : 0;
      recoveries.insert(recoveries.end(), host.recoveries.begin(), host.recoveries.end());
      if (!host.last_fault.empty()) last = host.last_fault;
    }
  }
  if (processes == 0 || round_trips.empty()) return;
  std::ranges::sort(round_trips);
  const auto us = [](WallTime time) { return std::chrono::duration<double, std::micro>(time); };
  fmt::print(stderr,
             "{} controller process{}, {} exchanges, round trip {:.0f} us (99 %: {:.0f} us)\n",
             processes, processes == 1 ? "" : "es", exchanges,
             us(round_trips[round_trips.size() / 2]).count(),
             us(round_trips[round_trips.size() * 99 / 100]).count());
  if (last.empty()) return;
  fmt::print(stderr, "{} of them were started again, the last because {}\n", restarts, last);
  if (recoveries.empty()) return;
  fmt::print(stderr, "  the longest took {:.2f} s; the result is that of a run without faults\n",
             us(*std::ranges::max_element(recoveries)).count() * 1e-6);
}

LiveResult run(const FactoryModel& factory, const LiveOptions& options) {
  try {
    return run_live(factory, options);
  } catch (const Interrupted& stopped) {
    if (options.controllers.journal.empty()) throw;
    throw Interrupted(
        fmt::format("{}\n  to go on: the same command with --resume {} (and another "
                    "--journal)",
                    stopped.what(), options.controllers.journal.string()));
  }
}

ExitCode live_command(const Invocation& invocation) {
  const Scenario scenario = read_scenario(invocation.arguments[0], invocation.overrides()).scenario;
  const FactoryModel factory = build_factory(scenario);
  LiveOptions options;
  options.jobs = invocation.jobs();
  options.controllers = controllers_of(factory, invocation);
  options.pace = pace_of(invocation);
  options.name = std::filesystem::path(invocation.arguments[0]).stem().string();
  if (const auto broker = invocation.value("--mqtt")) {
    options.telemetry =
        Telemetry::options_of(*broker, invocation.value("--mqtt-password").value_or(""));
  }
  options.publish = invocation.has("--publish");
  options.record = invocation.value("--record").value_or("");
  options.tier = tier_of(invocation);
  options.duration_s = duration_of(invocation);
  options.stations = stations_at(factory, invocation.values("--only"));
  options.open = stations_at(factory, invocation.values("--open"));
  if (invocation.has("--contacts")) options.collisions = Collisions::noted;
  if (invocation.has("--stop-at-contact")) options.collisions = Collisions::stopping;
  options.stop = interrupt_token();
  Progress progress("seconds of the plant");
  options.progress = [&](double done_s) {
    progress.show(static_cast<std::size_t>(done_s), static_cast<std::size_t>(options.duration_s));
  };
  const LiveResult result = run(factory, options);
  if (invocation.has("--json")) {
    fmt::print("{}\n", json_of(factory, result).dump(1));
  } else {
    print(factory, result);
  }
  fmt::print(stderr, "{:.1f} s of wall time, {:.1f} times real time\n", result.stepping_s,
             result.simulated_s / result.stepping_s);
  if (!options.record.empty()) {
    fmt::print(stderr, "recorded in {} ({:.1f} MB): darkline render {} --time 00:00:30\n",
               options.record.string(),
               1e-6 * static_cast<double>(std::filesystem::file_size(options.record)),
               options.record.string());
  }
  if (!options.controllers.resumed.empty()) {
    fmt::print(stderr, "the first {:.1f} s were those of {}, to the bit\n", result.resumed_s,
               options.controllers.resumed.string());
  }
  print_buses(result);
  if (options.pace > 0.0) {
    fmt::print(stderr,
               "paced: what a controller beyond the bus does is not repeatable; the plant "
               "came {:.3f} s late at most\n",
               result.lag_s);
  }
  if (result.is_degraded()) {
    fmt::print(stderr,
               "degraded: controllers failed and their cells were stopped (--on-fault "
               "model); do not average this with other runs\n");
  }
  const bool stopped = std::ranges::any_of(
      result.stations, [](const LiveStation& station) { return !station.stopped.empty(); });
  if (stopped) {
    fmt::print(stderr, "some stations stopped: `darkline cell {} STATION` explains one of them\n",
               invocation.arguments[0]);
  }
  return ExitCode::done;
}

}  // namespace darkline
