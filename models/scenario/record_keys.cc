// The rows of the scenario language inside [[zone]], [[link]], [[variant]] and [[changeover]].
#include <array>

#include "models/scenario/key_field.h"
#include "models/scenario/scenario_schema.h"

namespace darkline {
namespace {

// clang-format off: one row a key
const std::array<Key<ZoneConfig>, 19> kZoneKeys = {{
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
    {{"zone.passes", Dimension::none, "", 0, 0, "all", "one",
      "Which of the zone's parallel lines a body passes: all (each makes a part of it; the zone's "
      "work is shared among them) or one (each does all the zone's work on the bodies that take "
      "it; "
      "spots and other work are given per body, robots for all lines together)."},
     DARKLINE_FIELD(ZoneConfig, z, std::string, z.passes)},
    {{"zone.join", Dimension::none, "", 0, 0, "-", "merge",
      "How the zone's first station takes from several ways in: assembly (one part from each, each "
      "into its own place), together (one part from each, at once) or merge (one, in order of "
      "arrival); -: merge where lines of which a body passes one come together and where bodies "
      "come back from rework, else assembly."},
     DARKLINE_FIELD(ZoneConfig, z, std::string, z.join)},
    {{"zone.route", Dimension::none, "", 0, 0, "-", "share",
      "How the zone's last stations give to several ways out: all (a part onto each), share (by "
      "chance, as link.share says), variant (as link.variants says), turn (in turn), first_free "
      "(the first with room) or fewest (the one with fewest bodies, of those with room). -: fewest "
      "into lines of which a body passes one; other splits must be given a rule."},
     DARKLINE_FIELD(ZoneConfig, z, std::string, z.route)},
}};
const std::array<Key<LinkConfig>, 8> kLinkKeys = {{
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
    {{"link.carries", Dimension::none, "", 0, 0, "bodies", "carriers",
      "What goes this way: bodies; rework (bodies in which the last station of `from` finds a "
      "fault, "
      "back to an earlier zone or to a zone that repairs them); or carriers (empty skids or "
      "pallets: "
      "the first station of `to` needs one for each body, the last of `from` gives it back)."},
     DARKLINE_FIELD(LinkConfig, l, std::string, l.carries)},
    {{"link.share", Dimension::percent, "%", 0, 1, "0 %", "60 %",
      "Of the bodies at the end of zone `from`: those that take this way, where its route is "
      "share; "
      "those sent to rework, 0 for quality.rework."},
     DARKLINE_FIELD(LinkConfig, l, double, l.share)},
    {{"link.variants", Dimension::none, "", 0, 0, "-", "sedan, wagon",
      "Variants that take this way, where the route of zone `from` is variant."},
     DARKLINE_FIELD(LinkConfig, l, std::string, l.variants)},
    {{"link.carriers", Dimension::none, "", 0, 10000, "0", "12",
      "Carriers of the closed loop, all of them on this way at the start; it needs a place for "
      "each, "
      "whatever buffer_factor."},
     DARKLINE_FIELD(LinkConfig, l, std::int64_t, l.carriers)},
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
const std::array<Key<ChangeoverConfig>, 3> kChangeoverKeys = {{
    {{"changeover.from", Dimension::none, "", 0, 0, "", "sedan", "Variant of the job before."},
     DARKLINE_FIELD(ChangeoverConfig, c, std::string, c.from)},
    {{"changeover.to", Dimension::none, "", 0, 0, "", "wagon", "Variant of the job."},
     DARKLINE_FIELD(ChangeoverConfig, c, std::string, c.to)},
    {{"changeover.time", Dimension::time, "s", 0, 86400, "", "12 s",
      "Of a station between them, in place of plant.changeover."},
     DARKLINE_FIELD(ChangeoverConfig, c, double, c.time_s)},
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
std::span<const Key<ChangeoverConfig>> changeover_keys() {
  return kChangeoverKeys;
}

}  // namespace darkline
