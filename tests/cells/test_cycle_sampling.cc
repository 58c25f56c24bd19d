#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "cells/cycle_sampling.h"
#include "cells/station_planning.h"
#include "cells/weld_process.h"
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
  robot.program.steps = {{.kind = StepKind::move}, {.kind = StepKind::spot, .spot = 7}};
  made.config.robots.push_back(robot);
  made.config.spots.push_back({.number = 7});
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

// Only guns scatter and expel.
CycleVariation guns_only() {
  return no_variation();
}

double total_s(const ByHand& made, const CycleVariation& variation, std::uint32_t sample) {
  return sampled_cycle(made.config, made.measured, variation, sample)[0].total_s();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cycle_sampling)

// Without scatter a sample is the measurement: 0.004 + 1.0 + 0.004 + 1.06 = 2.068 s.
BOOST_AUTO_TEST_CASE(without_scatter_every_sample_is_the_measured_cycle) {
  ByHand made = one_weld();
  made.config.process = without_scatter(made.config.process);
  StationLaw law;
  law.transfer_s = 11.2;
  law.variation = no_variation();
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
    sum_s += total_s(made, guns_only(), k);
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
  BOOST_TEST(profile.parts.move_s + profile.parts.weld_s + profile.parts.wait_s +
                     profile.parts.zone_wait_s ==
                 profile.mean_cycle_s() - law.transfer_s,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(profile.spots == 24);
  BOOST_TEST(profile.robots_moved == 3);
  BOOST_TEST(profile.snapshots.size() == 3U);
  // the scatter is about the measured cycle: gun times and sheets by tens of ms a spot, cold
  // joints by 3 % of the moves, an expulsion by one second
  BOOST_TEST(profile.cycle_s.front() > nominal_s + law.transfer_s - 0.5);
  BOOST_TEST(profile.cycle_s.front() < nominal_s + law.transfer_s + 1.5);
  for (const RobotCycle& robot : profile.robots) {
    BOOST_TEST(robot.role == "spot_welding");
    BOOST_TEST(robot.spots == 8);
    BOOST_TEST(robot.move_s + robot.process_s + robot.wait_s + robot.zone_wait_s == robot.total_s,
               boost::test_tools::tolerance(1e-9));
    BOOST_TEST(robot.total_s <= profile.mean_cycle_s() - law.transfer_s + 1e-9);
  }
  // a world with the true process draws what the sample of its replication draws
  CellWorld drawn(config, {.replication = 5});
  const double drawn_s = sample::play(drawn);
  double sampled_s = 0.0;
  for (const SampledCycle& cycle : sampled_cycle(config, measurement_of(world), guns_only(), 5)) {
    sampled_s = std::max(sampled_s, cycle.total_s());
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

// The part lies 0.5 mm off along the normal (1 sd): the closing electrode, which goes 20 mm in 0.2
// s, needs 5 ms more or less. Over n = 4000 bodies the sd of the cycle is 5 ms within 4 / sqrt(2 n)
// = 4.5 % and what the cut at 3 deviations takes, 1.3 %; its mean stays.
BOOST_AUTO_TEST_CASE(a_part_that_lies_off_changes_the_way_of_the_gun) {
  ByHand made = one_weld();
  made.config.process = without_scatter(made.config.process);
  CycleVariation variation = no_variation();
  variation.part_sd_m = 0.5e-3;
  double sum = 0.0, squares = 0.0;
  constexpr std::uint32_t kSamples = 4000;
  for (std::uint32_t k = 0; k < kSamples; ++k) {
    const double x = total_s(made, variation, k) - 2.068;
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kSamples;
  BOOST_TEST(std::abs(mean) < 4.0 * 0.005 / std::sqrt(4000.0));
  BOOST_TEST(std::abs(std::sqrt(squares / kSamples - mean * mean) / 0.005 - 1.0) < 0.058);
}

// Even within +-5 % of the 0.25 s of current: from -12.5 ms to +12.5 ms, deviation
// 12.5 / sqrt(3) = 7.22 ms.
BOOST_AUTO_TEST_CASE(sheets_change_the_weld_time_within_their_share) {
  ByHand made = one_weld();
  made.config.process = without_scatter(made.config.process);
  CycleVariation variation = no_variation();
  variation.stack_share = 0.05;
  double low = 0.0, high = 0.0, squares = 0.0;
  constexpr std::uint32_t kSamples = 4000;
  for (std::uint32_t k = 0; k < kSamples; ++k) {
    const double x = total_s(made, variation, k) - 2.068;
    low = std::min(low, x);
    high = std::max(high, x);
    squares += x * x;
  }
  BOOST_TEST(low >= -0.0125 - 1e-8);
  BOOST_TEST(high <= 0.0125 + 1e-8);
  BOOST_TEST(high - low > 0.0245);  // both ends are reached within 1 %
  BOOST_TEST(std::abs(std::sqrt(squares / kSamples) / 0.0072169 - 1.0) < 0.045);
}

// The longer a body comes after the start of the shift, the warmer the arm: between the cold factor
// sqrt(0.63 / (0.63 - 0.036)) = 1.02986 and 1; in the mean over the shift about
// 1 + 0.12 x 0.3 / (2 x 0.63) x warm-up / shift = 1 + 0.02857 x 0.05 to first order.
BOOST_AUTO_TEST_CASE(cold_joints_move_more_slowly_and_warm_up) {
  BOOST_TEST(friction_move_factor(0.0, 0.12) == 1.0);
  BOOST_TEST(friction_move_factor(0.3, 0.12) == 1.029857, boost::test_tools::tolerance(1e-6));
  ByHand made = one_weld();
  made.config.process = without_scatter(made.config.process);
  CycleVariation variation = no_variation();
  variation.cold_friction = 0.30;
  double sum = 0.0, most = 0.0;
  constexpr std::uint32_t kSamples = 4000;
  for (std::uint32_t k = 0; k < kSamples; ++k) {
    const double slower_s = total_s(made, variation, k) - 2.068;  // of a move of 1 s
    BOOST_TEST(slower_s >= -1e-8);
    sum += slower_s;
    most = std::max(most, slower_s);
  }
  BOOST_TEST(most > 0.029);
  BOOST_TEST(most < 0.029858);
  BOOST_TEST(std::abs(sum / kSamples - 0.00143) < 4.0 * 0.0045 / std::sqrt(4000.0) + 2e-5);
}

// A bead has its own speed: neither its path nor its seconds feel the joints; a way without a task
// does. Job 0: a bead, job 1: a way of 2 s.
BOOST_AUTO_TEST_CASE(only_ways_without_a_speed_of_their_own_feel_the_cold) {
  ByHand made = one_weld();
  made.config.process = without_scatter(made.config.process);
  CellRobot& robot = made.config.robots[0];
  robot.jobs.resize(2);
  robot.jobs[0].kind = JobKind::seal;
  robot.jobs[1].kind = JobKind::travel;
  robot.program.steps = {{.kind = StepKind::job, .job = 0}, {.kind = StepKind::job, .job = 1}};
  made.measured.robots[0].steps = {
      {.step = 1, .order = RobotOrder::job, .start_ns = 0, .end_ns = 3'000'000'000},
      {.step = 2,
       .order = RobotOrder::job,
       .job = 1,
       .start_ns = 3'000'000'000,
       .end_ns = 5'000'000'000}};
  CycleVariation cold = no_variation();
  cold.cold_friction = 0.30;
  cold.shift_s = 1e-9;  // always at its start
  const SampledCycle cycle = sampled_cycle(made.config, made.measured, cold, 0)[0];
  BOOST_TEST(cycle.process_s == 3.0, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(cycle.move_s == 2.0 * 1.029857, boost::test_tools::tolerance(1e-6));
}

// 8 spots a robot and cycle, a dressing of 9 s every 200 spots, half of it hidden:
// 8 / 200 x 4.5 s = 0.18 s; caps last 25 dressings: 8 / 5000 of their life.
BOOST_AUTO_TEST_CASE(dressing_is_reported_and_not_in_the_cycle) {
  FactoryModel factory = sample::factory({{"z60_framing", 16, 2, 0}});
  factory.scenario.process.dress_every_spots = 200;
  factory.scenario.process.dresses_per_cap = 25;
  factory.scenario.process.dress_s = 9.0;
  factory.scenario.process.dress_hidden = 0.5;
  CycleProfile profile;
  profile.cycle_s = {30.0};
  profile.spots = 16;
  profile.robots = {{.robot = "r1", .role = "spot_welding", .spots = 8},
                    {.robot = "r2", .role = "spot_welding", .spots = 8},
                    {.robot = "r3", .role = "handling"}};
  report_dressing(factory, profile);
  for (std::size_t r = 0; r < 2; ++r) {
    BOOST_TEST(profile.robots[r].dress_s == 0.18, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(profile.robots[r].wear == 0.0016, boost::test_tools::tolerance(1e-12));
  }
  BOOST_TEST(profile.robots[2].dress_s == 0.0);
  BOOST_TEST(profile.parts.dress_s == 0.18, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(profile.mean_cycle_s() == 30.0);
}

// A role leaves the law as soon as a robot of it has a program.
BOOST_AUTO_TEST_CASE(a_simulated_role_does_not_enter_by_law_too) {
  ByHand made = one_weld();
  StationLaw law;
  law.variation = no_variation();
  law.cycle_s[index_of(RobotRole::sealing)] = 40.0;
  BOOST_TEST(sample_cycles(made.config, made.measured, law, "", 1).cycle_s.front() == 40.0,
             boost::test_tools::tolerance(1e-12));
  law.roles = {RobotRole::sealing};
  const CycleProfile profile = sample_cycles(made.config, made.measured, law, "", 1);
  BOOST_TEST(profile.cycle_s.front() < 4.0);
  BOOST_TEST(profile.robots[0].role == "sealing");
  BOOST_TEST(profile.imbalance == 0.0);  // of welders alone
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
  BOOST_TEST(
      changed([](CellConfig& c) { c.robots[0].model.joints[3].drive.coulomb_share += 0.01; }));
  BOOST_TEST(
      changed([](CellConfig& c) { c.robots[0].model.joints[3].drive.viscous_share += 0.01; }));
  BOOST_TEST(changed([](CellConfig& c) { c.robots[0].model.joints[3].drive.efficiency += 0.01; }));
  BOOST_TEST(
      changed([](CellConfig& c) { c.robots[0].model.joints[3].drive.regeneration += 0.01; }));
  BOOST_TEST(changed([](CellConfig& c) { c.process.equalising_share += 0.01; }));
  BOOST_TEST(changed([](CellConfig& c) { c.robots[0].model.links[3].inertial.mass_kg += 1.0; }));
  BOOST_TEST(changed([](CellConfig& c) { c.spots[0].p_CS_m.z() += 1e-6; }));
  BOOST_TEST(changed([](CellConfig& c) { c.spots[0].schedule.weld_s += 0.01; }));
  BOOST_TEST(changed([](CellConfig& c) { c.robots[0].program.steps[1].zone = 1; }));
  BOOST_TEST(changed([](CellConfig& c) { c.robots[0].jobs.push_back({}); }));
  BOOST_TEST(changed([](CellConfig& c) { c.zones.emplace_back(); }));
  BOOST_TEST(changed([](CellConfig& c) { c.obstacles.emplace_back(); }));
  StationLaw colder = law;
  colder.variation.cold_friction += 0.1;
  BOOST_TEST(hash != study_hash(config, colder, 64, "controller 1"));
  StationLaw other_role = law;
  other_role.roles = {RobotRole::sealing};
  BOOST_TEST(hash != study_hash(config, other_role, 64, "controller 1"));
}

BOOST_AUTO_TEST_SUITE_END()
