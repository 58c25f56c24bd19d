// An industrial arm as others publish it (public_arm.h) loads and moves, in the fleet and in a
// cell world.
#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "cells/cell_world.h"
#include "cells/fleet.h"
#include "cells/motion_planning.h"
#include "models/robot/urdf_robot.h"
#include "tests/support/public_arm.h"
#include "tests/support/temporary_folder.h"

using namespace darkline;
using darkline::testing::TemporaryFolder;

namespace {

JointVector some_way_off(const RobotModel& robot) {
  JointVector to = robot.home;
  for (std::size_t j = 0; j < 6; ++j) {
    to[j] += to[j] + 0.3 < robot.joints[j].upper ? 0.3 : -0.3;
  }
  return to;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(public_urdf)

BOOST_FIXTURE_TEST_CASE(an_arm_without_inertials_moves_in_the_fleet, TemporaryFolder) {
  const RobotModel robot = read_urdf_robot(testing::write_public_arm(path()));
  BOOST_REQUIRE(robot.n_joints() == 6);
  for (std::size_t i = 1; i < robot.links.size(); ++i) {
    BOOST_TEST(robot.links[i].inertial.mass_kg > 0.0, robot.links[i].name);  // by its shape
  }
  const auto plan = MotionPlanner(robot, no_gun()).plan_move(robot.home, some_way_off(robot));
  BOOST_REQUIRE(plan.has_value());
  Fleet fleet;
  fleet.add(robot, no_gun());
  BOOST_TEST(!fleet.right_angles(0));  // 1.5708 is no right angle
  fleet.set_segment(0, *plan);
  fleet.step(static_cast<int>(plan->duration_s / kPhysicsStepS) + 50);
  JointVector q = {}, qd = {};
  fleet.read(0, q, qd);
  for (std::size_t j = 0; j < 6; ++j) {
    BOOST_TEST(std::abs(q[j] - some_way_off(robot)[j]) < 1e-4, "joint " << j + 1);
  }
  BOOST_TEST(fleet.record(0).tracking_error_rad < 1e-3);
}

BOOST_FIXTURE_TEST_CASE(an_arm_without_inertials_moves_in_a_cell, TemporaryFolder) {
  CellConfig config;
  config.station = "z60_framing/st01";
  CellRobot robot;
  robot.address = "z60_framing/st01/r1";
  robot.model = read_urdf_robot(testing::write_public_arm(path()));
  robot.gun = no_gun();
  config.robots.push_back(robot);
  CellWorld world(config);
  CellCommand command;
  command.n_robots = 1;
  command.robots[0] = {RobotOrder::move, 1, some_way_off(robot.model), 0.F};
  world.apply(command);
  world.step();
  while (!world.due() && world.t_ns() < 20'000'000'000) world.step();
  BOOST_TEST((world.observe().robots[0].state == RobotState::done));
  BOOST_TEST(world.record(0).tracking_error_rad < 1e-3);
}

BOOST_AUTO_TEST_SUITE_END()
