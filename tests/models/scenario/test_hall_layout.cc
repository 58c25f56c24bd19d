#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/scenario/factory_model.h"
#include "models/scenario/hall_layout.h"
#include "tests/models/scenario/scenario_texts.h"

using namespace darkline;
using darkline::testing::factory_of;
using darkline::testing::link_toml;
using darkline::testing::zone_toml;

namespace {

Eigen::Vector3d position(const HallLayout& layout, std::size_t station) {
  return layout.X_WC[station].translation();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hall_layouts)

// Two stations stand a pitch apart along a line, or on different lanes.
BOOST_AUTO_TEST_CASE(no_two_stations_of_a_shipped_scenario_are_closer_than_a_pitch) {
  for (const auto& file : testing::shipped_scenarios()) {
    const FactoryModel factory = build_factory(read_scenario(file).scenario);
    const HallLayout layout = lay_out_hall(factory);
    BOOST_REQUIRE(layout.X_WC.size() == factory.stations.size());
    for (std::size_t i = 0; i < layout.X_WC.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Eigen::Vector3d apart = (position(layout, i) - position(layout, j)).cwiseAbs();
        const bool clear = apart.x() > kStationPitch_m - 1e-9 || apart.y() > kLanePitch_m - 1e-9;
        BOOST_TEST(clear, factory.stations[i].address << " and " << factory.stations[j].address);
      }
    }
  }
}

// A station's half pitch and half lane lie inside, and a margin beyond.
BOOST_AUTO_TEST_CASE(every_station_stands_inside_the_hall_with_its_margin) {
  for (const auto& file : testing::shipped_scenarios()) {
    const FactoryModel factory = build_factory(read_scenario(file).scenario);
    const HallLayout layout = lay_out_hall(factory);
    for (std::size_t i = 0; i < layout.X_WC.size(); ++i) {
      const Eigen::Vector3d p = position(layout, i);
      const double along = kHallMargin_m + kStationPitch_m / 2 - 1e-9;
      const double across = kHallMargin_m + kLanePitch_m / 2 - 1e-9;
      BOOST_TEST((p.x() >= along && p.x() <= layout.length_m - along), factory.stations[i].address);
      BOOST_TEST((p.y() >= across && p.y() <= layout.width_m - across));
      BOOST_TEST(p.z() == 0.0);
    }
  }
}

// A hall that would be long is folded: past the fold the cells, and the flow, are turned around.
BOOST_AUTO_TEST_CASE(bodies_flow_along_the_x_axis_of_their_cells) {
  for (const auto& file : testing::shipped_scenarios()) {
    const FactoryModel factory = build_factory(read_scenario(file).scenario);
    const HallLayout layout = lay_out_hall(factory);
    for (const FlowLink& each : factory.links) {
      if (each.cargo != LinkCargo::bodies) continue;
      const Eigen::Vector3d from_x = layout.X_WC[each.from.index()].linear().col(0);
      const Eigen::Vector3d to_x = layout.X_WC[each.to.index()].linear().col(0);
      const Eigen::Vector3d way =
          position(layout, each.to.index()) - position(layout, each.from.index());
      const std::string names = factory[each.from].address + " -> " + factory[each.to].address;
      if (from_x.dot(to_x) > 0.0) {
        BOOST_TEST(way.dot(from_x) > 0.0, names);
      } else {
        BOOST_TEST(from_x.x() > 0.0, names << " turns back towards +x");
      }
    }
  }
}

// Two stations on one lane: a margin of 8 m and half a pitch for the fold, then a pitch of 9 m
// each; the places between take 5.5 m each.
BOOST_AUTO_TEST_CASE(a_short_line_stands_as_worked_out_by_hand) {
  const HallLayout tight =
      lay_out_hall(factory_of(zone_toml("a") + zone_toml("b") + link_toml("a", "b")));
  BOOST_TEST(position(tight, 0).x() == 8 + 4.5 + 4.5);
  BOOST_TEST(position(tight, 1).x() == 8 + 4.5 + 9 + 4.5);
  BOOST_TEST(position(tight, 0).y() == 8 + 7.5);
  BOOST_TEST(tight.length_m == 8 + 4.5 + 18 + 4.5 + 8);
  BOOST_TEST(tight.width_m == 8 + 15 + 8);
  const HallLayout wide =
      lay_out_hall(factory_of(zone_toml("a") + zone_toml("b") + link_toml("a", "b", 1)));
  BOOST_TEST(position(wide, 1).x() == 8 + 4.5 + 9 + 5.5 + 4.5);
}

// Six stations are 54 m long and 15 m wide: more than twice as long, so folded after three. The
// fourth stands beside the third, one lane of 15 m nearer to the hall's corner.
BOOST_AUTO_TEST_CASE(a_long_line_is_folded_in_the_middle) {
  const HallLayout layout = lay_out_hall(factory_of(zone_toml("a", 6, 6)));
  const double first = 8 + 4.5 + 4.5;
  for (std::size_t i = 0; i < 3; ++i) {
    const double x = first + 9.0 * static_cast<double>(i);
    BOOST_TEST(position(layout, i).x() == x);
    BOOST_TEST(position(layout, 5 - i).x() == x);
    BOOST_TEST(position(layout, i).y() == 8 + 15 + 7.5);
    BOOST_TEST(position(layout, 5 - i).y() == 8 + 7.5);
  }
  BOOST_TEST(layout.length_m == 8 + 4.5 + 27 + 4.5 + 8);
  BOOST_TEST(layout.width_m == 8 + 30 + 8);
}

BOOST_AUTO_TEST_CASE(feeders_stand_on_lanes_beside_the_main_line) {
  const FactoryModel factory =
      factory_of(zone_toml("main", 4, 4) + zone_toml("side_a", 2, 2) + zone_toml("side_b", 2, 2) +
                 zone_toml("join") + link_toml("main", "join") + link_toml("side_a", "join") +
                 link_toml("side_b", "join"));
  const HallLayout layout = lay_out_hall(factory);
  const auto lane = [&](std::size_t station) { return position(layout, station).y(); };
  BOOST_TEST(lane(0) == lane(8), "the longest feeder is the main line");
  BOOST_TEST(std::abs(lane(4) - lane(0)) == kLanePitch_m);
  BOOST_TEST(std::abs(lane(6) - lane(0)) == kLanePitch_m);
  BOOST_TEST(lane(4) != lane(6), "one above, one below");
}

BOOST_AUTO_TEST_SUITE_END()
