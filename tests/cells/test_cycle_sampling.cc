#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "cells/cycle_sampling.h"
#include "cells/weld_process.h"
#include "cells/station_planning.h"
#include "models/base/sim_time.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_run.h"

using namespace darkline;

namespace {

// A measurement by hand: one move of 1 s, one weld of 0.1 s settling + 0.96 s, answers of 4 ms.
struct ByHand {
  CellConfig config;
  CellMeasurement measured;
};

ByHand one_weld() {
  ByHand made;
  CellRobot robot;
  robot.address = "z60_framing/st01/r1";
  robot.model.joints.resize(6);
  made.config.robots.push_back(robot);
  RobotRecord record;
  record.steps.push_back(
      {.step = 1, .order = RobotOrder::move, .start_ns = 4'000'000, .end_ns = 1'004'000'000});
  record.steps.push_back({.step = 2,
                          .order = RobotOrder::weld,
                          .start_ns = 1'008'000'000,
                          .end_ns = 2'068'000'000,
                          .process_s = 0.96});
  record.energy_j = 3.6e6;
  made.measured.robots.push_back(record);
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cycle_sampling)

// Without scatter a sample is the measurement: 0.004 + 1.0 + 0.004 + 1.06 = 2.068 s.
BOOST_AUTO_TEST_CASE(without_scatter_every_sample_is_the_measured_cycle) {
  ByHand made = one_weld();
  made.config.process = without_scatter(made.config.process);
  StationLaw law;
  law.transfer_s = 11.2;
  const CycleProfile profile = sample_cycles(made.config, made.measured, law, "hash", 16);
  BOOST_TEST(profile.cycle_s.size() == 16U);
  BOOST_TEST(profile.cycle_s.front() == 13.268, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(profile.cycle_s.back() == 13.268, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(profile.parts.move_s == 1.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(profile.parts.weld_s == 1.06, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(profile.parts.wait_s == 0.008, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(profile.energy_kwh == 1.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(profile.input_hash == "hash");
  BOOST_TEST((profile.fidelity == Fidelity::bullet));
}

// A weld that fails with chance p takes 1/(1-p) processes in the mean: with p = 0.5, no spread,
// 2 x 0.96 s, and one more answer of 4 ms. Over n = 4000 samples the mean of a geometric number
// of repeats (variance p/(1-p)^2 = 2) is within 4 x 0.964 sqrt(2/4000) = 0.086 s.
BOOST_AUTO_TEST_CASE(an_expulsion_costs_another_process) {
  ByHand made = one_weld();
  made.config.process.spread = 0.0;
  made.config.process.expulsion_share = 0.5;
  double sum_s = 0.0;
  constexpr std::uint32_t kSamples = 4000;
  for (std::uint32_t k = 0; k < kSamples; ++k) {
    sum_s += sampled_cycle_s(made.config, made.measured, 0, k);
  }
  BOOST_TEST(std::abs(sum_s / kSamples - (2.068 + 0.964)) < 0.086);
}

// Close and open of 0.20 s scatter by 5 % each: sd 0.2 x 0.05 x sqrt(2) = 14.1 ms. The sample sd
// of n = 4000 normals is within 4 / sqrt(2 n) = 4.5 % of it; the cut at 3 deviations takes 1.3 %.
BOOST_AUTO_TEST_CASE(gun_times_scatter_as_stated) {
  SpotProcess process;
  process.expulsion_share = 0.0;
  double sum = 0.0, squares = 0.0;
  constexpr std::uint32_t kDraws = 4000;
  const RandomStream stream = weld_stream(1, 0, "z60_framing/st01/r1");
  for (std::uint32_t n = 0; n < kDraws; ++n) {
    const double x = draw_weld(process, stream, n).process_s - process.nominal_s();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kDraws;
  const double deviation = std::sqrt(squares / kDraws - mean * mean);
  BOOST_TEST(std::abs(mean) < 4.0 * 0.0141 / std::sqrt(4000.0));
  BOOST_TEST(std::abs(deviation / 0.0141421 - 1.0) < 0.045 + 0.013);
}

BOOST_AUTO_TEST_CASE(a_slower_role_by_law_sets_the_cycle) {
  ByHand made = one_weld();
  StationLaw law;
  law.transfer_s = 10.0;
  law.cycle_s[index_of(RobotRole::handling)] = 40.0;
  law.cycle_s[index_of(RobotRole::spot_welding)] = 99.0;  // simulated, not by law
  const CycleProfile profile = sample_cycles(made.config, made.measured, law, "", 8);
  BOOST_TEST(profile.cycle_s.front() == 40.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(profile.parts.weld_s == 30.0, boost::test_tools::tolerance(1e-12));
  // what the simulated robot did is kept beside it: one weld with its process of 0.96 s and more
  BOOST_TEST(profile.simulated.weld_s > 0.9);
  BOOST_TEST(profile.simulated.weld_s < 30.0);
}

BOOST_AUTO_TEST_CASE(parts_add_up_to_the_mean_and_cycles_are_sorted) {
  const FactoryModel factory = sample::factory({{"z60_framing", 24, 3, 0}});
  const CellConfig config = plan_cell(factory, StationId(0), 0);
  CellConfig nominal = config;
  nominal.process = without_scatter(config.process);
  CellWorld world(nominal);
  const double nominal_s = sample::play(world);
  BOOST_REQUIRE(nominal_s > 0.0);
  StationLaw law;
  law.transfer_s = 11.2;
  const CycleProfile profile = sample_cycles(config, measurement_of(world), law, "");
  BOOST_TEST(std::ranges::is_sorted(profile.cycle_s));
  BOOST_TEST(profile.parts.move_s + profile.parts.weld_s + profile.parts.wait_s ==
                 profile.mean_cycle_s() - law.transfer_s,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(profile.spots == 24);
  BOOST_TEST(profile.robots_moved == 3);
  BOOST_TEST(profile.snapshots.size() == 3U);
  // the scatter is about the measured cycle: gun times by tens of ms, an expulsion by one second
  BOOST_TEST(profile.cycle_s.front() > nominal_s + law.transfer_s - 0.5);
  BOOST_TEST(profile.cycle_s.front() < nominal_s + law.transfer_s + 1.5);
  // a world with the true process draws what the sample of its replication draws
  CellWorld drawn(config, {.replication = 5});
  const double drawn_s = sample::play(drawn);
  double sampled_s = 0.0;
  for (std::size_t r = 0; r < 3; ++r) {
    sampled_s = std::max(sampled_s, sampled_cycle_s(config, measurement_of(world), r, 5));
  }
  // every weld ends on a tick: half a tick each, at most a whole one, of 8 welds and repeats
  BOOST_TEST(std::abs(drawn_s - sampled_s) < 12 * 0.004, drawn_s << " and " << sampled_s);
}

// Two picks of 16 s for one handling robot take 32 s, approach and transfer within them; without
// work a station takes approach 4 s + transfer 11.2 s.
BOOST_AUTO_TEST_CASE(a_station_without_welders_follows_the_process_law) {
  FactoryModel factory = sample::factory({{"z75_metrology", 0, 0, 4}});
  factory.scenario.plant.approach_s = 4.0;
  factory.scenario.plant.transfer_s = 11.2;
  factory.scenario.process.pick_s = 16.0;
  BOOST_TEST(process_law_profile(factory, StationId(0), 0).mean_cycle_s() == 15.2,
             boost::test_tools::tolerance(1e-12));
  factory.stations[0].robots_by_role[index_of(RobotRole::handling)] = 1;
  factory.stations[0].work.picks = 2.0;
  const CycleProfile profile = process_law_profile(factory, StationId(0), 0);
  BOOST_TEST(profile.mean_cycle_s() == 32.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST((profile.fidelity == Fidelity::process_law));
}

BOOST_AUTO_TEST_CASE(the_hash_of_a_study_changes_with_everything_that_goes_in) {
  const FactoryModel factory = sample::factory({{"z60_framing", 12, 2, 0}});
  const CellConfig config = plan_cell(factory, StationId(0), 0);
  const StationLaw law;
  const std::string hash = study_hash(config, law, 64, "controller 1");
  BOOST_TEST(hash.size() == 64U);
  BOOST_TEST(hash == study_hash(config, law, 64, "controller 1"));
  BOOST_TEST(hash != study_hash(config, law, 65, "controller 1"));
  BOOST_TEST(hash != study_hash(config, law, 64, "controller 2"));
  StationLaw slower = law;
  slower.cycle_s[2] = 1.0;
  BOOST_TEST(hash != study_hash(config, slower, 64, "controller 1"));
  const auto changed = [&](auto change) {
    CellConfig other = config;
    change(other);
    return study_hash(other, law, 64, "controller 1") != hash;
  };
  BOOST_TEST(changed([](CellConfig& c) { c.seed = 2; }));
  BOOST_TEST(changed([](CellConfig& c) { c.process.weld_s += 0.01; }));
  BOOST_TEST(changed([](CellConfig& c) { c.robots[1].gun.mass_kg += 1.0; }));
  BOOST_TEST(changed([](CellConfig& c) { c.robots[0].X_CB.translation().x() += 1e-9; }));
  BOOST_TEST(changed([](CellConfig& c) { c.robots[0].program.steps[1].q_rad[2] += 1e-12; }));
  BOOST_TEST(changed([](CellConfig& c) { c.robots[0].model.joints[3].rotor_inertia += 1.0; }));
  BOOST_TEST(changed([](CellConfig& c) { c.robots[0].model.links[3].inertial.mass_kg += 1.0; }));
  BOOST_TEST(changed([](CellConfig& c) { c.spots[0].p_CS_m.z() += 1e-6; }));
}

BOOST_AUTO_TEST_SUITE_END()
