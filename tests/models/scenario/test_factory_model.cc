#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/address.h"
#include "models/base/error.h"
#include "models/scenario/factory_model.h"
#include "models/scenario/process_law.h"
#include "models/scenario/scenario_schema.h"
#include "tests/models/scenario/scenario_texts.h"
#include "tests/support/public_arm.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using darkline::testing::factory_of;
using darkline::testing::link_toml;
using darkline::testing::scenario_of;
using darkline::testing::shipped_scenario;
using darkline::testing::zone_toml;

namespace {

const FactoryModel& plant(const std::string& name) {
  static std::map<std::string, FactoryModel> built;
  const auto at = built.find(name);
  if (at != built.end()) return at->second;
  return built.emplace(name, build_factory(read_scenario(shipped_scenario(name)).scenario))
      .first->second;
}

const std::array<const char*, 3> kPlants = {"ningbo_2020", "ningbo_2024", "zeekr_2022"};

// A role's robots: spot welding, joining, sealing, hemming, handling, inspection.
ByRole<int> robots_by_role(const FactoryModel& factory) {
  ByRole<int> count = {};
  for (const Robot& robot : factory.robots) ++count[index_of(robot.role)];
  return count;
}

void require_roles(const std::string& name, const ByRole<int>& wanted) {
  BOOST_TEST_CONTEXT(name) {
    BOOST_TEST(robots_by_role(plant(name)) == wanted, boost::test_tools::per_element());
  }
}

std::int64_t total_spots(const FactoryModel& factory) {
  std::int64_t spots = 0;
  for (const Station& station : factory.stations) spots += station.work.spots;
  return spots;
}

}  // namespace

#define REFUSED(text, ...) DARKLINE_TEST_THROWS(factory_of(text), InputError, __VA_ARGS__)

BOOST_AUTO_TEST_SUITE(factory_models)

// Published totals: 500 (2020) and 820 (2024) robots in Ningbo, 382 at Zeekr.
BOOST_AUTO_TEST_CASE(the_plants_have_their_published_robots_and_derived_stations) {
  BOOST_TEST(plant("ningbo_2020").robots.size() == 500U);
  BOOST_TEST(plant("ningbo_2020").stations.size() == 81U);
  BOOST_TEST(plant("ningbo_2024").robots.size() == 820U);
  BOOST_TEST(plant("ningbo_2024").stations.size() == 123U);
  BOOST_TEST(plant("zeekr_2022").robots.size() == 382U);
  BOOST_TEST(plant("zeekr_2022").stations.size() == 62U);
}

BOOST_AUTO_TEST_CASE(the_plants_have_their_robots_by_role) {
  require_roles("ningbo_2020", {301, 48, 12, 8, 111, 20});
  require_roles("ningbo_2024", {516, 85, 21, 13, 165, 20});
  require_roles("zeekr_2022", {228, 36, 10, 6, 82, 20});
}

// The body has 4,800 spots in both Ningbo layouts; 75.42 % of them at Zeekr.
BOOST_AUTO_TEST_CASE(the_plants_weld_their_spots) {
  BOOST_TEST(total_spots(plant("ningbo_2020")) == 4800);
  BOOST_TEST(total_spots(plant("ningbo_2024")) == 4800);
  BOOST_TEST(total_spots(plant("zeekr_2022")) == 3620);
}

// Sizing law: (3.0 s a spot * spots / W + 4 s approach) / (C - 11.2 s of transfer).
BOOST_AUTO_TEST_CASE(the_welders_of_every_zone_are_loaded_to_75_to_85_percent) {
  for (const char* name : kPlants) {
    const FactoryModel& factory = plant(name);
    for (const ZoneConfig& config : factory.scenario.zones) {
      const auto welders = static_cast<double>(config.robots[index_of(RobotRole::spot_welding)]);
      if (welders == 0.0) continue;
      const double load = (3.0 * static_cast<double>(config.spots) / welders + 4.0) /
                          (factory.scenario.plant.takt_s - 11.2);
      BOOST_TEST((load > 0.75 && load < 0.85), name << " " << config.name << ": " << load);
    }
  }
}

BOOST_AUTO_TEST_CASE(work_is_shared_without_loss_and_in_proportion_to_the_robots) {
  for (const char* name : kPlants) {
    const FactoryModel& factory = plant(name);
    for (std::size_t z = 0; z < factory.zones.size(); ++z) {
      const ZoneConfig& config = factory.scenario.zones[z];
      StationWork sum;
      for (const StationId id : factory.zones[z].stations) {
        const Station& station = factory[id];
        sum.spots += station.work.spots;
        sum.sealer_m += station.work.sealer_m;
        sum.rivets += station.work.rivets;
        sum.picks += station.work.picks;
        // largest remainder: never a whole spot away from the exact share
        const int welders = station.robots_by_role[index_of(RobotRole::spot_welding)];
        const auto all = config.robots[index_of(RobotRole::spot_welding)];
        if (all == 0) continue;
        const double exact = static_cast<double>(config.spots) * welders / static_cast<double>(all);
        BOOST_TEST(std::abs(station.work.spots - exact) < 1.0, station.address);
      }
      BOOST_TEST(sum.spots == config.spots, config.name);
      BOOST_TEST(std::abs(sum.sealer_m - config.sealer_m) < 1e-9);
      BOOST_TEST(std::abs(sum.rivets - static_cast<double>(config.rivets)) < 1e-9);
      BOOST_TEST(std::abs(sum.picks - static_cast<double>(config.picks)) < 1e-9);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_shipped_scenario_makes_a_factory_that_holds_together) {
  for (const auto& file : testing::shipped_scenarios()) {
    const FactoryModel factory = build_factory(read_scenario(file).scenario);
    BOOST_TEST_CONTEXT(file) {
      std::set<std::string> addresses;
      for (std::size_t i = 0; i < factory.stations.size(); ++i) {
        const Station& station = factory.stations[i];
        BOOST_TEST(!station.robots.empty(), station.address);
        BOOST_TEST(addresses.insert(station.address).second);
        const auto parts = parse_address(station.address);
        BOOST_REQUIRE(parts.has_value());
        BOOST_TEST(parts->zone == factory[station.zone].name);
        for (const RobotId robot : station.robots) {
          BOOST_TEST((factory[robot].station == StationId(i)));
          BOOST_TEST(factory[robot].address.starts_with(station.address + "/r"));
          BOOST_TEST(factory[robot].model < factory.robot_models.size());
        }
      }
      for (const Robot& robot : factory.robots) {
        BOOST_TEST(addresses.insert(robot.address).second);
      }
      BOOST_TEST(factory.exit.valid());
      BOOST_TEST(factory.scenario.place_of("plant.takt").file.empty() == false);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_flow_order_names_every_station_after_all_that_feed_it) {
  for (const auto& file : testing::shipped_scenarios()) {
    const FactoryModel factory = build_factory(read_scenario(file).scenario);
    std::vector<std::size_t> turn(factory.stations.size(), factory.stations.size());
    for (std::size_t i = 0; i < factory.flow_order.size(); ++i) {
      turn[factory.flow_order[i].index()] = i;
    }
    BOOST_TEST(factory.flow_order.size() == factory.stations.size());
    BOOST_TEST(*std::max_element(turn.begin(), turn.end()) < factory.stations.size());
    std::vector<int> leaves(factory.stations.size(), 0);
    for (const FlowLink& each : factory.links) {
      if (each.cargo != LinkCargo::bodies) continue;
      BOOST_TEST(turn[each.from.index()] < turn[each.to.index()]);
      ++leaves[each.from.index()];
    }
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      const bool splits = factory.stations[i].routing != Routing::all;
      BOOST_TEST((StationId(i) == factory.exit ? leaves[i] == 0
                                               : leaves[i] == 1 || (splits && leaves[i] > 1)));
    }
    BOOST_TEST((factory.flow_order.back() == factory.exit));
  }
}

// Four door lines and two of hood and tailgate end in hang-on, beside metrology.
BOOST_AUTO_TEST_CASE(parallel_lines_each_end_where_their_zone_leads) {
  const FactoryModel& factory = plant("ningbo_2024");
  const auto feeders = std::count_if(
      factory.links.begin(), factory.links.end(),
      [&](const FlowLink& each) { return factory[each.to].address == "z90_hang_on/st01"; });
  BOOST_TEST(feeders == 4 + 2 + 1);
}

BOOST_AUTO_TEST_CASE(roles_are_spread_evenly_and_the_rest_goes_where_robots_are_few) {
  const FactoryModel factory = factory_of(
      "[[zone]]\nname = \"a\"\nstations = [3]\nspots = 100\nspot_welding_robots = 7\n"
      "handling_robots = 2\n");
  // 7 welders: 3, 2, 2; the two handling robots go to the stations with two
  BOOST_REQUIRE(factory.stations.size() == 3U);
  const std::array<int, 3> welders = {3, 2, 2}, handlers = {0, 1, 1};
  // 100 spots by 3 : 2 : 2 are 42.86, 28.57, 28.57: the largest remainder is the first
  const std::array<int, 3> spots = {43, 29, 28};
  for (std::size_t i = 0; i < 3; ++i) {
    const Station& station = factory.stations[i];
    BOOST_TEST(station.robots_by_role[index_of(RobotRole::spot_welding)] == welders[i]);
    BOOST_TEST(station.robots_by_role[index_of(RobotRole::handling)] == handlers[i]);
    BOOST_TEST(station.work.spots == spots[i]);
    BOOST_TEST(station.robots.size() == 3U);
  }
  BOOST_TEST(factory.robots[0].address == "a/st01/r1");
  BOOST_TEST((factory.robots[5].role == RobotRole::handling));
}

BOOST_AUTO_TEST_CASE(places_are_multiplied_by_the_buffer_factor_and_rounded) {
  const std::string text = zone_toml("a") + zone_toml("b") + link_toml("a", "b", 5);
  const auto places = [&](const std::string& factor) {
    return factory_of("[plant]\nbuffer_factor = " + factor + "\n" + text).links.at(0).places;
  };
  BOOST_TEST(places("1") == 5);
  BOOST_TEST(places("0") == 0);
  BOOST_TEST(places("1.5") == 8);  // 7.5 rounds away from zero
  BOOST_TEST(places("0.25") == 1);
}

BOOST_AUTO_TEST_CASE(long_lines_are_split_in_the_middle) {
  const auto places = [](const std::string& plant_keys, int stations) {
    const FactoryModel factory =
        factory_of("[plant]\n" + plant_keys + zone_toml("a", stations, stations));
    std::vector<int> all;
    for (const FlowLink& each : factory.links) {
      BOOST_TEST(!each.between_zones);
      all.push_back(each.places);
    }
    return all;
  };
  using Places = std::vector<int>;
  const std::string split = "split_from_stations = 4\nsplit_places = 6\n";
  BOOST_TEST(places("", 4) == (Places{0, 0, 0}), boost::test_tools::per_element());
  BOOST_TEST(places(split, 3) == (Places{0, 0}), boost::test_tools::per_element());
  BOOST_TEST(places(split, 4) == (Places{0, 6, 0}), boost::test_tools::per_element());
  BOOST_TEST(places(split, 5) == (Places{0, 6, 0, 0}), boost::test_tools::per_element());
  BOOST_TEST(places(split + "buffer_factor = 1.5\n", 4) == (Places{0, 9, 0}),
             boost::test_tools::per_element());
}

// 2024 with splits from 8 stations on: zones of 12, 10, 12, 14, 12, 12 and 10 stations have one.
BOOST_AUTO_TEST_CASE(the_plant_of_2024_has_seven_zones_to_split) {
  const FactoryModel factory = build_factory(
      read_scenario(shipped_scenario("ningbo_2024"), {"plant.split_from_stations=8"}).scenario);
  const auto splits =
      std::count_if(factory.links.begin(), factory.links.end(),
                    [](const FlowLink& each) { return !each.between_zones && each.places > 0; });
  BOOST_TEST(splits == 7);
}

// Section 4.2 of the sizing law, worked by hand for two robots of each role.
BOOST_AUTO_TEST_CASE(the_sizing_law_gives_the_seconds_of_each_role) {
  const FactoryModel factory = factory_of(R"(
[[zone]]
name = "a"
stations = [1]
spots = 30
sealer = "6 m"
studs = 10
rivets = 4
laser = "1.2 m"
hem = "2 m"
picks = 3
spot_welding_robots = 2
joining_robots = 2
sealing_robots = 2
hemming_robots = 2
handling_robots = 2
inspection_robots = 1
)");
  const ByRole<double> seconds = process_law_seconds(factory, StationId(0));
  const auto near = [](double a, double b) { return std::abs(a - b) < 1e-9; };
  BOOST_TEST(near(seconds[index_of(RobotRole::spot_welding)], 3.0 * 30 / 2));
  BOOST_TEST(
      near(seconds[index_of(RobotRole::joining)], (2.6 * 10 + 3.5 * 4 + 1.5 * 1.2 / 0.06) / 2));
  BOOST_TEST(near(seconds[index_of(RobotRole::sealing)], 1.35 * 6 / 0.30 / 2));
  BOOST_TEST(near(seconds[index_of(RobotRole::hemming)], 1.25 * 3 * 2 / 0.25 / 2));
  BOOST_TEST(near(seconds[index_of(RobotRole::handling)], 16.0 * 3 / 2));
  BOOST_TEST(seconds[index_of(RobotRole::inspection)] == 0.0);
}

BOOST_AUTO_TEST_CASE(variants_come_with_their_shares_or_there_is_one) {
  BOOST_REQUIRE(factory_of(zone_toml("a")).variants.size() == 1U);
  BOOST_TEST(factory_of(zone_toml("a")).variants[0].share == 1.0);
  const std::string two =
      "[[variant]]\nname = \"s\"\nshare = \"70 %\"\n[[variant]]\nname = \"l\"\nshare = \"30 %\"\n"
      "work_factor = 1.3\n";
  BOOST_REQUIRE(factory_of(zone_toml("a") + two).variants.size() == 2U);
  BOOST_TEST(factory_of(zone_toml("a") + two).variants[1].work_factor == 1.3);
  REFUSED(zone_toml("a") + two + "[[variant]]\nname = \"x\"\nshare = \"1 %\"\n",
          "a.toml:12:1: variant.share: ", "sum to 101 %", "100 %");
}

BOOST_AUTO_TEST_CASE(a_factory_without_a_zone_is_refused) {
  REFUSED("", "a.toml: zone: ", "no zone", "[[zone]]");
}

BOOST_AUTO_TEST_CASE(a_zone_name_that_is_no_address_is_refused) {
  REFUSED(zone_toml("Framing 60"), "a.toml:1:1: zone.name: ", "found \"Framing 60\"",
          "z60_framing");
  REFUSED(zone_toml("a/st01"), "zone.name");
}

BOOST_AUTO_TEST_CASE(a_zone_that_was_renamed_to_another_is_refused) {
  DARKLINE_TEST_THROWS(
      build_factory(
          scenario_of(zone_toml("a") + zone_toml("b") + link_toml("a", "b"), {"zone.b.name=a"})),
      InputError, "a.toml:5:1: zone.name: ", "a second \"a\"", "a.toml:1:1");
}

BOOST_AUTO_TEST_CASE(a_link_to_nowhere_is_refused_with_the_nearest_zone) {
  REFUSED(zone_toml("framing") + zone_toml("roof") + link_toml("framing", "rof"),
          "a.toml:9:1: link.to: ", "found \"rof\"", "did you mean roof?");
  REFUSED(zone_toml("framing") + zone_toml("roof") + link_toml("farming", "roof"),
          "link.from: ", "did you mean framing?");
}

BOOST_AUTO_TEST_CASE(a_circle_is_refused_with_its_zones) {
  REFUSED(zone_toml("a") + zone_toml("b") + link_toml("a", "b") + link_toml("b", "a"),
          "link: ", "a circle: a -> b -> a", "a line that ends", "remove one of these links");
  REFUSED(zone_toml("a", 3, 3) + zone_toml("b", 2, 2) + zone_toml("c", 2, 2) + link_toml("a", "b") +
              link_toml("b", "c") + link_toml("c", "a"),
          "a circle: a -> b -> c -> a");
  REFUSED(zone_toml("a", 2, 2) + link_toml("a", "a"), "a.toml:5:1: link: ", "a circle: a -> a");
  // the exit and the zone that feeds the circle are not part of it
  REFUSED(zone_toml("a") + zone_toml("b") + zone_toml("c") + zone_toml("d") + link_toml("a", "b") +
              link_toml("b", "c") + link_toml("c", "b"),
          "a circle: b -> c -> b");
}

BOOST_AUTO_TEST_CASE(two_exits_are_refused_with_their_stations) {
  REFUSED(zone_toml("a") + zone_toml("b", 2, 2), "a.toml: link: ", "2 stations that lead nowhere",
          "a/st01, b/st02", "one exit", "add a [[link]]");
}

BOOST_AUTO_TEST_CASE(a_zone_that_leads_to_two_is_refused) {
  REFUSED(zone_toml("a") + zone_toml("b") + zone_toml("c") + link_toml("a", "b") +
              link_toml("a", "c") + link_toml("b", "c"),
          "link.from: ", "2 links that leave zone a", "a body goes one way");
}

BOOST_AUTO_TEST_CASE(a_link_into_parallel_lines_is_refused) {
  REFUSED(zone_toml("a") + "[[zone]]\nname = \"b\"\nstations = [1, 1]\nspot_welding_robots = 2\n" +
              zone_toml("c") + link_toml("a", "b") + link_toml("b", "c"),
          "a.toml:13:1: link.to: ", "b, which has 2 parallel lines", "a zone of one line");
}

BOOST_AUTO_TEST_CASE(a_role_without_a_robot_model_is_refused) {
  REFUSED("[robots]\nspot_welding = \"\"\n" + zone_toml("a"),
          "a.toml:2:16: robots.spot_welding: ", "no robot model", "zone a has spot_welding robots",
          "kuka_kr210_r2700_2");
  // a role that no zone has needs none
  BOOST_CHECK_NO_THROW(factory_of("[robots]\nhemming = \"\"\n" + zone_toml("a")));
}

BOOST_AUTO_TEST_CASE(an_unknown_robot_model_is_refused_with_those_there_are) {
  REFUSED("[robots]\nspot_welding = \"kuka_kr210_r2700\"\n" + zone_toml("a"),
          "a.toml:2:16: robots.spot_welding: ", "found robot model \"kuka_kr210_r2700\"",
          "did you mean kuka_kr210_r2700_2?", "abb_irb6700_200_260");
  REFUSED("[robots]\nspot_welding = \"../robots/kuka_kr210_r2700_2\"\n" + zone_toml("a"),
          "robot model \"../robots/kuka_kr210_r2700_2\"");
}

BOOST_AUTO_TEST_CASE(a_users_robot_file_that_is_not_there_is_refused_with_its_place) {
  REFUSED("[robots]\nspot_welding = \"arms/mine.urdf\"\n" + zone_toml("a"),
          "a.toml:2:16: robots.spot_welding: ", "found \"arms/mine.urdf\"", "there is none at");
}

BOOST_FIXTURE_TEST_CASE(a_users_robot_is_found_beside_the_scenario, testing::TemporaryFolder) {
  const auto urdf = testing::write_public_arm(path());
  const auto file =
      write("mine.toml", "[robots]\nspot_welding = \"public_arm_support/urdf/public_arm.urdf\"\n" +
                             zone_toml("a"));
  const FactoryModel factory = build_factory(read_scenario(file).scenario);
  BOOST_REQUIRE(factory.robot_models.size() == 1U);
  BOOST_TEST(factory.robot_models[0].id == "public_arm_support/urdf/public_arm.urdf");
  BOOST_TEST(factory.robot_models[0].file == urdf.string());
  BOOST_TEST(factory.robot_models[0].joints[0].drive.efficiency ==
             factory.scenario.drive.efficiency);
}

BOOST_AUTO_TEST_CASE(work_without_robots_is_refused) {
  const auto without = [](const std::string& work, const std::string& key) {
    REFUSED("[[zone]]\nname = \"a\"\nstations = [1]\ninspection_robots = 1\n" + work + "\n",
            "a.toml:1:1: zone." + key + ": ", "no robot for it in zone a", "at least one");
  };
  without("spots = 3", "spot_welding_robots");
  without("sealer = \"3 m\"", "sealing_robots");
  without("studs = 3", "joining_robots");
  without("rivets = 3", "joining_robots");
  without("laser = \"3 m\"", "joining_robots");
  without("hem = \"3 m\"", "hemming_robots");
  without("picks = 3", "handling_robots");
}

BOOST_AUTO_TEST_CASE(a_station_without_a_robot_is_refused) {
  REFUSED(zone_toml("a", 3, 2), "a.toml:1:1: zone.stations: ", "3 stations and 2 robots in zone a",
          "at least one robot in every station");
}

BOOST_AUTO_TEST_CASE(more_welders_than_a_cell_has_room_for_are_refused) {
  BOOST_CHECK_NO_THROW(factory_of(zone_toml("a", 2, 20)));
  REFUSED(zone_toml("a", 2, 21),
          "a.toml:1:1: zone.spot_welding_robots: ", "11 spot-welding robots in station a/st01",
          "at most 10");
}

// A short text may ask for very many stations or robots: refused before they are made.
BOOST_AUTO_TEST_CASE(a_factory_too_large_is_refused_at_once) {
  std::string stations = "2000";
  for (int i = 1; i < 10'000; ++i) stations += ",2000";
  REFUSED("[[zone]]\nname = \"a\"\nstations = [" + stations + "]\nspot_welding_robots = 1\n",
          "20000000 stations");
  std::string zones;
  for (int i = 0; i < 100; ++i) zones += zone_toml("z" + std::to_string(i), 2000, 20'000);
  REFUSED(zones, "60000 robots up to zone z2", "at most 50000 robots");
}

BOOST_AUTO_TEST_SUITE_END()
