// What a live plant tells about itself while it runs: its controller hosts and its stations, as a
// plain value for people and dashboards. It is of wall time, and no result.
//
// bus_beacon.h publishes it on the own machine, bus_watch.h finds and reads it (`darkline bus
// monitor`), gateways/telemetry.h sends it on by MQTT.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "controllers/bus_options.h"
#include "models/cell/cell_io.h"

namespace darkline {

// Wall time from a STEP to its ACT, over the last exchanges, in microseconds; 0: none measured.
struct RoundTrips {
  double p50_us = 0.0;
  double p99_us = 0.0;
  double max_us = 0.0;
};

struct HostStatus {
  std::uint32_t host = 0;
  std::uint32_t incarnation = 0;
  std::string state = {};  // name_of(HostState)
  std::string who = {};    // the process, for people
  std::uint64_t cells = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t restarts = 0;
  std::map<std::string, std::uint64_t> refused = {};  // messages by name_of(LotpReject); none of 0
  std::string last_fault = {};
  std::uint64_t snapshots = 0;
  std::uint64_t journal_bytes = 0;  // since the last snapshot but one
};

// Quantities as ISO 22400-2 names them.
struct StationStatus {
  std::string address = {};
  std::string state = {};                 // name_of(PackMlState)
  std::uint64_t produced_quantity = 0;    // bodies finished
  double actual_busy_time_s = 0.0;        // with a body in it, simulated
  double actual_production_time_s = 0.0;  // of that, in execute
  double energy_kwh = 0.0;
  std::uint64_t welds = 0;
  std::uint64_t expulsions = 0;
};

struct BusStatus {
  std::string run = {};  // what is run, for people: "ningbo_2024"
  std::int64_t pid = 0;
  std::uint64_t epoch = 0;
  std::int64_t t_ns = 0;  // simulated
  double pace = 0.0;      // simulated over wall time that is wanted; 0: as fast as it goes
  std::uint64_t exchanges = 0;
  std::uint64_t strangers = 0;                     // messages of nobody that the bus knows
  std::map<std::string, std::uint64_t> gate = {};  // who was not let in, by reason
  bool is_degraded = false;                        // cells stand by OnFault::model
  RoundTrips round_trips = {};
  std::vector<HostStatus> hosts = {};
  std::vector<StationStatus> stations = {};
};

const char* name_of(PackMlState state);  // "execute"

// The part of a status that a bus knows. Sorts the round trips: a few hundred microseconds, so ask
// BusBeacon::due first.
BusStatus status_of(const BusReport& report);

inline constexpr std::size_t kMostStatusBytes = 1U << 20U;
inline constexpr std::size_t kMostStatusHosts = 1'024;
inline constexpr std::size_t kMostStatusStations = 2'048;

// As JSON text on one line, and back. Texts are read as what a terminal can show: control
// characters become '?'.
// @throws InputError if the text is no status or exceeds one of the limits.
std::string to_json(const BusStatus& status);
BusStatus bus_status_from_json(std::string_view text);

}  // namespace darkline
