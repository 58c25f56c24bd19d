// Bullet's own contact, as it meets a gun tip in a cell that a trainer has opened: the force of a
// gun on a panel of triangles.
//
// The gun is a mass m on a slide, driven as our servo drives an arm: m (w^2 e - 2 w qd), its weight
// and a pressing force F. Its reference stands g above the panel, which does not yield, so at rest
// the panel bears f = F - w^2 m g. With m = 176.57 kg (an arm's effective mass at its gun),
// w^2 = 400, F = 3 kN and g = 3 mm that is 2788.1 N (physics facts, section 5).
#include <cmath>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/cells/bullet/bullet_stage.h"

using namespace darkline::bullet_stage;

namespace {

constexpr double kMassKg = 176.57, kRate = 20.0, kPressN = 3000.0, kGapM = 3e-3;
constexpr double kTipRadiusM = 0.008;
constexpr double kWantedN = kPressN - kRate * kRate * kMassKg * kGapM;

struct Contact {
  double mean_n = 0.0, deviation_n = 0.0;
};

// A flat panel of 2 x 32 x 32 triangles, 0.8 m wide, at height 0.
struct Panel {
  btTriangleMesh mesh;
  std::unique_ptr<btBvhTriangleMeshShape> shape;
  std::unique_ptr<btRigidBody> body;

  Panel() {
    constexpr int kCells = 32;
    constexpr double kWidthM = 0.8;
    const auto corner = [](int i, int j) {
      return btVector3(kWidthM * (i / double{kCells} - 0.5), kWidthM * (j / double{kCells} - 0.5),
                       0.0);
    };
    for (int i = 0; i < kCells; ++i) {
      for (int j = 0; j < kCells; ++j) {
        mesh.addTriangle(corner(i, j), corner(i + 1, j), corner(i + 1, j + 1));
        mesh.addTriangle(corner(i, j), corner(i + 1, j + 1), corner(i, j + 1));
      }
    }
    shape = std::make_unique<btBvhTriangleMeshShape>(&mesh, true);
    shape->setMargin(0.0);
    body = std::make_unique<btRigidBody>(0.0, nullptr, shape.get());
    body->setFriction(0.0);
  }
};

double force_n(Stage& stage, double step_s) {
  double impulse = 0.0;
  for (int i = 0; i < stage.dispatcher.getNumManifolds(); ++i) {
    const btPersistentManifold& manifold = *stage.dispatcher.getManifoldByIndexInternal(i);
    for (int p = 0; p < manifold.getNumContacts(); ++p) {
      impulse += manifold.getContactPoint(p).getAppliedImpulse();
    }
  }
  return impulse / step_s;
}

// The second second of pressing, after one to come to rest.
Contact press(double step_s, int iterations) {
  Stage stage;
  stage.world.getSolverInfo().m_numIterations = iterations;
  Panel panel;
  stage.world.addRigidBody(panel.body.get());
  const auto body = one_link(kMassKg, 0.0, true);
  body->setLinearDamping(0.0);
  body->setAngularDamping(0.0);
  body->setJointPos(0, kTipRadiusM + kGapM);
  stage.world.addMultiBody(body.get());
  btSphereShape tip(kTipRadiusM);
  const auto gun = collider(stage, *body, 0, tip, btBroadphaseProxy::DefaultFilter,
                            btBroadphaseProxy::AllFilter);
  gun->setFriction(0.0);
  const int steps = static_cast<int>(std::lround(1.0 / step_s));
  double sum = 0.0, squares = 0.0;
  for (int k = 0; k < 2 * steps; ++k) {
    const double error = kTipRadiusM + kGapM - body->getJointPos(0);
    body->addJointTorque(0, kMassKg * (kRate * kRate * error - 2.0 * kRate * body->getJointVel(0)) +
                                kMassKg * kGravity - kPressN);
    stage.step(step_s);
    if (k < steps) continue;
    const double force = force_n(stage, step_s);
    sum += force;
    squares += force * force;
  }
  stage.world.removeCollisionObject(gun.get());
  stage.world.removeMultiBody(body.get());
  stage.world.removeRigidBody(panel.body.get());
  const double mean = sum / steps;
  return {mean, std::sqrt(std::max(squares / steps - mean * mean, 0.0))};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gun_contact)

BOOST_AUTO_TEST_CASE(the_wanted_force_is_that_of_the_facts) {
  BOOST_TEST(kWantedN == 2788.11, boost::test_tools::tolerance(1e-5));
}

// 1 kHz is the step of contact windows, 4 ms that of the rest; 10 iterations are Bullet's own.
BOOST_AUTO_TEST_CASE(a_gun_presses_on_a_panel_of_triangles_without_chatter) {
  for (const double step_s : {0.001, 0.004}) {
    for (const int iterations : {10, 50}) {
      const Contact contact = press(step_s, iterations);
      BOOST_TEST(contact.mean_n == kWantedN, boost::test_tools::tolerance(1e-3));
      BOOST_TEST(contact.deviation_n < 10.0,
                 step_s << " s, " << iterations << " iterations: " << contact.deviation_n << " N");
      BOOST_TEST_MESSAGE(step_s << " s, " << iterations << " iterations: " << contact.mean_n
                                << " N, deviation " << contact.deviation_n);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
