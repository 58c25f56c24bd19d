// WHAT THE FACTORY IS: zones, stations, robots and the links between them, built once from a
// scenario and constant after. Ids are places in its tables; addresses name things at the edges.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/base/frames.h"
#include "models/base/ids.h"
#include "models/cell/cycle_profile.h"
#include "models/cell/spot_list.h"
#include "models/robot/robot_model.h"
#include "models/scenario/scenario.h"

namespace darkline {

// Work that a station does on one body of work factor 1.
struct StationWork {
  int spots = 0;
  double sealer_m = 0.0;
  double studs = 0.0;
  double rivets = 0.0;
  double laser_m = 0.0;
  double hem_m = 0.0;
  double picks = 0.0;
};

struct Robot {
  std::string address;  // "z60_framing/st03/r2"
  StationId station;
  RobotRole role = RobotRole::spot_welding;
  std::size_t model = 0;  // in FactoryModel::robot_models
};

// How a station takes from several ways in, and gives to several ways out: zone.join, zone.route.
enum class Joining : std::uint8_t { assembly, together, merge };
enum class Routing : std::uint8_t { all, share, variant, turn, first_free, fewest };

struct Station {
  std::string address;  // "z60_framing/st03"
  ZoneId zone;
  int line = 0;      // which of the zone's parallel lines, from 0
  int position = 0;  // in that line, from 0
  std::vector<RobotId> robots;
  ByRole<int> robots_by_role = {};
  StationWork work;
  std::vector<ListedSpot> listed_spots;  // by the scenario's spot list; empty: generated
  Joining joining = Joining::assembly;
  Routing routing = Routing::all;
  // How often a body that leaves the line passes, on average: 1 but behind splits, which count as
  // even where bodies take the way that is free, and in loops of rework.
  double passes = 1.0;
};

struct Zone {
  std::string name;
  std::string title;
  std::vector<StationId> stations;  // line by line, in flow order
  int lines = 1;
};

enum class LinkCargo : std::uint8_t {
  bodies,
  rework,    // bodies with a fault, from the station that finds it
  carriers,  // empty ones, back to the station that puts a body on each
};

// A way from one station to the next with `places` waiting places (the places in the stations
// themselves not counted).
struct FlowLink {
  StationId from, to;
  int places = 0;
  bool between_zones = false;
  double travel_s = 0.0;  // along the places; needs some
  LinkCargo cargo = LinkCargo::bodies;
  double share = 0.0;                      // Routing::share, and of rework
  std::vector<std::size_t> variants = {};  // Routing::variant: in FactoryModel::variants
  int carriers = 0;                        // on it at the start
};

struct Variant {
  std::string name;  // "" if the scenario names none
  double share = 1.0;
  double work_factor = 1.0;
};

struct FactoryModel {
  Scenario scenario;
  std::vector<RobotModel> robot_models;  // each used model once
  std::vector<Zone> zones;
  std::vector<Station> stations;  // zone by zone
  std::vector<Robot> robots;      // station by station
  // From any to any; those that carry bodies form no circle and come before all others.
  std::vector<FlowLink> links;
  std::vector<Variant> variants;      // at least one
  std::vector<StationId> flow_order;  // every station after all that send it bodies

  const Station& operator[](StationId id) const { return stations[id.index()]; }
  const Robot& operator[](RobotId id) const { return robots[id.index()]; }
  const Zone& operator[](ZoneId id) const { return zones[id.index()]; }

  // A station that gives bodies to none is an exit; the model has exactly one.
  StationId exit;
};

// Stations that the scenario's spot list names weld its spots, whatever the variant; the others
// keep their share of the zone's.
// @throws InputError: what is wrong with the links (factory_links.h), a role without a robot model,
// a station without robots or work that no robot does; what
//   is wrong with the spot list (spot_list.h), or stations and robots in it that are not there.
// @throws IoError if the spot list cannot be read.
FactoryModel build_factory(const Scenario& scenario);

// Whether simulation.robots says that all robots are simulated, and not the welders alone.
// @throws InputError for any other text.
bool simulates_all_robots(const Scenario& scenario);

// What simulation.physics says. @throws InputError for a text that names no tier.
Fidelity study_physics(const Scenario& scenario);

}  // namespace darkline
