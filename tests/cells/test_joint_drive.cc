// Friction, motors and what they cost, from the robot's data, in every tier.
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/arm_engine.h"
#include "cells/cell_world.h"
#include "cells/cycle_sampling.h"
#include "cells/station_planning.h"
#include "cells/surrogate.h"
#include "cells/surrogate_cycle.h"
#include "models/scenario/scenario_reader.h"
#include "models/scenario/scenario_schema.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_run.h"

using namespace darkline;

namespace {

constexpr double kRad_per_s = 0.8;
constexpr double kRampS = 1.0, kSteadyS = 2.0;

RobotModel robot_with(const JointDrive& drive) {
  RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  for (Joint& joint : robot.joints) joint.drive = drive;
  return robot;
}

// q' = v (3 x^2 - 2 x^3) over the ramp, x = t / T: q = v T (x^3 - x^4 / 2), which ends at v T / 2
// with speed v and no acceleration.
Segment ramp(const RobotModel& robot) {
  Segment segment;
  segment.duration_s = kRampS;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) segment.c[j][0] = robot.home[j];
  segment.c[0][3] = kRad_per_s / (kRampS * kRampS);
  segment.c[0][4] = -0.5 * kRad_per_s / (kRampS * kRampS * kRampS);
  return segment;
}

Segment steady(const RobotModel& robot) {
  Segment segment;
  segment.duration_s = kSteadyS;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) segment.c[j][0] = robot.home[j];
  segment.c[0][0] += 0.5 * kRad_per_s * kRampS;
  segment.c[0][1] = kRad_per_s;
  return segment;
}

// While the upright joint 1 turns at constant speed, the other joints at rest.
struct Steady {
  double torque_nm = 0.0;  // of joint 1, root mean square
  double power_w = 0.0;
};

Steady steady_of(const RobotModel& robot, Fidelity tier) {
  const GunModel gun;
  Steady out;
  if (tier == Fidelity::surrogate) {
    const std::array<Segment, 1> pieces = {steady(robot)};
    const MoveLoad load = Surrogate(robot, gun).load(pieces);
    out.torque_nm = robot.joints[0].max_effort * std::sqrt(load.square_torque_s[0] / kSteadyS);
    out.power_w = load.energy_j / kSteadyS;
    return out;
  }
  const MotionPlanner planner(robot, gun);
  const auto engine = make_arm_engine(tier);
  const std::size_t arm = engine->add(robot, Pose::Identity(), planner, robot.home);
  engine->follow(arm, ramp(robot));
  for (int tick = 0; tick < 250; ++tick) engine->step();
  engine->follow(arm, steady(robot));
  for (int tick = 0; tick < 125; ++tick) engine->step();  // what the ramp left fades with 30 /s
  const ArmLoad before = engine->load(arm);
  for (int tick = 0; tick < 250; ++tick) engine->step();
  const ArmLoad after = engine->load(arm);
  const auto ticks = static_cast<double>(after.ticks - before.ticks);
  out.torque_nm =
      robot.joints[0].max_effort * std::sqrt((after.square_sum[0] - before.square_sum[0]) / ticks);
  out.power_w = (after.energy_j - before.energy_j) / (ticks * kPhysicsStepS);
  return out;
}

// Coulomb c E and viscous v E qd / qd_max; rigid bodies take nothing about an upright axis at
// constant speed. The smoothing of Coulomb friction near rest takes less than 1e-3 of it at this
// speed.
double friction_nm(const RobotModel& robot) {
  const Joint& joint = robot.joints[0];
  return joint.max_effort *
         (joint.drive.coulomb_share + joint.drive.viscous_share * kRad_per_s / joint.max_speed);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(joint_drive)

BOOST_AUTO_TEST_CASE(a_joint_at_constant_speed_takes_its_friction_in_every_tier) {
  for (const JointDrive& drive :
       {JointDrive{}, JointDrive{.coulomb_share = 0.03, .viscous_share = 0.15},
        JointDrive{.coulomb_share = 0.12, .viscous_share = 0.0}}) {
    const RobotModel robot = robot_with(drive);
    const double wanted_nm = friction_nm(robot);
    for (const Fidelity tier :
         {Fidelity::surrogate, Fidelity::replay, Fidelity::fleet, Fidelity::bullet}) {
      const double nm = steady_of(robot, tier).torque_nm;
      BOOST_TEST(std::abs(nm / wanted_nm - 1.0) < 1e-3,
                 name_of(tier) << ": " << nm << " N m, wanted " << wanted_nm);
    }
  }
}

// tau twice as large: copper takes 3 P (tau / E)^2 more, and the shaft tau qd / efficiency.
BOOST_AUTO_TEST_CASE(twice_the_friction_costs_the_closed_forms_power_in_every_tier) {
  const RobotModel once = robot_with({.coulomb_share = 0.06, .viscous_share = 0.06});
  const RobotModel twice = robot_with({.coulomb_share = 0.12, .viscous_share = 0.12});
  const Joint& joint = once.joints[0];
  const double tau_nm = friction_nm(once);
  const double share = tau_nm / joint.max_effort;
  const double wanted_w =
      3.0 * joint.copper_loss_w * share * share + tau_nm * kRad_per_s / joint.drive.efficiency;
  for (const Fidelity tier :
       {Fidelity::surrogate, Fidelity::replay, Fidelity::fleet, Fidelity::bullet}) {
    const double more_w = steady_of(twice, tier).power_w - steady_of(once, tier).power_w;
    BOOST_TEST(std::abs(more_w / wanted_w - 1.0) < 2e-3,
               name_of(tier) << ": " << more_w << " W, wanted " << wanted_w << " W");
  }
}

BOOST_AUTO_TEST_CASE(a_worse_motor_takes_more_for_the_same_shaft_in_every_tier) {
  const RobotModel good = robot_with({.efficiency = 0.9}), bad = robot_with({.efficiency = 0.6});
  const double shaft_w = friction_nm(good) * kRad_per_s;
  const double wanted_w = shaft_w / 0.6 - shaft_w / 0.9;
  for (const Fidelity tier :
       {Fidelity::surrogate, Fidelity::replay, Fidelity::fleet, Fidelity::bullet}) {
    const double more_w = steady_of(bad, tier).power_w - steady_of(good, tier).power_w;
    BOOST_TEST(std::abs(more_w / wanted_w - 1.0) < 2e-3,
               name_of(tier) << ": " << more_w << " W, wanted " << wanted_w << " W");
  }
}

// Two joints turn at 1 rad/s: one is driven with 1,000 N m, the other brakes with 400 N m, of which
// a share drives the first; without copper losses 1000 / 0.85 - share x 400 W.
BOOST_AUTO_TEST_CASE(braking_motors_feed_the_others_with_their_own_share) {
  for (const double regeneration : {0.0, 0.3, 0.6, 1.0}) {
    RobotModel robot = robot_with({.regeneration = regeneration});
    for (Joint& joint : robot.joints) joint.copper_loss_w = 0.0;
    const double w = drive_power_w(robot, {1000.0, -400.0}, {1.0, 1.0});
    BOOST_TEST(w == 1000.0 / 0.85 - 400.0 * regeneration, boost::test_tools::tolerance(1e-12));
  }
}

// A whole weld program with drives unlike the usual ones: tiers that took a constant for a robot's
// own number would differ by far more than the 1 % that they may.
BOOST_AUTO_TEST_CASE(tiers_agree_on_a_robot_with_drives_of_its_own) {
  CellConfig config = plan_cell(sample::factory({{"z60_framing", 6, 1}}), StationId(0), 0);
  config.process = without_scatter(config.process);
  const auto planned_with = [&](const JointDrive& drive) {
    CellConfig changed = config;
    for (Joint& joint : changed.robots[0].model.joints) joint.drive = drive;
    return changed;
  };
  const CellConfig own = planned_with({0.10, 0.03, 0.70, 0.20, 0.0});
  const auto energy_j = [](const CellConfig& cell, Fidelity tier) {
    if (tier == Fidelity::surrogate) return surrogate_cycle(cell).robots[0].energy_j;
    CellWorld world(cell, {.tier = tier});
    BOOST_TEST_REQUIRE(sample::play(world) > 0.0);
    return world.record(0).energy_j;
  };
  const double bullet_j = energy_j(own, Fidelity::bullet);
  for (const Fidelity tier : {Fidelity::surrogate, Fidelity::replay, Fidelity::fleet}) {
    const double j = energy_j(own, tier);
    BOOST_TEST(std::abs(j / bullet_j - 1.0) < 0.01,
               name_of(tier) << ": " << j << " J, Bullet " << bullet_j << " J");
  }
  BOOST_TEST(energy_j(config, Fidelity::replay) < 0.98 * energy_j(own, Fidelity::replay));
}

BOOST_AUTO_TEST_CASE(a_scenario_gives_the_drives_and_variations_that_no_file_states) {
  const Scenario unsaid = default_scenario();
  const JointDrive usual;
  BOOST_TEST(unsaid.drive.coulomb_share == usual.coulomb_share);
  BOOST_TEST(unsaid.drive.viscous_share == usual.viscous_share);
  BOOST_TEST(unsaid.drive.efficiency == usual.efficiency);
  BOOST_TEST(unsaid.drive.regeneration == usual.regeneration);
  BOOST_TEST(unsaid.process.equalising == SpotProcess().equalising_share);
  const CycleVariation varies;
  BOOST_TEST(unsaid.variation.part_sd_m == varies.part_sd_m);
  BOOST_TEST(unsaid.variation.gun_opening_m == varies.gun_opening_m);
  BOOST_TEST(unsaid.variation.stack_share == varies.stack_share);
  BOOST_TEST(unsaid.variation.cold_friction == varies.cold_friction);
  BOOST_TEST(unsaid.variation.warm_up_s == varies.warm_up_s);
  BOOST_TEST(unsaid.variation.shift_s == varies.shift_s);

  const std::string file = std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/01_one_cell.toml";
  const FactoryModel factory = build_factory(
      read_scenario(file, {"robots.coulomb_friction=8 %", "robots.drive_efficiency=90 %"})
          .scenario);
  for (const Joint& joint : factory.robot_models[0].joints) {
    BOOST_TEST(joint.drive.coulomb_share == 0.08, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(joint.drive.efficiency == 0.9, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(joint.drive.viscous_share == 0.06);
  }
}

// Every key of drives, electrodes and variation reaches the hash of the study.
BOOST_AUTO_TEST_CASE(each_key_of_drives_and_variation_makes_another_study) {
  const std::string file = std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/01_one_cell.toml";
  const auto hash_with = [&](const std::vector<std::string>& overrides) {
    const FactoryModel factory = build_factory(read_scenario(file, overrides).scenario);
    CellConfig cell;  // without its programs, which planning would make of the same robots
    cell.robots.emplace_back().model = factory.robot_models[0];
    cell.process = planned_process(factory.scenario);
    return study_hash(cell, station_law(factory, StationId(0), 0, cell), 1, "1");
  };
  std::set<std::string> hashes = {hash_with({})};
  for (const char* key :
       {"robots.coulomb_friction=8 %", "robots.viscous_friction=8 %",
        "robots.drive_efficiency=90 %", "robots.regeneration=50 %", "process.equalising=8 %",
        "variation.part_position=1 mm", "variation.gun_opening=30 mm", "variation.sheets=8 %",
        "variation.cold_friction=50 %", "variation.warm_up=20 min",
        "variation.cold_start_every=8 h"}) {
    BOOST_TEST(hashes.insert(hash_with({key})).second, key);
  }
}

BOOST_AUTO_TEST_SUITE_END()
