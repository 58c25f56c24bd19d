// The live plant: any number of cells on one clock.
#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/scenario/scenario_reader.h"
#include "tests/support/temporary_folder.h"
#include "tests/twin/live/interrupted_runs.h"
#include "twin/live/cell_study.h"
#include "twin/live/live_plant.h"

using namespace darkline;

namespace {

FactoryModel three_stations() {
  const auto file =
      std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/scenarios/02_three_stations.toml";
  return build_factory(
      read_scenario(file, {"process.expulsion=0 %", "process.spread=0 %"}).scenario);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(live_plant)

BOOST_AUTO_TEST_CASE(threads_and_transport_change_no_bit) {
  const FactoryModel factory = three_stations();
  const LiveResult one = run_live(factory, {.jobs = 1, .duration_s = 60.0});
  const LiveResult two = run_live(factory, {.jobs = 2, .duration_s = 60.0});
  const LiveResult zmq = run_live(
      factory, {.jobs = 2, .controllers = {.transport = Transport::zmq}, .duration_s = 60.0});
  BOOST_TEST(one.state_hash == two.state_hash);
  BOOST_TEST(one.state_hash == zmq.state_hash);
  const LiveResult later = run_live(factory, {.jobs = 1, .duration_s = 61.0});
  BOOST_TEST(one.state_hash != later.state_hash);  // it hashes something that moves
}

BOOST_AUTO_TEST_CASE(interrupted_and_resumed_it_ends_the_same) {
  interrupt_and_resume(20);
}

BOOST_AUTO_TEST_CASE(the_journal_of_another_run_is_refused) {
  const testing::TemporaryFolder folder;
  LiveOptions options{.duration_s = 30.0};
  options.controllers.journal = folder.path() / "journal";
  run_live(three_stations(), options);
  LiveOptions again{.duration_s = 30.0};
  again.controllers.resumed = folder.path() / "journal";
  const auto file =
      std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/scenarios/02_three_stations.toml";
  BOOST_CHECK_THROW(
      run_live(build_factory(read_scenario(file, {"process.expulsion=50 %"}).scenario), again),
      InputError);
}

// Without scatter a live cycle is the studied one: the same programs, the same controllers.
BOOST_AUTO_TEST_CASE(a_live_station_takes_the_cycle_of_its_profile) {
  const FactoryModel factory = three_stations();
  for (const LiveTier tier : {LiveTier::automatic, LiveTier::fleet, LiveTier::bullet}) {
    const LiveResult live = run_live(factory, {.tier = tier, .duration_s = 200.0});
    const CellStudy study = study_cells(factory, {.transport = Transport::in_process});
    for (const LiveStation& station : live.stations) {
      const CycleProfile& profile = study.profiles[station.station.index()];
      BOOST_TEST(station.bodies >= 3);
      BOOST_TEST(station.stopped.empty());
      double longest_s = 0.0;
      for (const auto& robot : profile.robots) longest_s = std::max(longest_s, robot.total_s);
      // the profile's samples vary parts, sheets and warmth by a few per cent
      BOOST_TEST(station.mean_cycle_s == longest_s, boost::test_tools::tolerance(0.05));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_cell_may_be_open_in_bullet_while_the_others_are_not) {
  const FactoryModel factory = three_stations();
  const LiveResult closed = run_live(factory, {.duration_s = 80.0});
  const LiveResult open = run_live(factory, {.duration_s = 80.0, .open = {StationId(0)}});
  BOOST_TEST(closed.ticks_by_tier[static_cast<std::size_t>(Fidelity::bullet)] == 0);
  BOOST_TEST(open.ticks_by_tier[static_cast<std::size_t>(Fidelity::bullet)] > 0);
  for (std::size_t s = 0; s < closed.stations.size(); ++s) {
    BOOST_TEST(open.stations[s].bodies == closed.stations[s].bodies);
    BOOST_TEST(open.stations[s].mean_cycle_s == closed.stations[s].mean_cycle_s);
  }
}

BOOST_AUTO_TEST_CASE(contacts_are_looked_for_without_changing_what_happens) {
  const FactoryModel factory = three_stations();
  const LiveResult plain = run_live(factory, {.duration_s = 40.0});
  const LiveResult watched =
      run_live(factory, {.duration_s = 40.0, .collisions = Collisions::noted});
  BOOST_TEST(plain.state_hash == watched.state_hash);
}

BOOST_AUTO_TEST_SUITE_END()
