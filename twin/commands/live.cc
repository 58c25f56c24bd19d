// darkline live SCENARIO: the plant on one clock, with physics and controllers.
#include <algorithm>
#include <cstdio>
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

nlohmann::ordered_json json_of(const FactoryModel& factory, const LiveResult& result) {
  nlohmann::ordered_json json{{"schema", "darkline.live/1"},
                              {"version", DARKLINE_VERSION},
                              {"robots", result.robots},
                              {"simulated_s", result.simulated_s},
                              {"state_hash", result.state_hash}};
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

ExitCode live_command(const Invocation& invocation) {
  const Scenario scenario = read_scenario(invocation.arguments[0], invocation.overrides()).scenario;
  const FactoryModel factory = build_factory(scenario);
  LiveOptions options;
  options.jobs = invocation.jobs();
  options.transport = invocation.has("--controllers") ? Transport::zmq : Transport::in_process;
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
  const LiveResult result = run_live(factory, options);
  if (invocation.has("--json")) {
    fmt::print("{}\n", json_of(factory, result).dump(1));
  } else {
    print(factory, result);
  }
  fmt::print(stderr, "{:.1f} s of wall time, {:.1f} times real time\n", result.stepping_s,
             result.simulated_s / result.stepping_s);
  const bool stopped = std::ranges::any_of(
      result.stations, [](const LiveStation& station) { return !station.stopped.empty(); });
  if (stopped) {
    fmt::print(stderr, "some stations stopped: `darkline cell {} STATION` explains one of them\n",
               invocation.arguments[0]);
  }
  return ExitCode::done;
}

}  // namespace darkline
