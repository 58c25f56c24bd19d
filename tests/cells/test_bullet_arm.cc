#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "cells/bullet_arm.h"
#include "cells/inverse_dynamics.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(bullet_arm)

// Constant acceleration: the trapezoid rule has no error, q_n = -g t^2 / 2 exactly; Bullet's own
// step would lag by g h t / 2.
BOOST_AUTO_TEST_CASE(free_fall_is_exact_under_the_trapezoid_rule) {
  RobotModel robot = sample::pendulum(7.0, 0.3, 0.1);
  robot.joints[0].kind = JointKind::prismatic;
  robot.joints[0].axis = Eigen::Vector3d::UnitZ();
  BulletArms arms;
  arms.add(robot, no_gun(), Pose::Identity());
  arms.set_state(0, {}, {});
  for (int k = 0; k < 250; ++k) arms.step();
  JointVector q = {}, qd = {};
  arms.read(0, q, qd);
  BOOST_TEST(q[0] == -0.5 * kGravityMPerS2, boost::test_tools::tolerance(1e-10));
  BOOST_TEST(qd[0] == -kGravityMPerS2, boost::test_tools::tolerance(1e-10));
}

// Small swings of angular frequency w, in (q, v/w), x = w h: a step is the matrix
// (1 - x^2/2, x; -x, 1). Its determinant 1 + x^2/2 is the squared modulus of its eigenvalues, so
// the energy, counted from the lowest point, grows by that factor a step and no more.
BOOST_AUTO_TEST_CASE(the_energy_of_a_free_swing_drifts_only_as_the_integrator_does) {
  const double mass = 3.0, length = 0.5, inertia = 0.2;
  const RobotModel robot = sample::pendulum(mass, length, inertia);
  const ArmDynamics dynamics(robot, no_gun());
  BulletArms arms;
  arms.add(robot, no_gun(), Pose::Identity());
  arms.set_state(0, {0.1}, {});
  const double lowest = dynamics.mechanical_energy_j({}, {});
  const double start = dynamics.mechanical_energy_j({0.1}, {}) - lowest;
  constexpr int kSteps = 250;
  for (int k = 0; k < kSteps; ++k) arms.step();
  JointVector q = {}, qd = {};
  arms.read(0, q, qd);
  const double end = dynamics.mechanical_energy_j(q, qd) - lowest;
  const double w2 = mass * kGravityMPerS2 * length / (mass * length * length + inertia);
  const double growth = std::pow(1.0 + w2 * kPhysicsStepS * kPhysicsStepS / 2.0, kSteps);
  BOOST_TEST(end / start >= 1.0 - 1e-6);
  BOOST_TEST(end / start <= growth * (1.0 + 1e-3));
}

// An arm of six joints let go: its energy error is first order in the step as Bullet's velocities
// are, and small against the energy that changes hands.
BOOST_AUTO_TEST_CASE(an_arm_let_go_keeps_its_energy) {
  const RobotModel robot = sample::kuka();
  const ArmDynamics dynamics(robot, no_gun());
  BulletArms arms;
  arms.add(robot, no_gun(), Pose::Identity());
  const JointVector start = sample::degrees(10, -80, 100, 20, -30, 40);
  arms.set_state(0, start, {});
  const double energy = dynamics.mechanical_energy_j(start, {});
  double exchanged = 0.0, drift = 0.0;
  for (int k = 0; k < 100; ++k) {
    arms.step();
    JointVector q = {}, qd = {};
    arms.read(0, q, qd);
    const double now = dynamics.mechanical_energy_j(q, qd);
    const double potential = dynamics.mechanical_energy_j(q, {});
    exchanged = std::max(exchanged, std::abs(now - potential));
    drift = std::max(drift, std::abs(now - energy));
  }
  BOOST_TEST(exchanged > 100.0);  // it did fall
  BOOST_TEST(drift < 0.02 * exchanged, drift << " J of " << exchanged);
}

BOOST_AUTO_TEST_CASE(two_arms_in_one_world_do_not_feel_each_other) {
  const RobotModel robot = sample::kuka();
  const JointVector start = sample::degrees(10, -80, 100, 20, -30, 40);
  const auto run = [&](int n_arms) {
    BulletArms arms;
    for (int a = 0; a < n_arms; ++a) {
      arms.add(robot, GunModel{}, make_pose(Eigen::Matrix3d::Identity(), {1.3 * a, 0.0, 0.0}));
      arms.set_state(static_cast<std::size_t>(a), start, {});
    }
    for (int k = 0; k < 100; ++k) arms.step();
    JointVector q = {}, qd = {};
    arms.read(0, q, qd);
    return q;
  };
  BOOST_TEST((run(1) == run(3)));
}

BOOST_AUTO_TEST_SUITE_END()
