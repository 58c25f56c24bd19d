// A bare Bullet world and one-link arms in it, as the library comes: no setting of ours but those
// that a test asks for.
#pragma once

#include <memory>
#include <vector>

#include <BulletDynamics/Featherstone/btMultiBody.h>
#include <BulletDynamics/Featherstone/btMultiBodyConstraintSolver.h>
#include <BulletDynamics/Featherstone/btMultiBodyDynamicsWorld.h>
#include <BulletDynamics/Featherstone/btMultiBodyLinkCollider.h>
#include <btBulletDynamicsCommon.h>

namespace darkline::bullet_stage {

inline constexpr double kGravity = 9.81;

struct Stage {
  btDefaultCollisionConfiguration configuration;
  btCollisionDispatcher dispatcher{&configuration};
  btDbvtBroadphase broadphase;
  btMultiBodyConstraintSolver solver;
  btMultiBodyDynamicsWorld world{&dispatcher, &broadphase, &solver, &configuration};

  Stage() { world.setGravity(btVector3(0, 0, -kGravity)); }

  void step(double step_s) { world.stepSimulation(step_s, 0, step_s); }
};

// A fixed base and one link of `mass_kg`. Turning: about y, its centre `arm_m` below the axis at
// q = 0. Sliding: along z.
inline std::unique_ptr<btMultiBody> one_link(double mass_kg, double arm_m, bool slides) {
  auto body = std::make_unique<btMultiBody>(1, 0.0, btVector3(0, 0, 0), /*fixedBase=*/true, false);
  const btVector3 inertia(0.1, 0.1, 0.1);
  if (slides) {
    body->setupPrismatic(0, mass_kg, inertia, -1, btQuaternion(0, 0, 0, 1), btVector3(0, 0, 1),
                         btVector3(0, 0, 0), btVector3(0, 0, 0), true);
  } else {
    body->setupRevolute(0, mass_kg, inertia, -1, btQuaternion(0, 0, 0, 1), btVector3(0, 1, 0),
                        btVector3(0, 0, 0), btVector3(0, 0, -arm_m), true);
  }
  body->finalizeMultiDof();
  return body;
}

// A collider on base (-1) or link, in the world; of group and mask 0 it meets nothing.
inline std::unique_ptr<btMultiBodyLinkCollider> collider(Stage& stage, btMultiBody& body, int link,
                                                         btCollisionShape& shape, int group,
                                                         int mask) {
  auto made = std::make_unique<btMultiBodyLinkCollider>(&body, link);
  made->setCollisionShape(&shape);
  if (link < 0) {
    body.setBaseCollider(made.get());
  } else {
    body.getLink(link).m_collider = made.get();
  }
  stage.world.addCollisionObject(made.get(), group, mask);
  return made;
}

}  // namespace darkline::bullet_stage
