#include "twin/live/body_growth.h"

#include <algorithm>

namespace darkline {
namespace {

bool makes_anything(const FactoryModel& factory) {
  return std::any_of(factory.zones.begin(), factory.zones.end(),
                     [](const Zone& zone) { return !parts_named(zone.name).is_empty(); });
}

bool places_parts(const FactoryModel& factory, const Station& station) {
  const bool has_robot =
      std::any_of(station.robots.begin(), station.robots.end(),
                  [&](RobotId robot) { return factory[robot].role == RobotRole::handling; });
  return has_robot && station.work.picks >= 1.0;  // below, not on every body
}

}  // namespace

BodyParts parts_named(const std::string& zone) {
  const auto speaks_of = [&](const char* word) { return zone.find(word) != std::string::npos; };
  BodyParts parts;
  const auto add = [&](bool is_named, BodyParts what) {
    if (is_named) parts = parts | what;
  };
  const bool left = speaks_of("left") || speaks_of("_lh");
  const bool right = speaks_of("right") || speaks_of("_rh");
  add(speaks_of("underbody"), BodyParts::underbody());
  add(speaks_of("front_end") || speaks_of("engine"), BodyPart::front_end);
  add(speaks_of("rear_end"), BodyPart::rear_floor);
  add(speaks_of("floor") && !speaks_of("rear"), BodyPart::front_floor);
  add(speaks_of("floor") && !speaks_of("front"), BodyPart::rear_floor);
  add(speaks_of("side") && !right, BodyPart::side_left);
  add(speaks_of("side") && !left, BodyPart::side_right);
  add(speaks_of("roof"), BodyPart::roof);
  add(speaks_of("door") || speaks_of("closure"), BodyPart::doors);
  add(speaks_of("hood") || speaks_of("tailgate") || speaks_of("closure"), BodyPart::lids);
  return parts;
}

std::vector<StationBody> body_growth(const FactoryModel& factory) {
  std::vector<StationBody> bodies(factory.stations.size());
  if (!makes_anything(factory)) {
    for (StationBody& each : bodies) each.parts = BodyParts::all();
    return bodies;
  }
  for (const StationId id : factory.flow_order) {
    const Station& station = factory[id];
    BodyParts brought, all;
    for (const FlowLink& link : factory.links) {
      if (link.to != id || link.cargo != LinkCargo::bodies) continue;
      const BodyParts here = bodies[link.from.index()].parts;
      if (here.count() > brought.count()) brought = here;
      all = all | here;
    }
    StationBody& body = bodies[id.index()];
    body.parts = all | parts_named(factory[station.zone].name);
    if (!brought.is_empty() && places_parts(factory, station)) {
      body.joined = body.parts.without(brought);
    }
  }
  return bodies;
}

}  // namespace darkline
