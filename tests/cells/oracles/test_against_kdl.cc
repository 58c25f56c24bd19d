// Accelerations and torques against KDL's recursive Newton-Euler solvers: bound 1e-6 for
// accelerations, 1e-9 for torques, relative to the largest entry of the state. KDL is given the
// bare chain with its gun, as Bullet is: no rotors.
#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>
#include <kdl/chain.hpp>
#include <kdl/chainfdsolver_recursive_newton_euler.hpp>
#include <kdl/chainidsolver_recursive_newton_euler.hpp>

#include "cells/fleet.h"
#include "tests/cells/random_states.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;
using sample::State, sample::random_state, sample::worst_relative;

namespace {

KDL::Vector to_kdl(const Eigen::Vector3d& v) {
  return {v.x(), v.y(), v.z()};
}

KDL::Frame to_kdl(const Pose& X) {
  const Eigen::Matrix3d R = X.linear();
  return {KDL::Rotation(R(0, 0), R(0, 1), R(0, 2), R(1, 0), R(1, 1), R(1, 2), R(2, 0), R(2, 1),
                        R(2, 2)),
          to_kdl(Eigen::Vector3d(X.translation()))};
}

// A segment's joint stands at its root, in the axes of the one before it.
KDL::Chain to_kdl(const RobotModel& robot, const GunModel& gun) {
  KDL::Chain chain;
  const std::size_t n = robot.joints.size();
  for (std::size_t i = 0; i < n; ++i) {
    const Joint& joint = robot.joints[i];
    Inertial inertial = robot.links[i + 1].inertial;
    if (i + 1 == n) inertial = with_gun(inertial, robot.X_ET, gun);
    const Eigen::Matrix3d& I = inertial.I_C_kg_m2;
    const KDL::RigidBodyInertia body(
        inertial.mass_kg, to_kdl(inertial.p_LC_m),
        KDL::RotationalInertia(I(0, 0), I(1, 1), I(2, 2), I(0, 1), I(0, 2), I(1, 2)));
    const KDL::Vector axis = to_kdl(Eigen::Vector3d(joint.X_PJ.linear() * joint.axis));
    const auto kind =
        joint.kind == JointKind::revolute ? KDL::Joint::RotAxis : KDL::Joint::TransAxis;
    chain.addSegment(
        KDL::Segment(KDL::Joint(to_kdl(Eigen::Vector3d(joint.X_PJ.translation())), axis, kind),
                     to_kdl(joint.X_PJ), body));
  }
  return chain;
}

KDL::JntArray to_kdl(const JointVector& values, unsigned n) {
  KDL::JntArray array(n);
  for (unsigned j = 0; j < n; ++j) array(j) = values[j];
  return array;
}

JointVector from_kdl(const KDL::JntArray& array) {
  JointVector values = {};
  for (unsigned j = 0; j < array.rows(); ++j) values[j] = array(j);
  return values;
}

struct Worst {
  double acceleration = 0.0, fleet = 0.0, torque = 0.0;
};

Worst compare(RobotModel robot, bool in_fleet, std::uint32_t states) {
  for (Joint& joint : robot.joints) joint.rotor_inertia = 0.0;
  const GunModel gun;
  const auto n = static_cast<unsigned>(robot.n_joints());
  const KDL::Chain chain = to_kdl(robot, gun);
  const KDL::Vector gravity(0.0, 0.0, -kGravityMPerS2);
  KDL::ChainFdSolver_RNE forward(chain, gravity);
  KDL::ChainIdSolver_RNE inverse(chain, gravity);
  const KDL::Wrenches none(n, KDL::Wrench::Zero());
  const ArmDynamics arm(robot, gun);
  Fleet fleet;
  if (in_fleet) fleet.add(robot, gun);
  Worst worst;
  for (std::uint32_t s = 0; s < states; ++s) {
    const State state = random_state(23, s, robot.n_joints());
    KDL::JntArray out(n);
    BOOST_REQUIRE(forward.CartToJnt(to_kdl(state.q, n), to_kdl(state.qd, n), to_kdl(state.tau, n),
                                    none, out) == 0);
    const JointVector theirs = from_kdl(out);
    ArmTerms terms;
    JointVector ours = {};
    arm.terms(state.q, state.qd, terms);
    arm.forward(terms, state.tau, {}, ours);
    worst.acceleration = std::max(worst.acceleration, worst_relative(ours, theirs));
    if (in_fleet) {
      fleet.set_state(0, state.q, state.qd);
      worst.fleet = std::max(worst.fleet, worst_relative(fleet.acceleration(0, state.tau), theirs));
    }
    // any numbers will do for accelerations
    BOOST_REQUIRE(inverse.CartToJnt(to_kdl(state.q, n), to_kdl(state.qd, n), to_kdl(state.tau, n),
                                    none, out) == 0);
    arm.inverse(state.q, state.qd, state.tau, ours);
    worst.torque = std::max(worst.torque, worst_relative(ours, from_kdl(out)));
  }
  return worst;
}

void must_agree(const Worst& worst, const std::string& what) {
  BOOST_TEST(worst.acceleration < 1e-6, what << ": mass matrix " << worst.acceleration);
  BOOST_TEST(worst.fleet < 1e-6, what << ": fleet " << worst.fleet);
  BOOST_TEST(worst.torque < 1e-9, what << ": torque " << worst.torque);
  BOOST_TEST_MESSAGE(what << ": mass matrix " << worst.acceleration << ", fleet " << worst.fleet
                          << ", torque " << worst.torque);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(against_kdl)

BOOST_AUTO_TEST_CASE(the_shipped_robots_accelerate_and_are_driven_alike) {
  for (const char* id : sample::kShippedRobots) {
    must_agree(compare(sample::shipped_robot(id), true, 1000), id);
  }
}

BOOST_AUTO_TEST_CASE(chains_of_four_to_seven_joints_with_slides_accelerate_and_are_driven_alike) {
  for (int n = kMinJoints; n <= kMaxJoints; ++n) {
    for (std::uint32_t number = 0; number < 4; ++number) {
      must_agree(compare(sample::random_chain(n, number, true), false, 250),
                 std::to_string(n) + " joints");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
