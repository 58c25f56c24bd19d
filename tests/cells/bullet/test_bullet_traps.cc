// What Bullet 3.24 does otherwise than its names say (physics facts, section 6), and what our cells
// are built around. A failure here is good news: the library was mended, and what is said to guard
// against it can go.
#include <cmath>
#include <string>

#include <BulletDynamics/Featherstone/btMultiBodyJointFeedback.h>
#include <BulletDynamics/Featherstone/btMultiBodyJointMotor.h>
#include <boost/test/unit_test.hpp>

#include "tests/cells/bullet/bullet_stage.h"

using namespace darkline::bullet_stage;

namespace {

constexpr double kStepS = 1.0 / 240.0;
constexpr double kMassKg = 3.0, kArmM = 0.5;

// Angle and speed of a level pendulum after a quarter of a second, free or held by a motor that is
// strong enough by far.
struct Swing {
  double q = 0.0, qd = 0.0;
};

Swing swing(bool with_motor, bool with_colliders) {
  Stage stage;
  const auto body = one_link(kMassKg, kArmM, false);
  body->setJointPos(0, 0.5 * SIMD_PI);
  stage.world.addMultiBody(body.get());
  btSphereShape shape(0.05);
  std::unique_ptr<btMultiBodyLinkCollider> base, link;
  if (with_colliders) {
    base = collider(stage, *body, -1, shape, 0, 0);
    link = collider(stage, *body, 0, shape, 0, 0);
  }
  btMultiBodyJointMotor motor(body.get(), 0, 0.0, 1e6);
  if (with_motor) stage.world.addMultiBodyConstraint(&motor);
  for (int k = 0; k < 60; ++k) stage.step(kStepS);
  const Swing result = {body->getJointPos(0), body->getJointVel(0)};
  if (with_motor) stage.world.removeMultiBodyConstraint(&motor);
  if (with_colliders) {
    stage.world.removeCollisionObject(base.get());
    stage.world.removeCollisionObject(link.get());
  }
  stage.world.removeMultiBody(body.get());
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bullet_traps)

BOOST_AUTO_TEST_CASE(a_motor_on_a_link_without_collider_is_ignored) {
  const Swing free = swing(false, false), driven = swing(true, false), held = swing(true, true);
  BOOST_TEST(free.q < 0.5 * SIMD_PI - 0.2);  // it falls
  BOOST_TEST(driven.q == free.q,
             "Bullet was mended: a motor on a link without collider now acts. Motors of ours no "
             "longer need colliders.");
  BOOST_TEST(std::abs(held.qd) < 1e-6, "with colliders a motor holds: " << held.qd);
}

// A link whose centre lies on its axis: gravity turns nothing, and the joint bears the torque that
// it is given, once.
BOOST_AUTO_TEST_CASE(joint_feedback_reads_twice_the_torque) {
  Stage stage;
  const auto body = one_link(kMassKg, 0.0, false);
  stage.world.addMultiBody(body.get());
  btMultiBodyJointFeedback feedback;
  feedback.m_reactionForces.setZero();
  body->getLink(0).m_jointFeedback = &feedback;
  const double torque = 7.0;
  body->addJointTorque(0, torque);
  stage.step(kStepS);
  const double read = std::abs(feedback.m_reactionForces.getAngular().y());
  BOOST_TEST(read == 2.0 * torque, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(std::abs(read - torque) > 1.0,
             "Bullet was mended: joint feedback reads the torque that was given.");
  stage.world.removeMultiBody(body.get());
}

// Damping d takes the factor 1 - d h a step off the speed, or thereabouts; none of our arms has it.
BOOST_AUTO_TEST_CASE(a_new_multibody_is_damped) {
  const std::string mended = "Bullet was mended: a new multibody has no damping any more.";
  double peak[2] = {};
  for (const bool damped : {true, false}) {
    Stage stage;
    const auto body = one_link(kMassKg, kArmM, false);
    BOOST_TEST(body->getLinearDamping() == 0.04, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(body->getAngularDamping() == 0.04, boost::test_tools::tolerance(1e-6));
    if (!damped) {
      body->setLinearDamping(0.0);
      body->setAngularDamping(0.0);
    }
    body->setJointPos(0, 0.3);
    stage.world.addMultiBody(body.get());
    for (int k = 0; k < 10 * 240; ++k) {
      stage.step(kStepS);
      if (k > 8 * 240) {
        double& highest = peak[damped ? 0 : 1];
        highest = std::max(highest, std::abs(body->getJointPos(0)));
      }
    }
    stage.world.removeMultiBody(body.get());
  }
  BOOST_TEST(peak[1] > 0.295, "without damping a swing stays: " << peak[1]);
  BOOST_TEST(peak[0] < 0.97 * peak[1], mended << " " << peak[0]);
}

BOOST_AUTO_TEST_CASE(joint_speeds_are_cut_at_a_hundred_unless_it_is_said_otherwise) {
  for (const bool ours : {false, true}) {
    Stage stage;
    stage.world.setGravity(btVector3(0, 0, 0));
    const auto body = one_link(kMassKg, kArmM, true);
    body->setLinearDamping(0.0);
    body->setAngularDamping(0.0);
    if (ours) body->setMaxCoordinateVelocity(1e6);
    body->setJointVel(0, 150.0);
    stage.world.addMultiBody(body.get());
    stage.step(kStepS);
    stage.step(kStepS);
    BOOST_TEST(body->getJointVel(0) == (ours ? 150.0 : 100.0), boost::test_tools::tolerance(1e-12));
    if (!ours && body->getJointVel(0) > 149.0) {
      BOOST_ERROR("Bullet was mended: it does not cut joint speeds at 100 any more.");
    }
    stage.world.removeMultiBody(body.get());
  }
}

BOOST_AUTO_TEST_CASE(joint_damping_and_friction_are_stored_and_never_used) {
  double end[2] = {};
  for (const bool rough : {false, true}) {
    Stage stage;
    const auto body = one_link(kMassKg, kArmM, false);
    if (rough) {
      body->getLink(0).m_jointDamping = 50.0;
      body->getLink(0).m_jointFriction = 50.0;
    }
    body->setJointPos(0, 1.0);
    stage.world.addMultiBody(body.get());
    for (int k = 0; k < 120; ++k) stage.step(kStepS);
    end[rough ? 1 : 0] = body->getJointPos(0);
    stage.world.removeMultiBody(body.get());
  }
  BOOST_TEST(end[0] == end[1], "Bullet was mended: joint damping and friction act now.");
}

BOOST_AUTO_TEST_SUITE_END()
