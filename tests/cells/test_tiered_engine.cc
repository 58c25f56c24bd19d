// Arms change tier without a jump, and the cell does not notice.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/cell_world.h"
#include "cells/cycle_sampling.h"
#include "cells/station_planning.h"
#include "cells/tiered_engine.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_run.h"

using namespace darkline;

namespace {

// One KUKA on its way, 0.4 s into a move of 2 s.
struct Bench {
  RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  MotionPlanner planner{robot, GunModel{}};
  TieredEngine engine;
  std::size_t arm = engine.add(robot, Pose::Identity(), planner, robot.home);
  std::vector<std::size_t> cell = {arm};

  Bench() {
    JointVector away = robot.home;
    away[0] += 0.6;
    away[2] -= 0.3;
    engine.follow(arm, rest_to_rest(robot.home, away, 2.0, 6));
    for (int k = 0; k < 100; ++k) engine.step();
  }

  // Largest change of position and speed from `do_it`.
  template <class Action>
  double jump(Action&& do_it) {
    JointVector q0 = {}, v0 = {}, q1 = {}, v1 = {};
    engine.read(arm, q0, v0);
    do_it();
    engine.read(arm, q1, v1);
    double most = 0.0;
    for (std::size_t j = 0; j < 6; ++j) {
      most = std::max({most, std::abs(q1[j] - q0[j]), std::abs(v1[j] - v0[j])});
    }
    return most;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tiered_engine)

// Angles are turned into those of the fleet's chain and back: rounding, no more.
BOOST_AUTO_TEST_CASE(opening_and_closing_a_cell_moves_nothing) {
  Bench bench;
  BOOST_TEST((bench.engine.tier_of(bench.arm) == Fidelity::replay));
  BOOST_TEST(bench.jump([&] { bench.engine.open(bench.cell); }) < 1e-14);
  BOOST_TEST((bench.engine.tier_of(bench.arm) == Fidelity::bullet));
  for (int k = 0; k < 50; ++k) bench.engine.step();
  BOOST_TEST(bench.engine.tracking_error(bench.arm) < 1e-3);
  BOOST_TEST(bench.jump([&] { bench.engine.close(bench.cell); }) < 1e-14);
  BOOST_TEST((bench.engine.tier_of(bench.arm) == Fidelity::fleet));
}

// After its end the arm stands on its reference; ten ticks later it needs no dynamics any more.
BOOST_AUTO_TEST_CASE(an_arm_goes_back_to_replay_when_it_is_on_its_reference) {
  Bench bench;
  bench.engine.open(bench.cell);
  bench.engine.close(bench.cell);
  for (int k = 0; k < 600; ++k) bench.engine.step();  // the move ends after 400
  BOOST_TEST((bench.engine.tier_of(bench.arm) == Fidelity::replay));
  BOOST_TEST(bench.engine.tracking_error(bench.arm) == 0.0);
}

// 30 mrad/s more than it should have: the servo (30 /s, critically damped) brings the arm back; the
// largest error is v / (e w) = 0.03 / (2.718 x 30) = 0.37 mrad where torque suffices, less what the
// joints' friction takes.
BOOST_AUTO_TEST_CASE(a_blow_is_felt_and_settled_by_the_fleet) {
  Bench bench;
  JointVector q = {}, qd = {};
  bench.engine.read(bench.arm, q, qd);
  qd[0] += 0.03;
  BOOST_TEST(bench.jump([&] { bench.engine.kick(bench.arm, qd); }) > 0.029);
  BOOST_TEST((bench.engine.tier_of(bench.arm) == Fidelity::fleet));
  double most = 0.0;
  for (int k = 0; k < 250; ++k) {
    bench.engine.step();
    most = std::max(most, bench.engine.tracking_error(bench.arm));
  }
  BOOST_TEST(most > 0.20e-3);
  BOOST_TEST(most < 0.40e-3);
  for (int k = 0; k < 400; ++k) bench.engine.step();
  BOOST_TEST((bench.engine.tier_of(bench.arm) == Fidelity::replay));
}

BOOST_AUTO_TEST_CASE(a_station_takes_the_same_cycle_whichever_tiers_its_arms_pass_through) {
  CellConfig config = plan_cell(sample::factory({{"z60_framing", 18, 3}}), StationId(0), 0);
  config.process = without_scatter(config.process);
  CellWorld bullet(config);
  BOOST_TEST_REQUIRE(sample::play(bullet) > 0.0);

  TieredEngine engine;
  CellWorld world(config, {.engine = &engine});
  sample::ProgramPlayer player(world.config());
  const std::vector<std::size_t> arms = {0, 1, 2};
  bool open = false;
  while (!player.finished() && !player.failed() && world.t_ns() < 600'000'000'000) {
    if (world.due()) world.apply(player.update(world.observe()));
    if (player.finished()) break;
    if (world.t_ns() % 3'000'000'000 == 0) {  // opened and closed every 3 s
      if (open) {
        engine.close(arms);
      } else {
        engine.open(arms);
      }
      open = !open;
    }
    engine.step();
    world.finish_tick();
  }
  BOOST_TEST(world.t_ns() == bullet.t_ns());
  double energy_j = 0.0, expected_j = 0.0;
  for (const std::size_t r : arms) {
    energy_j += world.record(r).energy_j;
    expected_j += bullet.record(r).energy_j;
    BOOST_TEST(world.record(r).welds == 6);
  }
  BOOST_TEST(std::abs(energy_j / expected_j - 1.0) < 0.01, energy_j << ", " << expected_j);
  for (const Fidelity tier : {Fidelity::replay, Fidelity::fleet, Fidelity::bullet}) {
    BOOST_TEST(engine.ticks_by_tier()[static_cast<std::size_t>(tier)] > 0, name_of(tier));
  }
}

BOOST_AUTO_TEST_SUITE_END()
