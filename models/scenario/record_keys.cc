// The rows of the scenario language inside [[zone]], [[link]] and [[variant]].
#include <array>

#include "models/scenario/key_field.h"
#include "models/scenario/scenario_schema.h"

namespace darkline {
namespace {

// clang-format off: one row a key
const std::array<Key<ZoneConfig>, 16> kZoneKeys = {{
    {{"zone.name", Dimension::none, "", 0, 0, "", "z60_framing",
      "Address of the zone: a-z, 0-9 and _, starting with a letter."},
     DARKLINE_FIELD(ZoneConfig, z, std::string, z.name)},
    {{"zone.title", Dimension::none, "", 0, 0, "-", "Framing inner + outer", "Name for people."},
     DARKLINE_FIELD(ZoneConfig, z, std::string, z.title)},
    {{"zone.stations", Dimension::none, "", 1, 2000, "", "[6]",
      "Stations of each of the zone's parallel lines, one number a line."},
     DARKLINE_FIELD(ZoneConfig, z, std::vector<std::int64_t>, z.stations)},
    {{"zone.spots", Dimension::none, "", 0, 100000, "0", "460",
      "Spot welds per body in the whole zone."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.spots)},
    {{"zone.sealer", Dimension::length, "m", 0, 10000, "0 m", "13 m",
      "Adhesive and sealer per body."},
     DARKLINE_FIELD(ZoneConfig, z, double, z.sealer_m)},
    {{"zone.studs", Dimension::none, "", 0, 100000, "0", "0", "Weld studs per body."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.studs)},
    {{"zone.rivets", Dimension::none, "", 0, 100000, "0", "0",
      "Self-piercing rivets and flow-drill screws per body."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.rivets)},
    {{"zone.laser", Dimension::length, "m", 0, 10000, "0 m", "0 m", "Laser seam per body."},
     DARKLINE_FIELD(ZoneConfig, z, double, z.laser_m)},
    {{"zone.hem", Dimension::length, "m", 0, 10000, "0 m", "0 m", "Roller hem per body."},
     DARKLINE_FIELD(ZoneConfig, z, double, z.hem_m)},
    {{"zone.picks", Dimension::none, "", 0, 100000, "0", "0", "Parts picked and placed per body."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.picks)},
    {{"zone.spot_welding_robots", Dimension::none, "", 0, 20000, "0", "0",
      "Robots for spot welding in the zone."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.robots[index_of(RobotRole::spot_welding)])},
    {{"zone.joining_robots", Dimension::none, "", 0, 20000, "0", "0",
      "Robots for joining in the zone."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.robots[index_of(RobotRole::joining)])},
    {{"zone.sealing_robots", Dimension::none, "", 0, 20000, "0", "0",
      "Robots for sealing in the zone."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.robots[index_of(RobotRole::sealing)])},
    {{"zone.hemming_robots", Dimension::none, "", 0, 20000, "0", "0",
      "Robots for hemming in the zone."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.robots[index_of(RobotRole::hemming)])},
    {{"zone.handling_robots", Dimension::none, "", 0, 20000, "0", "0",
      "Robots for handling in the zone."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.robots[index_of(RobotRole::handling)])},
    {{"zone.inspection_robots", Dimension::none, "", 0, 20000, "0", "0",
      "Robots for inspection in the zone."},
     DARKLINE_FIELD(ZoneConfig, z, std::int64_t, z.robots[index_of(RobotRole::inspection)])},
}};
const std::array<Key<LinkConfig>, 4> kLinkKeys = {{
    {{"link.from", Dimension::none, "", 0, 0, "", "z60_framing", "Zone that gives."},
     DARKLINE_FIELD(LinkConfig, l, std::string, l.from)},
    {{"link.to", Dimension::none, "", 0, 0, "", "z65_roof",
      "Zone that takes; several links into one zone are an assembly."},
     DARKLINE_FIELD(LinkConfig, l, std::string, l.to)},
    {{"link.places", Dimension::none, "", 0, 10000, "0", "4",
      "Waiting places between the zones, in bodies, those in stations not counted."},
     DARKLINE_FIELD(LinkConfig, l, std::int64_t, l.places)},
    {{"link.travel", Dimension::time, "s", 0, 86400, "0 s", "30 s",
      "From one zone to the other along its waiting places, an accumulating conveyor."},
     DARKLINE_FIELD(LinkConfig, l, double, l.travel_s)},
}};
const std::array<Key<VariantConfig>, 3> kVariantKeys = {{
    {{"variant.name", Dimension::none, "", 0, 0, "", "long_wheelbase", "Product variant."},
     DARKLINE_FIELD(VariantConfig, v, std::string, v.name)},
    {{"variant.share", Dimension::percent, "%", 0, 1, "", "30 %",
      "Of production; the shares sum to 100 %."},
     DARKLINE_FIELD(VariantConfig, v, double, v.share)},
    {{"variant.work_factor", Dimension::none, "", 0.01, 10, "1", "1",
      "On spots and all other work of the zones."},
     DARKLINE_FIELD(VariantConfig, v, double, v.work_factor)},
}};
// clang-format on

}  // namespace

std::span<const Key<ZoneConfig>> zone_keys() {
  return kZoneKeys;
}
std::span<const Key<LinkConfig>> link_keys() {
  return kLinkKeys;
}
std::span<const Key<VariantConfig>> variant_keys() {
  return kVariantKeys;
}

}  // namespace darkline
