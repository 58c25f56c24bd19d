#include "models/scenario/listed_spots.h"

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "models/base/address.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr const char* kKey = "process.spot_list";

std::vector<std::string> welders_of(const FactoryModel& factory, const Station& station) {
  std::vector<std::string> welders;
  for (const RobotId id : station.robots) {
    if (factory[id].role == RobotRole::spot_welding) welders.push_back(factory[id].address);
  }
  return welders;
}

void require_robot(const FactoryModel& factory, const Station& station, const ListedSpot& spot) {
  const std::vector<std::string> welders = welders_of(factory, station);
  if (welders.empty()) {
    throw InputError({.place = spot.station_place,
                      .key = "station",
                      .found = station.address + ", which has no spot-welding robot",
                      .wanted = "a station that welds"});
  }
  if (spot.robot == 0) return;
  const std::string robot = robot_address(station.address, spot.robot);
  if (std::ranges::find(welders, robot) != welders.end()) return;
  throw InputError({.place = spot.robot_place,
                    .key = "robot",
                    .found = robot + ", which is no spot-welding robot of the scenario",
                    .wanted = fmt::format("one of {}", fmt::join(welders, ", "))});
}

}  // namespace

std::optional<fs::path> spot_list_path(const Scenario& scenario) {
  const std::string& name = scenario.process.spot_list;
  if (name.empty() || name == "-") return std::nullopt;
  return scenario.path_beside(kKey, name);
}

void take_listed_spots(FactoryModel& factory) {
  const auto path = spot_list_path(factory.scenario);
  if (!path) return;
  std::error_code unknown;
  if (!fs::is_regular_file(*path, unknown)) {
    throw InputError({.place = factory.scenario.place_of(kKey),
                      .key = kKey,
                      .found = fmt::format("\"{}\"", factory.scenario.process.spot_list),
                      .wanted = fmt::format("a file; there is none at {}", path->string())});
  }
  std::map<std::string, Station*> by_address;
  std::vector<std::string> known;
  for (Station& station : factory.stations) {
    by_address.emplace(station.address, &station);
    known.push_back(station.address);
  }
  for (ListedSpot& spot : read_spot_list(*path)) {
    const auto at = by_address.find(spot.station);
    if (at == by_address.end()) {
      throw InputError({.place = spot.station_place,
                        .key = "station",
                        .found = fmt::format("\"{}\", which is no station of {}", spot.station,
                                             factory.scenario.file),
                        .wanted = "the address of a station",
                        .candidates = nearest_names(spot.station, known)});
    }
    require_robot(factory, *at->second, spot);
    at->second->listed_spots.push_back(std::move(spot));
  }
  for (Station& station : factory.stations) {
    if (station.listed_spots.empty()) continue;
    station.work.spots = static_cast<int>(station.listed_spots.size());
  }
}

}  // namespace darkline
