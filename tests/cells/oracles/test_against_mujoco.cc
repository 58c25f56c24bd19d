// Accelerations of the fleet and of our mass matrix against MuJoCo, an engine that shares nothing
// with ours or with Bullet: bound 1e-6, relative to the largest acceleration of the state.
#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

#include "cells/fleet.h"
#include "tests/cells/oracles/mujoco_arm.h"
#include "tests/cells/random_states.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;
using oracle::MujocoArm;
using sample::State, sample::random_state, sample::worst_relative;

namespace {

constexpr double kBound = 1e-6;

double mass_matrix_against_mujoco(const RobotModel& robot, const GunModel& gun,
                                  const Eigen::Vector3d& gravity_B, std::uint32_t states) {
  MujocoArm mujoco(robot, gun, gravity_B);
  const ArmDynamics arm(robot, gun, gravity_B);
  double worst = 0.0;
  for (std::uint32_t s = 0; s < states; ++s) {
    const State state = random_state(21, s, robot.n_joints());
    ArmTerms terms;
    arm.terms(state.q, state.qd, terms);
    JointVector ours = {};
    arm.forward(terms, state.tau, arm.rotor_inertia(), ours);
    const JointVector theirs = mujoco.acceleration(state.q, state.qd, state.tau);
    worst = std::max(worst, worst_relative(ours, theirs));
  }
  return worst;
}

double fleet_against_mujoco(const RobotModel& robot, const GunModel& gun,
                            const Eigen::Vector3d& gravity_B, std::uint32_t states) {
  MujocoArm mujoco(robot, gun, gravity_B);
  Fleet fleet;
  const std::size_t arm = fleet.add(robot, gun, gravity_B);
  double worst = 0.0;
  for (std::uint32_t s = 0; s < states; ++s) {
    const State state = random_state(22, s, robot.n_joints());
    fleet.set_state(arm, state.q, state.qd);
    const JointVector theirs = mujoco.acceleration(state.q, state.qd, state.tau);
    worst = std::max(worst, worst_relative(fleet.acceleration(arm, state.tau), theirs));
  }
  return worst;
}

const Eigen::Vector3d kUpright(0.0, 0.0, -kGravityMPerS2);
const Eigen::Vector3d kOnAWall(-kGravityMPerS2, 0.0, 0.0);

}  // namespace

BOOST_AUTO_TEST_SUITE(against_mujoco)

BOOST_AUTO_TEST_CASE(the_shipped_robots_with_gun_and_rotors_accelerate_alike) {
  for (const char* id : sample::kShippedRobots) {
    const RobotModel robot = sample::shipped_robot(id);
    const double matrix = mass_matrix_against_mujoco(robot, GunModel{}, kUpright, 1000);
    const double fleet = fleet_against_mujoco(robot, GunModel{}, kUpright, 1000);
    BOOST_TEST(matrix < kBound, id << ": " << matrix);
    BOOST_TEST(fleet < kBound, id << ": " << fleet);
    BOOST_TEST_MESSAGE(id << ": mass matrix " << matrix << ", fleet " << fleet);
  }
}

// Without rotors the wrist is light, which shows a wrong tensor most.
BOOST_AUTO_TEST_CASE(the_bare_arms_on_a_wall_accelerate_alike) {
  for (const char* id : sample::kShippedRobots) {
    RobotModel robot = sample::shipped_robot(id);
    for (Joint& joint : robot.joints) joint.rotor_inertia = 0.0;
    const double matrix = mass_matrix_against_mujoco(robot, no_gun(), kOnAWall, 1000);
    const double fleet = fleet_against_mujoco(robot, no_gun(), kOnAWall, 1000);
    BOOST_TEST(matrix < kBound, id << ": " << matrix);
    BOOST_TEST(fleet < kBound, id << ": " << fleet);
  }
}

BOOST_AUTO_TEST_CASE(chains_of_four_to_seven_joints_with_slides_accelerate_alike) {
  for (int n = kMinJoints; n <= kMaxJoints; ++n) {
    for (std::uint32_t number = 0; number < 4; ++number) {
      const RobotModel robot = sample::random_chain(n, number, true);
      const double matrix = mass_matrix_against_mujoco(robot, GunModel{}, kUpright, 250);
      BOOST_TEST(matrix < kBound, n << " joints, chain " << number << ": " << matrix);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
