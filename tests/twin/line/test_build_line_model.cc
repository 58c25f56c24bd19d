#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "models/base/address.h"
#include "models/base/error.h"
#include "twin/line/build_line_model.h"

namespace darkline {
namespace {

// Two feeding stations and one that joins them: station 1 has 3 spot-welding robots and 1 handling
// robot of a model that fails half as often, station 2 one sealing robot, station 3 none.
FactoryModel small_factory() {
  FactoryModel factory;
  Scenario& s = factory.scenario;
  s.plant.takt_s = 51.0;
  s.process.dress_every_spots = 200;
  s.process.dresses_per_cap = 25;
  s.process.dress_s = 9.0;
  s.process.dress_hidden = 0.5;
  s.process.cap_change_s = 20.0;
  s.reliability.micro_stop = {6 * 3600.0, 60.0};
  s.reliability.gun = {500 * 3600.0, 720.0};
  s.reliability.tool = {150 * 3600.0, 480.0};
  s.reliability.robot = {15'000 * 3600.0, 5400.0};
  s.reliability.repair_cv = 0.8;
  s.reliability.repair_factor = 0.75;
  s.reliability.technicians = 4;
  s.reliability.staffed_share = 2.0 / 3.0;
  s.reliability.dark_repair_factor = 1.5;
  s.simulation.warm_up_s = 100.0;
  s.simulation.horizon_s = 1000.0;
  factory.robot_models.resize(2);
  factory.robot_models[1].mtbf_factor = 2.0;
  factory.variants = {{"sedan", 0.75, 1.0}, {"estate", 0.25, 1.2}};
  for (int n = 1; n <= 3; ++n) {
    Station station;
    station.address = station_address("zone", n);
    factory.stations.push_back(station);
  }
  const auto add = [&](std::size_t station, RobotRole role, std::size_t model) {
    const RobotId id(factory.robots.size());
    factory.robots.push_back({"", StationId(station), role, model});
    factory.stations[station].robots.push_back(id);
    ++factory.stations[station].robots_by_role[index_of(role)];
  };
  for (int i = 0; i < 3; ++i) add(0, RobotRole::spot_welding, 0);
  add(0, RobotRole::handling, 1);
  add(1, RobotRole::sealing, 0);
  factory.links.push_back({StationId(0), StationId(2), 10, false});
  factory.links.push_back({StationId(1), StationId(2), 4, false});
  factory.exit = StationId(2);
  return factory;
}

std::vector<CycleProfile> profiles_of(const FactoryModel& factory) {
  std::vector<CycleProfile> profiles;
  for (const Station& station : factory.stations) {
    for (const Variant& variant : factory.variants) {
      CycleProfile profile;
      profile.station = station.address;
      profile.variant = variant.name;
      profile.cycle_s = {48.0004, 52.5};
      profile.energy_kwh = variant.name == "sedan" ? 0.4 : 0.8;
      profile.spots = variant.name == "sedan" ? 40 : 60;
      profiles.push_back(profile);
    }
  }
  std::reverse(profiles.begin(), profiles.end());  // their order must not matter
  return profiles;
}

const StopClass& stop_of(const LineStation& station, const std::string& name) {
  const auto found = std::find_if(station.stops.begin(), station.stops.end(),
                                  [&](const StopClass& stop) { return stop.name == name; });
  BOOST_REQUIRE(found != station.stops.end());
  return *found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(build_line_model_of_a_factory)

BOOST_AUTO_TEST_CASE(stations_links_and_window_follow_the_factory) {
  const FactoryModel factory = small_factory();
  const LineModel line = build_line_model(factory, profiles_of(factory));
  BOOST_TEST(line.stations.size() == 3U);
  BOOST_TEST(line.stations[1].address == "zone/st02");
  BOOST_TEST(line.stations[1].entity == stream_entity("zone/st02"));
  BOOST_TEST(line.stations[0].pace_ms == 51'000);
  BOOST_TEST(line.stations[0].cycle_ms[0] == (std::vector<std::int64_t>{48'000, 52'500}));
  BOOST_TEST(line.links[1].from == 1U);
  BOOST_TEST(line.links[1].to == 2U);
  BOOST_TEST(line.links[1].places == 4);
  BOOST_TEST(line.exit == 2U);
  BOOST_TEST(line.variant_share == (std::vector<double>{0.75, 0.25}));
  BOOST_TEST(line.warm_up_ms == 100'000);
  BOOST_TEST(line.horizon_ms == 1'100'000);  // the horizon counts from the end of the warm-up
  BOOST_TEST(line.technicians.size() == 4U);
  BOOST_TEST(line.staffed_ms_of_day == 57'600'000);
  BOOST_TEST(line.dark_repair_factor == 1.5);
}

BOOST_AUTO_TEST_CASE(stops_come_as_often_as_what_they_are_counted_by) {
  const FactoryModel factory = small_factory();
  const LineModel line = build_line_model(factory, profiles_of(factory));
  const auto near = boost::test_tools::tolerance(1e-12);
  const LineStation& first = line.stations[0];
  BOOST_TEST(stop_of(first, "micro_stop").mtbf_ms == 6 * 3.6e6, near);
  BOOST_TEST(stop_of(first, "micro_stop").mttr_ms == 45e3, near);  // 60 s x 0.75
  BOOST_TEST(stop_of(first, "micro_stop").cv == 0.8);
  BOOST_TEST(stop_of(first, "gun").mtbf_ms == 500 * 3.6e6 / 3, near);
  BOOST_TEST(stop_of(first, "tool").mtbf_ms == 150 * 3.6e6, near);
  // three robots and one that fails half as often: 3.5
  BOOST_TEST(stop_of(first, "robot").mtbf_ms == 15'000 * 3.6e6 / 3.5, near);
  // fixture has no MTBF in the scenario; station 2 has no gun, station 3 no robot at all
  BOOST_TEST(first.stops.size() == 4U);
  BOOST_TEST(line.stations[1].stops.size() == 3U);
  BOOST_TEST(line.stations[2].stops.size() == 1U);
}

// 45 spots a job (0.75 x 40 + 0.25 x 60) over 3 guns: 15 each; 200 / 15 = 13.3, so every 13th job
// dresses: 9 s, half of it hidden; and every 13 x 25 = 325th changes caps.
BOOST_AUTO_TEST_CASE(guns_dress_their_tips_by_the_spots_they_weld) {
  const FactoryModel factory = small_factory();
  const LineModel line = build_line_model(factory, profiles_of(factory));
  const auto& periodic = line.stations[0].periodic;
  BOOST_TEST(periodic.size() == 2U);
  BOOST_TEST(periodic[0].every_jobs == 13);
  BOOST_TEST(periodic[0].extra_ms == 4'500);
  BOOST_TEST(periodic[1].every_jobs == 325);
  BOOST_TEST(periodic[1].extra_ms == 20'000);
  BOOST_TEST(line.stations[1].periodic.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_profile_is_named) {
  const FactoryModel factory = small_factory();
  auto profiles = profiles_of(factory);
  profiles.erase(profiles.begin());
  BOOST_CHECK_EXCEPTION(build_line_model(factory, profiles), InternalError,
                        [](const InternalError& e) {
                          return std::string(e.what()).find("zone/st03") != std::string::npos &&
                                 std::string(e.what()).find("estate") != std::string::npos;
                        });
}

// A scenario of defaults leaves out whatever only the general core can do.
BOOST_AUTO_TEST_CASE(a_factory_without_the_special_keys_is_a_plain_line) {
  const FactoryModel factory = small_factory();
  const LineModel line = build_line_model(factory, profiles_of(factory));
  BOOST_TEST(first_not_plain(line) == "");
  BOOST_TEST(!line.stations[0].stops[0].uptime.has_value());
  BOOST_TEST(!line.stations[0].stops[0].repair.has_value());
}

BOOST_AUTO_TEST_CASE(laws_specialists_ways_and_planned_stops_come_from_their_keys) {
  FactoryModel factory = small_factory();
  Scenario& s = factory.scenario;
  s.reliability.stop_law = "weibull";
  s.reliability.stop_shape = 1.5;
  s.reliability.repair_law = "triangular";
  s.reliability.specialists = 1;
  s.reliability.walk_s = 5.0;
  s.plant.planned_stop_every_s = 3600.0;
  s.plant.planned_stop_s = 600.0;
  s.plant.maintenance_every_jobs = 500;
  s.plant.maintenance_s = 1200.0;
  s.plant.changeover_s = 6.0;
  s.quality.rework = 0.02;
  s.quality.rework_zone = "zone";
  s.quality.most_reworks = 2;
  factory.links[0].travel_s = 30.0;
  factory.zones.push_back({"zone", "Zone", {StationId(0), StationId(1), StationId(2)}, 1});
  const LineModel line = build_line_model(factory, profiles_of(factory));

  const StopClass& robot = stop_of(line.stations[0], "robot");
  BOOST_TEST((robot.uptime->kind == LawKind::weibull));
  BOOST_TEST(robot.uptime->shape == 1.5);
  BOOST_TEST(robot.uptime->mean_ms == robot.mtbf_ms);
  BOOST_TEST((robot.repair->kind == LawKind::triangular));
  BOOST_TEST(robot.repair->high_ms == 2.0 * robot.mttr_ms);
  BOOST_TEST(robot.skill == 1U);
  BOOST_TEST(stop_of(line.stations[0], "gun").skill == 0U);
  BOOST_TEST((line.technicians[0].skills & 2U) != 0U);  // the specialist
  BOOST_TEST((line.technicians[1].skills & 2U) == 0U);
  BOOST_TEST((line.technicians[1].skills & 1U) != 0U);
  BOOST_TEST(line.stations[2].walk_ms == 10'000);
  BOOST_TEST(line.calendars[line.stations[1].calendar].open[0].to_ms == 3'000'000);
  BOOST_TEST(line.stations[1].maintenance[0].every_jobs == 500);
  BOOST_TEST(line.stations[1].changeover_ms[0][1] == 6'000);
  BOOST_TEST(line.stations[1].changeover_ms[1][1] == 0);
  BOOST_TEST(line.links[0].travel_ms == 30'000);
  BOOST_TEST(line.stations[2].inspection->rework == 0.02);
  BOOST_TEST(line.stations[2].inspection->most_reworks == 2);
  BOOST_TEST(!line.stations[0].inspection.has_value());
}

BOOST_AUTO_TEST_CASE(what_the_keys_cannot_mean_is_refused) {
  const auto refused = [](auto change) {
    FactoryModel factory = small_factory();
    change(factory.scenario);
    BOOST_CHECK_THROW(build_line_model(factory, profiles_of(factory)), InputError);
  };
  refused([](Scenario& s) { s.reliability.stop_law = "weibul"; });
  refused([](Scenario& s) { s.reliability.repair_law = "empirical"; });
  refused([](Scenario& s) { s.reliability.specialists = 5; });  // of 4
  refused([](Scenario& s) { s.quality.rework_zone = "nowhere"; });
  refused([](Scenario& s) { s.plant.planned_stop_every_s = s.plant.planned_stop_s = 60.0; });
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
