#include "controllers/bus_status.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/json_values.h"

namespace darkline {
namespace {

using internal::Json;

constexpr std::size_t kMostTextBytes = 4'096;
constexpr std::size_t kMostReasons = 64;

RoundTrips quantiles_of(std::vector<WallTime> times) {
  if (times.empty()) return {};
  std::sort(times.begin(), times.end());
  const auto us = [&](double share) {
    const auto place = static_cast<std::size_t>(share * static_cast<double>(times.size() - 1));
    return 1e-3 * static_cast<double>(times[place].count());
  };
  return {.p50_us = us(0.5), .p99_us = us(0.99), .max_us = us(1.0)};
}

std::string text_from(const Json& json) {
  auto text = json.get<std::string>();
  if (text.size() > kMostTextBytes) throw std::invalid_argument("a text that is too long");
  for (char& each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (byte < 0x20 || byte == 0x7F) each = '?';
  }
  // the second byte of the control characters from U+0080 to U+009F in UTF-8
  for (std::size_t i = 1; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (static_cast<unsigned char>(text[i - 1]) == 0xC2 && byte < 0xA0) {
      text[i - 1] = text[i] = '?';
    }
  }
  return text;
}

std::uint64_t whole_from(const Json& json) {
  if (!json.is_number_unsigned()) throw std::invalid_argument("no whole number from 0");
  return json.get<std::uint64_t>();
}

std::uint32_t number_from(const Json& json) {
  const std::uint64_t value = whole_from(json);
  if (value > UINT32_MAX) throw std::invalid_argument("a number out of range");
  return static_cast<std::uint32_t>(value);
}

std::int64_t time_from(const Json& json) {
  const std::uint64_t value = whole_from(json);
  if (value > static_cast<std::uint64_t>(INT64_MAX)) throw std::invalid_argument("out of range");
  return static_cast<std::int64_t>(value);
}

std::map<std::string, std::uint64_t> counts_from(const Json& json) {
  if (!json.is_object() || json.size() > kMostReasons) {
    throw std::invalid_argument("counts that are no short table");
  }
  std::map<std::string, std::uint64_t> counts;
  for (const auto& [name, value] : json.items()) counts[text_from(name)] = whole_from(value);
  return counts;
}

Json json_of(const HostStatus& host) {
  return {{"host", host.host},
          {"incarnation", host.incarnation},
          {"state", host.state},
          {"who", host.who},
          {"cells", host.cells},
          {"exchanges", host.exchanges},
          {"restarts", host.restarts},
          {"refused", host.refused},
          {"last_fault", host.last_fault},
          {"snapshots", host.snapshots},
          {"journal_bytes", host.journal_bytes}};
}

HostStatus host_from(const Json& json) {
  HostStatus host;
  host.host = number_from(json.at("host"));
  host.incarnation = number_from(json.at("incarnation"));
  host.state = text_from(json.at("state"));
  host.who = text_from(json.at("who"));
  host.cells = whole_from(json.at("cells"));
  host.exchanges = whole_from(json.at("exchanges"));
  host.restarts = whole_from(json.at("restarts"));
  host.refused = counts_from(json.at("refused"));
  host.last_fault = text_from(json.at("last_fault"));
  host.snapshots = whole_from(json.at("snapshots"));
  host.journal_bytes = whole_from(json.at("journal_bytes"));
  return host;
}

Json json_of(const StationStatus& station) {
  return {{"station", station.address},
          {"state", station.state},
          {"produced_quantity", station.produced_quantity},
          {"actual_busy_time_s", station.actual_busy_time_s},
          {"actual_production_time_s", station.actual_production_time_s},
          {"energy_kwh", station.energy_kwh},
          {"welds", station.welds},
          {"expulsions", station.expulsions}};
}

StationStatus station_from(const Json& json) {
  StationStatus station;
  station.address = text_from(json.at("station"));
  station.state = text_from(json.at("state"));
  station.produced_quantity = whole_from(json.at("produced_quantity"));
  station.actual_busy_time_s = internal::number_from_zero(json.at("actual_busy_time_s"));
  station.actual_production_time_s =
      internal::number_from_zero(json.at("actual_production_time_s"));
  station.energy_kwh = internal::finite_number(json.at("energy_kwh"));
  station.welds = whole_from(json.at("welds"));
  station.expulsions = whole_from(json.at("expulsions"));
  return station;
}

constexpr const char* kSchema = "darkline.bus/1";

BusStatus status_from(const Json& json) {
  if (text_from(json.at("schema")) != kSchema) throw std::invalid_argument("another schema");
  BusStatus status;
  status.run = text_from(json.at("run"));
  status.pid = time_from(json.at("pid"));
  status.epoch = whole_from(json.at("epoch"));
  status.t_ns = time_from(json.at("t_ns"));
  status.pace = internal::number_from_zero(json.at("pace"));
  status.exchanges = whole_from(json.at("exchanges"));
  status.strangers = whole_from(json.at("strangers"));
  status.gate = counts_from(json.at("gate"));
  status.is_degraded = json.at("degraded").get<bool>();
  const Json& trips = internal::list_from(json.at("round_trip_us"), 3);
  status.round_trips = {.p50_us = internal::number_from_zero(trips[0]),
                        .p99_us = internal::number_from_zero(trips[1]),
                        .max_us = internal::number_from_zero(trips[2])};
  const Json& hosts = internal::list_from(json.at("hosts"));
  const Json& stations = internal::list_from(json.at("stations"));
  if (hosts.size() > kMostStatusHosts || stations.size() > kMostStatusStations) {
    throw std::invalid_argument("too many hosts or stations");
  }
  for (const Json& each : hosts) status.hosts.push_back(host_from(each));
  for (const Json& each : stations) status.stations.push_back(station_from(each));
  return status;
}

}  // namespace

const char* name_of(PackMlState state) {
  constexpr std::array<const char*, 17> kNames = {
      "stopped",   "resetting",    "idle",    "starting", "execute",  "completing",
      "complete",  "aborting",     "aborted", "stopping", "clearing", "suspending",
      "suspended", "unsuspending", "holding", "held",     "unholding"};
  const auto place = static_cast<std::size_t>(state);
  return place < kNames.size() ? kNames[place] : "unknown";
}

BusStatus status_of(const BusReport& report) {
  BusStatus status;
  status.exchanges = report.exchanges;
  status.strangers = report.strangers;
  status.epoch = report.run_epoch;
  status.gate = report.gate;
  status.is_degraded = report.is_degraded;
  status.round_trips = quantiles_of(report.round_trips);
  for (const HostReport& each : report.hosts) {
    HostStatus& host = status.hosts.emplace_back();
    host.host = each.host;
    host.incarnation = each.incarnation;
    host.state = name_of(each.state);
    host.who = each.who;
    host.cells = each.cells;
    host.exchanges = each.exchanges;
    host.restarts = each.incarnation > 1 ? each.incarnation - 1 : 0;
    for (std::size_t r = 1; r < kLotpRejects; ++r) {
      const std::uint64_t count = each.heard.rejected[r];
      if (count > 0) host.refused[name_of(static_cast<LotpReject>(r))] = count;
    }
    host.last_fault = each.last_fault;
    host.snapshots = each.snapshots;
    host.journal_bytes = each.journal_bytes;
  }
  return status;
}

std::string to_json(const BusStatus& status) {
  Json json{{"schema", kSchema},
            {"run", status.run},
            {"pid", status.pid},
            {"epoch", status.epoch},
            {"t_ns", status.t_ns},
            {"pace", status.pace},
            {"exchanges", status.exchanges},
            {"strangers", status.strangers},
            {"gate", status.gate},
            {"degraded", status.is_degraded}};
  const RoundTrips& trips = status.round_trips;
  json["round_trip_us"] = {trips.p50_us, trips.p99_us, trips.max_us};
  json["hosts"] = Json::array();
  for (const HostStatus& each : status.hosts) json["hosts"].push_back(json_of(each));
  json["stations"] = Json::array();
  for (const StationStatus& each : status.stations) json["stations"].push_back(json_of(each));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

BusStatus bus_status_from_json(std::string_view text) {
  try {
    if (text.size() > kMostStatusBytes) throw std::invalid_argument("it is too long");
    return status_from(Json::parse(text));
  } catch (const std::exception& error) {
    throw InputError(
        {.found = fmt::format("a status of a bus that cannot be read: {}", error.what()),
         .wanted = "what a running darkline live publishes"});
  }
}

}  // namespace darkline
