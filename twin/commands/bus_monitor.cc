// darkline bus monitor: the live twins of this user, their controllers and stations, as they go.
#include "twin/commands/bus_monitor.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "controllers/bus_watch.h"
#include "models/base/sim_time.h"
#include "twin/commands/interrupt.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostRows = 40;  // of hosts; the busiest and the faulty come first

std::string counts_text(const std::map<std::string, std::uint64_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name);
  }
  return text;
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 10'000) return fmt::format("{} B", bytes);
  if (bytes < 10'000'000) return fmt::format("{} kB", bytes / 1'000);
  return fmt::format("{} MB", bytes / 1'000'000);
}

std::string head_text(const SeenTwin& twin) {
  const BusStatus& status = twin.status;
  std::string text = fmt::format(
      "{} (process {}, epoch {}): {:.1f} s of the plant's time, {}, {} exchanges{}{}\n", status.run,
      status.pid, status.epoch, to_seconds(BusDuration{status.t_ns}),
      status.pace > 0.0 ? fmt::format("pace {}", status.pace) : std::string("as fast as it goes"),
      status.exchanges, status.is_degraded ? ", DEGRADED: some cells stand" : "",
      twin.is_stale() ? fmt::format("   STALE for {:.0f} s", twin.age_s) : std::string());
  const RoundTrips& trips = status.round_trips;
  text +=
      fmt::format("round trips: half within {:.0f} us, 99 % within {:.0f} us, all within {:.0f} us",
                  trips.p50_us, trips.p99_us, trips.max_us);
  if (status.strangers > 0) text += fmt::format("; {} messages of strangers", status.strangers);
  if (!status.gate.empty()) text += "; not let in: " + counts_text(status.gate);
  return text + "\n";
}

std::string hosts_text(std::vector<HostStatus> hosts) {
  if (hosts.empty()) return "no controller processes: the controllers are linked in\n";
  const std::size_t all = hosts.size();
  // those in trouble first
  std::stable_sort(hosts.begin(), hosts.end(), [](const HostStatus& one, const HostStatus& other) {
    return one.restarts > other.restarts;
  });
  hosts.resize(std::min(all, kMostRows));
  std::string text =
      fmt::format("{:>5} {:<10}{:<26}{:>6}{:>12}{:>9}{:>10}  {}\n", "host", "state", "process",
                  "cells", "exchanges", "restarts", "journal", "refused, last fault");
  for (const HostStatus& host : hosts) {
    std::string trouble = counts_text(host.refused);
    if (!host.last_fault.empty()) {
      if (!trouble.empty()) trouble += "; ";
      trouble += host.last_fault.substr(0, 60);
    }
    text += fmt::format("{:>5} {:<10}{:<26}{:>6}{:>12}{:>9}{:>10}  {}\n", host.host, host.state,
                        host.who.substr(0, 25), host.cells, host.exchanges, host.restarts,
                        bytes_text(host.journal_bytes), trouble);
  }
  if (all > kMostRows) text += fmt::format("  ... and {} more\n", all - kMostRows);
  return text;
}

// How many stations are in which state.
std::string stations_text(const std::vector<StationStatus>& stations) {
  if (stations.empty()) return {};
  std::map<std::string, std::uint64_t> states;
  std::uint64_t produced = 0;
  for (const StationStatus& station : stations) {
    ++states[station.state];
    produced += station.produced_quantity;
  }
  return fmt::format("{} stations: {}; {} bodies finished\n", stations.size(), counts_text(states),
                     produced);
}

Json json_of(const SeenTwin& twin) {
  Json json = Json::parse(to_json(twin.status));
  json["age_s"] = twin.age_s;
  json["stale"] = twin.is_stale();
  return json;
}

void print_json(const std::vector<SeenTwin>& twins) {
  Json all = Json::array();
  for (const SeenTwin& twin : twins) all.push_back(json_of(twin));
  fmt::print("{}\n", all.dump());
  std::fflush(stdout);
}

}  // namespace

std::string monitor_text(const std::vector<SeenTwin>& twins) {
  std::string text;
  for (const SeenTwin& twin : twins) {
    if (!text.empty()) text += "\n";
    text += head_text(twin) + stations_text(twin.status.stations) + hosts_text(twin.status.hosts);
  }
  return text.empty() ? "no live plant of this user runs: start one with darkline live\n" : text;
}

ExitCode bus_monitor(const Invocation& invocation) {
  using namespace std::chrono_literals;
  BusWatch watch;
  const std::stop_token stop = interrupt_token();
  const bool as_json = invocation.has("--json");
  if (invocation.has("--once")) {
    // a beacon speaks at least once a second
    std::vector<SeenTwin> twins = watch.look(100ms);
    for (int i = 0; i < 24 && twins.size() < watch.beacons() && !stop.stop_requested(); ++i) {
      twins = watch.look(50ms);
    }
    as_json ? print_json(twins) : fmt::print("{}", monitor_text(twins));
    return ExitCode::done;
  }
  const bool in_place = !as_json && ::isatty(STDOUT_FILENO) != 0;
  while (!stop.stop_requested()) {
    const std::vector<SeenTwin> twins = watch.look(500ms);
    if (as_json) {
      print_json(twins);
      continue;
    }
    // to the corner, and what is left of the picture before is wiped away
    fmt::print("{}{}{}", in_place ? "\x1b[H\x1b[2J" : "", monitor_text(twins),
               in_place ? "" : "\n");
    std::fflush(stdout);
  }
  return ExitCode::done;
}

}  // namespace darkline
