#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_reader.h"
#include "twin/report/station_load.h"

using namespace darkline;

namespace {

FactoryModel factory_of(const std::vector<std::string>& overrides = {}) {
  const std::string file =
      std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/02_three_stations.toml";
  return build_factory(read_scenario(file, overrides).scenario);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(station_load)

// 48 spots, 4 welders: (3.0 s x 12 + 4 s) / (76.5 s - 11.2 s) of the welding facts' 2020 line.
BOOST_AUTO_TEST_CASE(the_law_counts_work_and_approach_between_transfers) {
  const FactoryModel factory =
      factory_of({"plant.takt=76.5 s", "plant.transfer=11.2 s", "plant.approach=4 s"});
  BOOST_REQUIRE(factory.stations[0].work.spots == 48);
  BOOST_TEST(law_weld_load(factory, StationId(0), 0) == 40.0 / 65.3,
             boost::test_tools::tolerance(1e-12));
}

// Welders at work for 20 s and 30 s of the 50 s between transfers: half of the time.
BOOST_AUTO_TEST_CASE(the_simulated_load_is_the_mean_of_the_welders) {
  const FactoryModel factory = factory_of({"plant.takt=60 s", "plant.transfer=10 s"});
  CycleProfile profile;
  BOOST_TEST(simulated_weld_load(factory, profile) == 0.0);
  profile.robots = {{.robot = "a", .role = "spot_welding", .total_s = 20.0},
                    {.robot = "b", .role = "spot_welding", .total_s = 30.0},
                    {.robot = "c", .role = "handling", .total_s = 49.0}};
  BOOST_TEST(simulated_weld_load(factory, profile) == 0.5, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_table_names_every_station_and_the_mean_load) {
  const FactoryModel factory = factory_of();
  std::vector<CycleProfile> profiles(factory.stations.size());
  for (CycleProfile& profile : profiles) profile.cycle_s = {40.0, 50.0};
  profiles[0].robots = {{.robot = "a", .role = "spot_welding", .total_s = 20.0}};
  const std::vector<StationRow> rows = station_rows(factory, profiles);
  BOOST_REQUIRE(rows.size() == factory.stations.size());
  BOOST_TEST(rows[1].mean_cycle_s == 45.0);
  BOOST_TEST(rows[1].p95_cycle_s == 49.5, boost::test_tools::tolerance(1e-12));
  const std::string text = station_table(factory, rows);
  for (const Station& station : factory.stations) {
    BOOST_TEST(text.find(station.address) != std::string::npos, station.address);
  }
  BOOST_TEST(text.find("welders of 1 stations are at work") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
