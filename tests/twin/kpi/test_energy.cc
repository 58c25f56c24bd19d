#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/throws.h"
#include "twin/kpi/energy.h"

namespace darkline {
namespace {

const auto kNear = boost::test_tools::tolerance(1e-12);

// One station, four robots of which three were moved, two variants; 100 bodies in 2 h in the first
// replication and 50 in the second.
struct Shop {
  FactoryModel factory;
  std::vector<CycleProfile> profiles;
  LineResult result;

  Shop() {
    auto& scenario = factory.scenario;
    scenario.energy.robot_base_w = 450.0;
    scenario.energy.robot_hold_w = 300.0;
    scenario.energy.spot_j = 9e3;
    scenario.energy.laser_j_per_m = 360e3;
    scenario.energy.cooling_j = 7.2e6;
    scenario.energy.site_factor = 1.5;
    scenario.simulation.confidence = 0.95;
    factory.variants = {{"short", 0.5, 1.0}, {"long", 0.5, 1.4}};
    factory.stations.resize(1);
    factory.stations[0].work.laser_m = 1.0;
    factory.robots.resize(4);
    for (const Variant& variant : factory.variants) {
      CycleProfile profile;
      profile.variant = variant.name;
      // of a cycle of 46 or 60.4 s, 10 s are transfer
      profile.cycle_s = {36.0 * variant.work_factor + 10.0};
      profile.parts.transfer_s = profile.simulated.transfer_s = 10.0;
      profile.simulated.move_s = 10.0 * variant.work_factor;
      profile.simulated.weld_s = 20.0 * variant.work_factor;
      profile.simulated.wait_s = 2.0 * variant.work_factor;
      profile.simulated.zone_wait_s = 4.0 * variant.work_factor;
      profile.energy_kwh = 0.01 * variant.work_factor;
      profile.robots_moved = 3;
      profile.spots = variant.name == "short" ? 40 : 56;
      profiles.push_back(profile);
    }
    result.window_ms = 2 * 3'600'000;
    result.replications.resize(2);
    result.replications[0].parts_out = 100;
    result.replications[1].parts_out = 50;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(energy)

// Means over the variants: cycles 0.012 kWh; 48 spots x 9 kJ and 1.2 m x 360 kJ/m are 0.12 + 0.12
// kWh; site 1.5 x 2 kWh.
BOOST_AUTO_TEST_CASE(what_does_not_depend_on_the_pace_adds_up) {
  const Shop shop;
  const EnergyPerBody energy = energy_per_body(shop.factory, shop.profiles, shop.result);
  BOOST_TEST(energy.robots_moving.mean == 0.012, kNear);
  BOOST_TEST(energy.welding.mean == 0.24, kNear);
  BOOST_TEST(energy.site.mean == 3.0, kNear);
  BOOST_TEST(energy.site.half_width == 0.0);
}

// Three robots work, or wait for each other, for 43.2 s a body, 0.036 robot-hours in all: the mean
// of 36 and 50.4 s. While bodies come and go they stand under servo as the fourth does always. Four
// robots share 0.02 h a body in the first replication and 0.04 h in the second: 0.75 kW x (0.08 -
// 0.036) h = 0.033 kWh and 0.75 kW x (0.16 - 0.036) h = 0.093 kWh.
BOOST_AUTO_TEST_CASE(standing_robots_cost_more_per_body_on_a_slow_line) {
  const Shop shop;
  const EnergyPerBody energy = energy_per_body(shop.factory, shop.profiles, shop.result);
  BOOST_TEST(energy.robots_standing.mean == (0.033 + 0.093) / 2, kNear);
  BOOST_TEST(energy.robots_standing.half_width > 0.0);
  BOOST_TEST(energy.total.mean == 0.012 + 0.24 + 3.0 + (0.033 + 0.093) / 2, kNear);
}

BOOST_AUTO_TEST_CASE(a_replication_without_a_body_is_refused_with_its_hours) {
  Shop shop;
  shop.result.replications[1].parts_out = 0;
  DARKLINE_TEST_THROWS(energy_per_body(shop.factory, shop.profiles, shop.result), InputError,
                       "simulation.horizon", "no body", "2 h");
}

// Four robots an hour on standby of 100 W in place of 750 W, and half an hour in hibernation of 50
// W, save 2.6 + 1.4 kWh, shared by 100 bodies in the first replication.
BOOST_AUTO_TEST_CASE(robots_that_save_energy_draw_less) {
  Shop shop;
  for (ReplicationResult& one : shop.result.replications) one.stations.resize(1);
  const double before = energy_per_body(shop.factory, shop.profiles, shop.result).total.mean;
  shop.factory.stations[0].robots.resize(4);
  auto& energy = shop.factory.scenario.energy;
  energy.robot_standby_after_s = 60.0;
  energy.robot_standby_w = 100.0;
  energy.robot_hibernate_w = 50.0;
  shop.result.replications[0].stations[0].times.standby_ms = 3'600'000;
  shop.result.replications[0].stations[0].times.hibernate_ms = 1'800'000;
  const double after = energy_per_body(shop.factory, shop.profiles, shop.result).total.mean;
  const double n = static_cast<double>(shop.result.replications.size());
  BOOST_TEST(before - after == (2.6 + 1.4) / 100.0 / n, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
