#include "cells/bullet_arm.h"

#include <mutex>
#include <vector>

#include <BulletCollision/CollisionDispatch/btDefaultCollisionConfiguration.h>
#include <BulletDynamics/Featherstone/btMultiBodyConstraintSolver.h>
#include <BulletDynamics/Featherstone/btMultiBodyDynamicsWorld.h>
#include <btBulletDynamicsCommon.h>

#include "cells/bullet_frames.h"
#include "cells/inverse_dynamics.h"
#include "models/base/error.h"

namespace darkline {
namespace {

std::mutex& creation_mutex() {
  static std::mutex mutex;
  return mutex;
}

constexpr double kNoSpeedClamp = 1e6;  // rad/s; Bullet's own default stops joints at 100

std::unique_ptr<btMultiBody> make_arm(const RobotModel& robot, const GunModel& gun,
                                      const Pose& X_CB) {
  const int n = robot.n_joints();
  auto body = std::make_unique<btMultiBody>(n, 0.0, btVector3(0, 0, 0), /*fixedBase=*/true,
                                            /*canSleep=*/false);
  body->setBasePos(to_bullet(Eigen::Vector3d(X_CB.translation())));
  body->setWorldToBaseRot(to_bullet(Eigen::Matrix3d(X_CB.linear().transpose())));

  PrincipalFrame parent;  // the base: its own frame
  for (int i = 0; i < n; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const Joint& joint = robot.joints[at];
    Inertial inertial = robot.links[at + 1].inertial;
    if (i + 1 == n) inertial = with_gun(inertial, robot.X_ET, gun);
    const PrincipalFrame link = principal_frame(inertial);

    const Eigen::Matrix3d parent_to_this =
        link.P_L.transpose() * joint.X_PJ.linear().transpose() * parent.P_L;
    const Eigen::Vector3d axis = link.P_L.transpose() * joint.axis.normalized();
    const Eigen::Vector3d com_to_pivot =
        parent.P_L.transpose() * (joint.X_PJ.translation() - parent.p_LC_m);
    const Eigen::Vector3d pivot_to_com = link.P_L.transpose() * link.p_LC_m;
    if (joint.kind == JointKind::revolute) {
      body->setupRevolute(i, inertial.mass_kg, to_bullet(link.moments_kg_m2), i - 1,
                          to_bullet(parent_to_this), to_bullet(axis), to_bullet(com_to_pivot),
                          to_bullet(pivot_to_com), true);
    } else {
      body->setupPrismatic(i, inertial.mass_kg, to_bullet(link.moments_kg_m2), i - 1,
                           to_bullet(parent_to_this), to_bullet(axis), to_bullet(com_to_pivot),
                           to_bullet(pivot_to_com), true);
    }
    parent = link;
  }
  body->finalizeMultiDof();
  body->setLinearDamping(0.0);
  body->setAngularDamping(0.0);
  body->setUseGyroTerm(true);
  body->setMaxCoordinateVelocity(kNoSpeedClamp);
  body->setHasSelfCollision(false);
  return body;
}

}  // namespace

struct BulletArms::Impl {
  btDefaultCollisionConfiguration configuration;
  btCollisionDispatcher dispatcher{&configuration};
  btDbvtBroadphase broadphase;
  btMultiBodyConstraintSolver solver;
  btMultiBodyDynamicsWorld world{&dispatcher, &broadphase, &solver, &configuration};
  std::vector<std::unique_ptr<btMultiBody>> arms;
  std::vector<JointVector> q0, v0;  // (n arms) before the step

  btAlignedObjectArray<btScalar> scratch_r;
  btAlignedObjectArray<btVector3> scratch_v;
  btAlignedObjectArray<btMatrix3x3> scratch_m;

  ~Impl() {
    for (auto& arm : arms) world.removeMultiBody(arm.get());
  }
};

BulletArms::BulletArms() {
  const std::lock_guard lock(creation_mutex());
  impl_ = std::make_unique<Impl>();
  impl_->world.setGravity(btVector3(0, 0, -kGravityMPerS2));
}

BulletArms::~BulletArms() = default;

std::size_t BulletArms::add(const RobotModel& robot, const GunModel& gun, const Pose& X_CB) {
  const std::lock_guard lock(creation_mutex());
  impl_->arms.push_back(make_arm(robot, gun, X_CB));
  impl_->world.addMultiBody(impl_->arms.back().get());
  impl_->q0.emplace_back();
  impl_->v0.emplace_back();
  return impl_->arms.size() - 1;
}

void BulletArms::set_state(std::size_t arm, const JointVector& q, const JointVector& qd) {
  btMultiBody& body = *impl_->arms[arm];
  for (int i = 0; i < body.getNumLinks(); ++i) {
    body.setJointPos(i, q[static_cast<std::size_t>(i)]);
    body.setJointVel(i, qd[static_cast<std::size_t>(i)]);
  }
}

void BulletArms::read(std::size_t arm, JointVector& q, JointVector& qd) const {
  const btMultiBody& body = *impl_->arms[arm];
  for (int i = 0; i < body.getNumLinks(); ++i) {
    q[static_cast<std::size_t>(i)] = body.getJointPos(i);
    qd[static_cast<std::size_t>(i)] = body.getJointVel(i);
  }
}

void BulletArms::set_torque(std::size_t arm, const JointVector& tau) {
  btMultiBody& body = *impl_->arms[arm];
  for (int i = 0; i < body.getNumLinks(); ++i) {
    body.addJointTorque(i, tau[static_cast<std::size_t>(i)]);
  }
}

void BulletArms::step() {
  Impl& impl = *impl_;
  for (std::size_t a = 0; a < impl.arms.size(); ++a) read(a, impl.q0[a], impl.v0[a]);
  impl.world.stepSimulation(kPhysicsStepS, 0, kPhysicsStepS);
  for (std::size_t a = 0; a < impl.arms.size(); ++a) {
    btMultiBody& body = *impl.arms[a];
    for (int i = 0; i < body.getNumLinks(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      const double mean = 0.5 * (impl.v0[a][at] + body.getJointVel(i));
      body.setJointPos(i, impl.q0[a][at] + kPhysicsStepS * mean);
    }
  }
}

JointVector BulletArms::acceleration(std::size_t arm, const JointVector& q, const JointVector& qd,
                                     const JointVector& tau) {
  Impl& impl = *impl_;
  btMultiBody& body = *impl.arms[arm];
  set_state(arm, q, qd);
  body.clearForcesAndTorques();
  set_torque(arm, tau);
  // a direct call knows no world gravity
  for (int i = 0; i < body.getNumLinks(); ++i) {
    body.addLinkForce(i, btVector3(0, 0, -kGravityMPerS2 * body.getLinkMass(i)));
  }
  const int dofs = body.getNumDofs();
  impl.scratch_r.resize(2 * dofs + 12);
  impl.scratch_v.resize(8 * body.getNumLinks() + 12);
  impl.scratch_m.resize(4 * body.getNumLinks() + 8);
  body.computeAccelerationsArticulatedBodyAlgorithmMultiDof(0.0, impl.scratch_r, impl.scratch_v,
                                                            impl.scratch_m, false, false, false);
  JointVector qdd = {};
  for (int i = 0; i < dofs; ++i) qdd[static_cast<std::size_t>(i)] = impl.scratch_r[dofs + 6 + i];
  body.clearForcesAndTorques();
  return qdd;
}

}  // namespace darkline
