// A body on its way through the shop: it only grows, and is whole where the shop says that it is.
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_reader.h"
#include "twin/live/body_growth.h"
#include "twin/live/plant_scene.h"

using namespace darkline;

namespace {

FactoryModel shipped(const std::string& name) {
  const auto file = std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/scenarios" / name;
  return build_factory(read_scenario(file).scenario);
}

std::size_t station(const FactoryModel& factory, const std::string& address) {
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    if (factory.stations[s].address == address) return s;
  }
  BOOST_FAIL("no station " << address);
  return 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(body_growth_of_a_plant)

BOOST_AUTO_TEST_CASE(along_every_way_that_carries_bodies_nothing_is_lost_and_the_exit_has_all) {
  for (const char* name : {"ningbo_2024.toml", "06_assembly.toml", "12_rework_loop.toml"}) {
    const FactoryModel factory = shipped(name);
    const auto bodies = body_growth(factory);
    BOOST_REQUIRE(bodies.size() == factory.stations.size());
    BodyParts of_any;
    for (const StationBody& each : bodies) {
      of_any = of_any | each.parts;
      BOOST_TEST((each.joined.without(each.parts).is_empty()), name);
    }
    for (const FlowLink& link : factory.links) {
      if (link.cargo != LinkCargo::bodies) continue;
      const BodyParts from = bodies[link.from.index()].parts, to = bodies[link.to.index()].parts;
      BOOST_TEST(from.without(to).is_empty(), factory[link.from].address);
    }
    BOOST_TEST((bodies[factory.exit.index()].parts == of_any), name);
  }
}

BOOST_AUTO_TEST_CASE(the_body_shop_of_820_robots_joins_sides_to_the_underbody_and_hangs_on_doors) {
  const FactoryModel factory = shipped("ningbo_2024.toml");
  const auto bodies = body_growth(factory);
  const auto at = [&](const char* address) { return bodies[station(factory, address)]; };
  BOOST_TEST((at("z10_front_end/st03").parts == BodyParts(BodyPart::front_end)));
  BOOST_TEST((at("z40_underbody/st01").parts == BodyParts::underbody()));
  BOOST_TEST((at("z51_body_side_right/st12").parts == BodyParts(BodyPart::side_right)));
  const BodyParts sides = BodyParts(BodyPart::side_left) | BodyPart::side_right;
  BOOST_TEST((at("z60_framing/st01").parts == (BodyParts::underbody() | sides)));
  BOOST_TEST((at("z60_framing/st01").joined == sides));
  BOOST_TEST(at("z60_framing/st02").joined.is_empty());
  BOOST_TEST(!at("z70_respot/st10").parts.has(BodyPart::doors));
  BOOST_TEST((at("z90_hang_on/st01").parts == BodyParts::all()));
  BOOST_TEST((at("z90_hang_on/st01").joined == (BodyParts(BodyPart::doors) | BodyPart::lids)));
}

BOOST_AUTO_TEST_CASE(where_no_zone_says_what_it_makes_every_body_is_whole) {
  for (const StationBody& each : body_growth(shipped("01_one_cell.toml"))) {
    BOOST_TEST((each.parts == BodyParts::all()));
    BOOST_TEST(each.joined.is_empty());
  }
}

BOOST_AUTO_TEST_CASE(a_way_between_zones_carries_what_its_first_station_sends) {
  const FactoryModel factory = shipped("ningbo_2024.toml");
  const auto bodies = body_growth(factory);
  const PlantScene scene = plant_scene(factory);
  std::size_t b = 0;
  for (const FlowLink& link : factory.links) {
    if (link.places == 0) continue;
    BOOST_TEST((scene.hall.buffers[b++].parts == bodies[link.from.index()].parts));
  }
  BOOST_TEST(b == scene.hall.buffers.size());
  for (std::size_t s = 0; s < bodies.size(); ++s) {
    BOOST_TEST((scene.hall.stations[s].parts == bodies[s].parts));
  }
}

BOOST_AUTO_TEST_CASE(welders_carry_guns_and_every_tool_works_before_the_flange) {
  const FactoryModel factory = shipped("ningbo_2024.toml");
  const PlantScene scene = plant_scene(factory);
  for (std::size_t r = 0; r < factory.robots.size(); ++r) {
    const bool welds = factory.robots[r].role == RobotRole::spot_welding;
    BOOST_TEST((scene.hall.robots[r].tool == RobotTool::gun) == welds);
    BOOST_TEST(scene.hall.robots[r].tip_m > 0.0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
