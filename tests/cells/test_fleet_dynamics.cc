// The fleet's forward and inverse dynamics against closed forms, against our own mass matrix and
// against Bullet, which knows nothing of either.
#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "cells/bullet_arm.h"
#include "cells/fleet.h"
#include "tests/cells/random_states.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;
using sample::State, sample::random_state, sample::worst_relative;

namespace {

struct Worst {
  double mass_matrix = 0.0, bullet = 0.0, round_trip = 0.0, torque = 0.0;
};

// Bullet knows no rotors, so the robot is given none for it.
Worst compare(RobotModel robot, const GunModel& gun, const Pose& X_CB, std::uint32_t states) {
  const Eigen::Vector3d gravity_B =
      X_CB.linear().transpose() * Eigen::Vector3d(0, 0, -kGravityMPerS2);
  Fleet fleet;
  const std::size_t real = fleet.add(robot, gun, gravity_B);
  const ArmDynamics arm(robot, gun, gravity_B);
  for (Joint& joint : robot.joints) joint.rotor_inertia = 0.0;
  const std::size_t bare = fleet.add(robot, gun, gravity_B);
  BulletArms bullet;
  bullet.add(robot, gun, X_CB);
  Worst worst;
  for (std::uint32_t s = 0; s < states; ++s) {
    const State state = random_state(6, s, robot.n_joints());
    fleet.set_state(real, state.q, state.qd);
    fleet.set_state(bare, state.q, state.qd);
    ArmTerms terms;
    JointVector wanted = {}, tau = {};
    arm.terms(state.q, state.qd, terms);
    arm.forward(terms, state.tau, arm.rotor_inertia(), wanted);
    const JointVector qdd = fleet.acceleration(real, state.tau);
    worst.mass_matrix = std::max(worst.mass_matrix, worst_relative(qdd, wanted));
    worst.bullet = std::max(worst.bullet,
                            worst_relative(fleet.acceleration(bare, state.tau),
                                           bullet.acceleration(0, state.q, state.qd, state.tau)));
    worst.round_trip =
        std::max(worst.round_trip, worst_relative(fleet.torque_for(real, qdd), state.tau));
    arm.inverse(state.q, state.qd, state.tau, tau);  // any numbers will do for accelerations
    worst.torque = std::max(worst.torque, worst_relative(fleet.torque_for(bare, state.tau), tau));
  }
  return worst;
}

void must_agree(const Worst& worst, const std::string& what) {
  BOOST_TEST(worst.mass_matrix < 1e-9, what << ": mass matrix " << worst.mass_matrix);
  BOOST_TEST(worst.bullet < 1e-9, what << ": Bullet " << worst.bullet);
  BOOST_TEST(worst.round_trip < 1e-9, what << ": round trip " << worst.round_trip);
  BOOST_TEST(worst.torque < 1e-9, what << ": torque " << worst.torque);
}

const Pose& tilted() {
  static const Pose X = make_pose(rotation_from_rpy(0.4, -0.3, 2.0), {1.0, 2.0, 0.5});
  return X;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet_dynamics)

BOOST_AUTO_TEST_CASE(the_shipped_robots_move_as_bullet_and_the_mass_matrix_say) {
  for (const char* id : sample::kShippedRobots) {
    const RobotModel robot = sample::shipped_robot(id);
    must_agree(compare(robot, GunModel{}, Pose::Identity(), 4096), id);
    must_agree(compare(robot, no_gun(), tilted(), 2048), id);
  }
}

BOOST_AUTO_TEST_CASE(any_chain_of_four_to_seven_joints_moves_as_they_say) {
  for (int n = kMinJoints; n <= kMaxJoints; ++n) {
    for (std::uint32_t number = 0; number < 6; ++number) {
      for (const bool with_slides : {false, true}) {
        const RobotModel chain = sample::random_chain(n, number, with_slides);
        must_agree(compare(chain, GunModel{}, tilted(), 256),
                   std::to_string(n) + (with_slides ? " joints, some slide" : " joints"));
      }
    }
  }
}

// Chains whose slides stand at different joints share a batch, and the first joint may slide too:
// a robot on a rail.
BOOST_AUTO_TEST_CASE(every_place_of_a_slide_moves_as_they_say) {
  for (int slide = 0; slide < 7; ++slide) {
    RobotModel chain = sample::random_chain(7, 11, false);
    chain.joints[static_cast<std::size_t>(slide)].kind = JointKind::prismatic;
    must_agree(compare(chain, GunModel{}, tilted(), 128),
               "joint " + std::to_string(slide + 1) + " slides");
  }
  RobotModel chain = sample::random_chain(5, 12, false);
  for (Joint& joint : chain.joints) joint.kind = JointKind::prismatic;
  must_agree(compare(chain, GunModel{}, tilted(), 128), "all slide");
}

// Joint 1 level, every mass on the rod below it, joints 2 to 4 about the rod itself, and all round
// it: a pendulum, whatever the others' angles. I qdd = -m g l sin q, with I the sum over links.
BOOST_AUTO_TEST_CASE(a_pendulum_of_four_joints_falls_as_the_textbook_says) {
  RobotModel robot;
  robot.id = "pendulum";
  robot.links.resize(5);
  double inertia = 0.0, moment = 0.0;
  for (std::size_t i = 0; i < 4; ++i) {
    Joint joint;
    joint.axis = i == 0 ? Eigen::Vector3d(0, 1, 0) : Eigen::Vector3d(0, 0, 1);
    if (i > 0) joint.X_PJ.translation() = Eigen::Vector3d(0, 0, -0.2);
    robot.joints.push_back(joint);
    const double mass = 2.0 + static_cast<double>(i);
    const double own = 0.3, below = 0.1 + 0.2 * static_cast<double>(i);
    Inertial& link = robot.links[i + 1].inertial;
    link.mass_kg = mass;
    link.p_LC_m = {0, 0, -0.1};
    link.I_C_kg_m2 = Eigen::Vector3d(own, own, 0.1).asDiagonal();
    inertia += own + mass * below * below;
    moment += mass * below;
  }
  Fleet fleet;
  const std::size_t arm = fleet.add(robot, no_gun());
  for (const double angle : {0.1, 1.0, 2.0}) {
    fleet.set_state(arm, {angle, 0.4, -1.0, 2.0}, {0.7});
    const JointVector qdd = fleet.acceleration(arm, {});
    BOOST_TEST(qdd[0] == -kGravityMPerS2 * moment * std::sin(angle) / inertia,
               boost::test_tools::tolerance(1e-12));
    for (std::size_t j = 1; j < 4; ++j) BOOST_TEST(std::abs(qdd[j]) < 1e-12);
  }
}

BOOST_AUTO_TEST_SUITE_END()
