// The order of visits is changed, nothing else.
#include <algorithm>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/cell_preparation.h"
#include "cells/collision_watch.h"
#include "cells/interference_zones.h"
#include "cells/station_planning.h"
#include "cells/visit_order.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_run.h"

using namespace darkline;

namespace {

// Nine welders side by side: they cannot all work from the back to the front without waits.
CellConfig crowded() {
  return plan_cell(sample::factory({{"z60_framing", 85, 9, 0}}), StationId(0), 0);
}

std::vector<std::uint32_t> spots_of(const CellRobot& robot) {
  std::vector<std::uint32_t> spots;
  for (const ProgramStep& step : robot.program.steps) {
    if (step.kind == StepKind::spot) spots.push_back(step.spot);
  }
  std::sort(spots.begin(), spots.end());
  return spots;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(visit_order)

BOOST_AUTO_TEST_CASE(every_robot_keeps_its_spots_and_its_home) {
  const CellConfig before = crowded();
  CellConfig after = before;
  const VisitOrder order = order_visits(after, 0.0, 8);
  BOOST_TEST(order.tried > 0);
  BOOST_TEST(order.after_s <= order.before_s);
  BOOST_TEST(order.alone_s <= order.after_s);
  for (std::size_t r = 0; r < before.robots.size(); ++r) {
    BOOST_TEST(spots_of(after.robots[r]) == spots_of(before.robots[r]),
               boost::test_tools::per_element());
    BOOST_TEST(
        after.robots[r].program.steps.back().q_rad == before.robots[r].program.steps.back().q_rad,
        boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_cycle_that_is_short_enough_is_left_as_it_is) {
  CellConfig cell = crowded();
  CellConfig only_zones = cell;
  add_interference_zones(only_zones);
  BOOST_TEST(order_visits(cell, 1e6, 60).tried == 0);
  for (std::size_t r = 0; r < cell.robots.size(); ++r) {
    BOOST_TEST(cell.robots[r].program.steps.size() == only_zones.robots[r].program.steps.size());
  }
}

// Whatever cycle is wanted, the search says of which others it would have come to the same orders;
// searching for one of those comes to them, and for one outside need not. Four welders, whose waits
// more than one turn of their visits shortens.
BOOST_AUTO_TEST_CASE(a_search_says_for_which_cycles_it_would_end_alike) {
  constexpr int kTries = 12;
  const CellConfig planned =
      plan_cell(sample::factory({{"z70_respot", 45, 4, 0}}), StationId(0), 0);
  const auto programs = [](const CellConfig& cell) {
    std::vector<JointVector> all;
    for (const CellRobot& robot : cell.robots) {
      for (const ProgramStep& step : robot.program.steps) all.push_back(step.q_rad);
    }
    return all;
  };
  CellConfig shortest = planned;
  const VisitOrder least = order_visits(shortest, 0.0, kTries);
  BOOST_REQUIRE(least.after_s < least.before_s);
  BOOST_TEST(least.same_from_s < 0.0);  // it went on to the end
  BOOST_TEST(least.same_below_s > least.after_s);
  BOOST_TEST(least.same_below_s < least.before_s);
  for (const double wanted_s : {least.after_s, 0.5 * (least.same_below_s + least.before_s)}) {
    CellConfig cell = planned;
    const VisitOrder order = order_visits(cell, wanted_s, kTries);
    BOOST_TEST((wanted_s >= order.same_from_s && wanted_s < order.same_below_s));
    const bool said = wanted_s < least.same_below_s;
    BOOST_TEST((programs(cell) == programs(shortest)) == said, wanted_s << " s");
  }
}

BOOST_AUTO_TEST_CASE(the_same_cell_gets_the_same_order) {
  CellConfig one = crowded(), two = crowded();
  BOOST_TEST(order_visits(one, 0.0, 6).after_s == order_visits(two, 0.0, 6).after_s);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(collision_watch)

// Two KUKAs face each other at 2.4 m, both arms 1.8 m forward: they touch where they stand.
CellConfig two_arms_in_one_place() {
  CellConfig config;
  config.station = "z60_framing/st01";
  for (const double side : {-1.0, 1.0}) {
    CellRobot& robot = config.robots.emplace_back();
    robot.address = config.station + (side < 0.0 ? "/r1" : "/r2");
    robot.model = sample::shipped_robot("kuka_kr210_r2700_2");
    const double turn = side < 0.0 ? 0.0 : 3.14159265358979;
    robot.X_CB = make_pose(Eigen::AngleAxisd(turn, Eigen::Vector3d::UnitZ()).toRotationMatrix(),
                           {1.2 * side, 0, 0});
    JointVector aside = robot.model.home;
    aside[0] += 1.5;
    ProgramStep there, back;
    there.q_rad = robot.model.home;
    back.q_rad = aside;
    robot.program.steps = {there, back};  // starts and ends aside, passes through home
  }
  return config;
}

BOOST_AUTO_TEST_CASE(two_arms_in_one_place_are_seen_and_stopped) {
  const CellConfig config = two_arms_in_one_place();
  for (const Collisions kind : {Collisions::noted, Collisions::stopping}) {
    CellWorld world(config, {.tier = Fidelity::fleet, .collisions = kind});
    const double played_s = sample::play(world);
    BOOST_TEST_REQUIRE(world.contacts().size() == 1U);
    BOOST_TEST(world.contacts()[0].contact.robot == 0U);
    BOOST_TEST(world.contacts()[0].contact.other == 1U);
    BOOST_TEST(world.contacts()[0].contact.depth_m > 0.0);
    BOOST_TEST((played_s > 0.0) == (kind == Collisions::noted));
    const bool stopped = world.observe().robots[0].alarm == RobotAlarm::collision;
    BOOST_TEST(stopped == (kind == Collisions::stopping));
  }
}

// Both are sent home, and again one tick before they touch, at `again_ns` (never: kNeverNs). The
// changes of the tick in which the first one stopped.
std::vector<RobotChange> changes_of_the_stop(std::int64_t again_ns, std::int64_t& stopped_ns) {
  std::vector<RobotChange> changes;
  CellWorld world(
      two_arms_in_one_place(),
      {.tier = Fidelity::fleet, .collisions = Collisions::stopping, .changes = &changes});
  CellCommand command;
  command.n_robots = 2;
  for (std::uint32_t step = 1; world.contacts().empty(); world.step()) {
    changes.clear();
    if (world.t_ns() != 0 && world.t_ns() != again_ns) continue;
    for (std::size_t r = 0; r < 2; ++r) {
      command.robots[r] = {.order = RobotOrder::move,
                           .step = step,
                           .target_rad = world.config().robots[r].model.home};
    }
    ++step;
    world.apply(command);
  }
  stopped_ns = world.t_ns();
  std::erase_if(changes, [](const RobotChange& each) { return each.robot != 0; });
  return changes;
}

BOOST_AUTO_TEST_CASE(of_two_motions_begun_at_once_the_last_is_told) {
  std::int64_t stopped_ns = 0, again_ns = 0;
  const auto stop = changes_of_the_stop(kNeverNs, stopped_ns);
  BOOST_TEST_REQUIRE(stop.size() == 1U);
  BOOST_TEST((stop[0].motion == RobotChange::Motion::segment));
  const auto both = changes_of_the_stop(stopped_ns - kControlPeriodNs, again_ns);
  BOOST_TEST(again_ns == stopped_ns);
  BOOST_TEST_REQUIRE(both.size() == 2U);
  BOOST_TEST((both[0].state == RobotState::failed && both[1].state == RobotState::moving));
  BOOST_TEST((both[0].motion == RobotChange::Motion::none));
  BOOST_TEST((both[1].motion == RobotChange::Motion::segment));
}

BOOST_AUTO_TEST_SUITE_END()
