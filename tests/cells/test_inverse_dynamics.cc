#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include <boost/test/unit_test.hpp>

#include "cells/bullet_arm.h"
#include "cells/inverse_dynamics.h"
#include "models/base/error.h"
#include "tests/cells/random_states.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;
using sample::degrees;
using sample::State, sample::random_state, sample::worst_relative;

BOOST_AUTO_TEST_SUITE(inverse_dynamics)

// Welding facts, section 3.3: holding torque of the bare arm from source-precision masses. The
// rounded table is within max(1 %, 0.1 N m) of it.
BOOST_AUTO_TEST_CASE(gravity_torques_are_those_of_the_facts) {
  const ArmDynamics arm(sample::kuka(), no_gun());
  const struct {
    JointVector q;
    double tau[6];
  } golden[] = {
      {degrees(0, -90, 90, 0, 0, 0), {0, -218.99, -223.32, 2.97, -.47, 0}},
      {degrees(10, -80, 100, 20, -30, 40), {0, -1035.03, -344.67, -.34, 1.07, 0}},
  };
  for (const auto& pose : golden) {
    JointVector tau = {};
    arm.inverse(pose.q, {}, {}, tau);
    for (std::size_t j = 0; j < 6; ++j) {
      BOOST_TEST(std::abs(tau[j] - pose.tau[j]) <= std::max(0.01 * std::abs(pose.tau[j]), 0.1),
                 "joint " << j + 1 << ": " << tau[j] << " against " << pose.tau[j]);
    }
  }
}

// Welding facts, section 3.3: the diagonal of M with the 110 kg gun, printed to three or four
// digits; half a unit of the last digit, plus the 1 % that the rounded masses are worth.
BOOST_AUTO_TEST_CASE(the_gun_gives_the_mass_matrix_of_the_facts) {
  const ArmDynamics arm(sample::kuka(), GunModel{});
  JointMatrix M = {};
  arm.mass_matrix(degrees(0, -90, 90, 0, 0, 0), M);
  const double diagonal[6] = {639, 1123, 414, 6.8, 43.7, 6.3};
  for (std::size_t j = 0; j < 6; ++j) {
    BOOST_TEST(std::abs(M[j][j] - diagonal[j]) <= 0.01 * diagonal[j] + 0.05,
               "joint " << j + 1 << ": " << M[j][j] << " against " << diagonal[j]);
  }
  arm.mass_matrix(degrees(0, -20, 20, 0, 0, 0), M);
  BOOST_TEST(std::abs(M[0][0] - 1955.0) <= 0.01 * 1955.0);
}

// Two ways to the same number: column j of M is RNEA with unit acceleration of joint j, at rest,
// without gravity.
BOOST_AUTO_TEST_CASE(mass_matrix_is_symmetric_positive_and_equals_unit_accelerations) {
  for (const int n : {4, 6, 7}) {
    const RobotModel chain = sample::random_chain(n, static_cast<std::uint32_t>(n), true);
    const ArmDynamics arm(chain, no_gun(), Eigen::Vector3d::Zero());
    for (std::uint32_t s = 0; s < 50; ++s) {
      const State state = random_state(5, s, n);
      JointMatrix M = {};
      arm.mass_matrix(state.q, M);
      Eigen::MatrixXd dense(n, n);
      for (int j = 0; j < n; ++j) {
        JointVector unit = {}, column = {};
        unit[static_cast<std::size_t>(j)] = 1.0;
        arm.inverse(state.q, {}, unit, column);
        for (int i = 0; i < n; ++i) {
          const double here = M[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
          BOOST_TEST(std::abs(here - column[static_cast<std::size_t>(i)]) < 1e-10 * 1e3);
          BOOST_TEST(here == M[static_cast<std::size_t>(j)][static_cast<std::size_t>(i)]);
          dense(i, j) = here;
        }
      }
      BOOST_TEST((dense.llt().info() == Eigen::Success));
    }
  }
}

BOOST_AUTO_TEST_CASE(inverse_dynamics_of_forward_dynamics_gives_the_torque_back) {
  const RobotModel robot = sample::kuka();
  const ArmDynamics arm(robot, GunModel{});
  double worst = 0.0;
  for (std::uint32_t s = 0; s < 500; ++s) {
    const State state = random_state(5, s, 6);
    ArmTerms terms;
    arm.terms(state.q, state.qd, terms);
    JointVector qdd = {}, tau = {};
    arm.forward(terms, state.tau, arm.rotor_inertia(), qdd);
    arm.inverse(state.q, state.qd, qdd, tau);
    for (std::size_t j = 0; j < 6; ++j) {
      const double with_rotor = tau[j] + arm.rotor_inertia()[j] * qdd[j];
      worst = std::max(worst, std::abs(with_rotor - state.tau[j]));
    }
  }
  BOOST_TEST(worst < 1e-9 * 2000.0);  // relative to the largest torque
}

// The oracle: Bullet's articulated-body algorithm knows nothing of our equations.
BOOST_AUTO_TEST_CASE(accelerations_are_those_of_bullet) {
  const auto compare = [](const RobotModel& robot, const GunModel& gun, const Pose& X_CB) {
    const Eigen::Vector3d gravity_B =
        X_CB.linear().transpose() * Eigen::Vector3d(0, 0, -kGravityMPerS2);
    const ArmDynamics arm(robot, gun, gravity_B);
    BulletArms bullet;
    bullet.add(robot, gun, X_CB);
    double worst = 0.0;
    for (std::uint32_t s = 0; s < 500; ++s) {
      const State state = random_state(5, s, robot.n_joints());
      ArmTerms terms;
      arm.terms(state.q, state.qd, terms);
      JointVector ours = {};
      arm.forward(terms, state.tau, {}, ours);
      const JointVector theirs = bullet.acceleration(0, state.q, state.qd, state.tau);
      worst = std::max(worst, worst_relative(ours, theirs));
    }
    return worst;
  };
  BOOST_TEST(compare(sample::kuka(), GunModel{}, Pose::Identity()) < 1e-9);
  const Pose tilted = make_pose(rotation_from_rpy(0.4, -0.3, 2.0), {1.0, 2.0, 0.5});
  BOOST_TEST(compare(sample::kuka(), no_gun(), tilted) < 1e-9);
  for (const int n : {4, 6, 7}) {
    for (std::uint32_t number = 0; number < 3; ++number) {
      BOOST_TEST(compare(sample::random_chain(n, number, false), no_gun(), tilted) < 1e-9);
      BOOST_TEST(compare(sample::random_chain(n, number, true), GunModel{}, tilted) < 1e-9);
    }
  }
}

// I qdd = -m g l sin q with I = m l^2 + I_c: a pendulum of mass 3 kg at 0.5 m.
BOOST_AUTO_TEST_CASE(a_pendulum_falls_as_the_textbook_says) {
  const double mass = 3.0, length = 0.5, inertia = 0.2;
  const ArmDynamics arm(sample::pendulum(mass, length, inertia), no_gun());
  for (const double angle : {0.1, 1.0, 2.0}) {
    ArmTerms terms;
    arm.terms({angle}, {0.7}, terms);
    JointVector qdd = {};
    arm.forward(terms, {}, {}, qdd);
    const double expected =
        -mass * kGravityMPerS2 * length * std::sin(angle) / (mass * length * length + inertia);
    BOOST_TEST(qdd[0] == expected, boost::test_tools::tolerance(1e-12));
  }
}

// A link that slides down a vertical axis falls with g, whatever its mass.
BOOST_AUTO_TEST_CASE(a_slide_falls_freely) {
  RobotModel robot = sample::pendulum(7.0, 0.3, 0.1);
  robot.joints[0].kind = JointKind::prismatic;
  robot.joints[0].axis = Eigen::Vector3d::UnitZ();
  const ArmDynamics arm(robot, no_gun());
  ArmTerms terms;
  arm.terms({0.4}, {-1.0}, terms);
  JointVector qdd = {};
  arm.forward(terms, {}, {}, qdd);
  BOOST_TEST(qdd[0] == -kGravityMPerS2, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_moving_link_without_mass_is_refused_by_name) {
  RobotModel robot = sample::kuka();
  robot.links[3].inertial.mass_kg = 0.0;
  BOOST_CHECK_EXCEPTION(ArmDynamics(robot, no_gun()), InputError, [](const InputError& error) {
    return std::string(error.what()).find("link_3") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
