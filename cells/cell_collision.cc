#include "cells/cell_collision.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <BulletCollision/CollisionDispatch/btDefaultCollisionConfiguration.h>
#include <btBulletCollisionCommon.h>
#include <fmt/format.h>

#include "cells/bullet_frames.h"
#include "models/base/error.h"
#include "models/mesh/surface_mesh.h"
#include "models/robot/kinematics.h"

namespace darkline {
namespace {

constexpr double kAskBulletM = 1e-3;  // nearer than this by the closed form, Bullet is asked

struct Box {
  Eigen::Vector3d low = Eigen::Vector3d::Constant(std::numeric_limits<double>::infinity());
  Eigen::Vector3d high = -low;

  void add(const Box& other) {
    low = low.cwiseMin(other.low);
    high = high.cwiseMax(other.high);
  }
};

Box box_of(const Capsule& capsule) {
  Box box;
  box.low = (capsule.a_m.cwiseMin(capsule.b_m).array() - capsule.radius_m).matrix();
  box.high = (capsule.a_m.cwiseMax(capsule.b_m).array() + capsule.radius_m).matrix();
  return box;
}

double gap_m(const Box& one, const Box& other) {
  const Eigen::Vector3d apart = (one.low - other.high).cwiseMax(other.low - one.high);
  return apart.cwiseMax(0.0).norm();
}

btTransform to_bullet_transform(const Pose& X) {
  const Eigen::Matrix3d R = X.linear();
  const btMatrix3x3 basis(R(0, 0), R(0, 1), R(0, 2), R(1, 0), R(1, 1), R(1, 2), R(2, 0), R(2, 1),
                          R(2, 2));
  return btTransform(basis, to_bullet(Eigen::Vector3d(X.translation())));
}

Eigen::Vector3d from_bullet(const btVector3& v) {
  return {v.x(), v.y(), v.z()};
}

// A capsule in its own frame, along z about its middle.
struct BulletCapsule {
  explicit BulletCapsule(const Capsule& at) : shape(at.radius_m, (at.b_m - at.a_m).norm()) {
    object.setCollisionShape(&shape);
  }
  btCapsuleShapeZ shape;
  btCollisionObject object;
};

Pose pose_of(const Capsule& capsule) {
  const Eigen::Vector3d along = capsule.b_m - capsule.a_m;
  const Eigen::Matrix3d R =
      along.norm() > 0.0
          ? Eigen::Quaterniond::FromTwoVectors(Eigen::Vector3d::UnitZ(), along).toRotationMatrix()
          : Eigen::Matrix3d::Identity();
  return make_pose(R, 0.5 * (capsule.a_m + capsule.b_m));
}

// An arm with one of the things that it may carry.
struct Outfit {
  CarriedPart part;
  ArmCapsules capsules;
  std::vector<std::unique_ptr<BulletCapsule>> bullet;  // (n capsules)
};

bool same_part(const CarriedPart& one, const CarriedPart& other) {
  if (!(one.mass_kg > 0.0) && !(other.mass_kg > 0.0)) return true;
  return one.mass_kg == other.mass_kg && one.p_TC_m == other.p_TC_m &&
         one.I_C_kg_m2 == other.I_C_kg_m2;
}

struct Arm {
  const CellRobot* robot = nullptr;
  std::vector<std::unique_ptr<Outfit>> outfits;
  const Outfit* outfit = nullptr;
  std::vector<Pose> X_BL;
  std::vector<Capsule> at;  // (n capsules) in the cell's frame
  std::vector<Box> box;
  Box all;
  double span_m = 0.0;

  // `like`: an arm whose capsules may be copied, or null.
  void wear(const CarriedPart& part, const Arm* like = nullptr);
  const Outfit* outfit_with(const CarriedPart& part) const;
  void place(const JointVector& q);
  void refresh();
};

const Outfit* Arm::outfit_with(const CarriedPart& part) const {
  for (const auto& each : outfits) {
    if (same_part(each->part, part)) return each.get();
  }
  return nullptr;
}

void Arm::wear(const CarriedPart& part, const Arm* like) {
  if (const Outfit* known = outfit_with(part)) {
    outfit = known;
    return;
  }
  auto made = std::make_unique<Outfit>();
  made->part = part;
  const Outfit* twin = like != nullptr ? like->outfit_with(part) : nullptr;
  made->capsules = twin != nullptr ? twin->capsules : arm_capsules(robot->model, robot->gun, part);
  for (const ArmCapsule& each : made->capsules.capsules) {
    made->bullet.push_back(std::make_unique<BulletCapsule>(each.capsule_L));
  }
  for (const double span : made->capsules.span_m) span_m = std::max(span_m, span);
  at.reserve(made->capsules.capsules.size());
  box.reserve(made->capsules.capsules.size());
  outfit = made.get();
  outfits.push_back(std::move(made));
}

void Arm::place(const JointVector& q) {
  link_poses(robot->model, q, X_BL);
  refresh();
}

void Arm::refresh() {
  place_capsules(outfit->capsules, robot->X_CB, X_BL, at);
  box.resize(at.size());
  all = Box{};
  for (std::size_t c = 0; c < at.size(); ++c) {
    box[c] = box_of(at[c]);
    all.add(box[c]);
  }
}

struct Obstacle {
  std::unique_ptr<btTriangleMesh> triangles;
  std::unique_ptr<btCollisionShape> shape;
  btCollisionObject object;
  Box box;
};

std::unique_ptr<btCollisionShape> bullet_shape(const Shape& shape, Obstacle& obstacle) {
  const Eigen::Vector3d& size = shape.size_m;
  switch (shape.kind) {
    case ShapeKind::box:
      return std::make_unique<btBoxShape>(to_bullet(Eigen::Vector3d(0.5 * size)));
    case ShapeKind::cylinder:
      return std::make_unique<btCylinderShapeZ>(btVector3(size[0], size[0], 0.5 * size[1]));
    case ShapeKind::sphere:
      return std::make_unique<btSphereShape>(size[0]);
    case ShapeKind::capsule:
      return std::make_unique<btCapsuleShapeZ>(size[0], size[1]);
    case ShapeKind::mesh:
      break;
  }
  DARKLINE_CHECK(shape.mesh != nullptr && shape.mesh->n_triangles() > 0, "a mesh without surface");
  obstacle.triangles = std::make_unique<btTriangleMesh>();
  for (std::size_t t = 0; t < shape.mesh->n_triangles(); ++t) {
    const auto corner = [&](std::size_t c) {
      return to_bullet(Eigen::Vector3d(shape.mesh->corner_m(t, c).cast<double>()));
    };
    obstacle.triangles->addTriangle(corner(0), corner(1), corner(2));
  }
  auto made = std::make_unique<btBvhTriangleMeshShape>(obstacle.triangles.get(), true);
  made->setMargin(0.0);
  return made;
}

// The nearest point of a pair that Bullet finds.
struct Nearest final : btCollisionWorld::ContactResultCallback {
  explicit Nearest(double within_m) { m_closestDistanceThreshold = within_m; }

  btScalar addSingleResult(btManifoldPoint& point, const btCollisionObjectWrapper* /*object0*/,
                           int /*part0*/, int /*index0*/,
                           const btCollisionObjectWrapper* /*object1*/, int /*part1*/,
                           int /*index1*/) override {
    if (point.getDistance() >= distance_m) return 0.0;
    distance_m = point.getDistance();
    middle_m =
        0.5 * (from_bullet(point.getPositionWorldOnA()) + from_bullet(point.getPositionWorldOnB()));
    return 0.0;
  }

  double distance_m = std::numeric_limits<double>::infinity();
  Eigen::Vector3d middle_m = Eigen::Vector3d::Zero();
};

const char* name_of(ArmPart part) {
  return part == ArmPart::gun ? "gun" : "carried part";
}

std::string side_of(const CellRobot& robot, ArmPart part, std::size_t link) {
  return robot.address + " " +
         (part == ArmPart::link ? robot.model.links[link].name : name_of(part));
}

}  // namespace

struct CellCollision::Impl {
  std::vector<CellRobot> robots;
  std::vector<Arm> arms;
  std::vector<std::unique_ptr<Obstacle>> obstacles;

  btDefaultCollisionConfiguration configuration;
  btCollisionDispatcher dispatcher{&configuration};
  btDbvtBroadphase broadphase;
  btCollisionWorld world{&dispatcher, &broadphase, &configuration};

  bool can_meet(std::size_t a, std::size_t b) const;
  btCollisionObject& bullet_at(const Arm& arm, std::size_t c) const;
  // Calls with (place in a, place in b) of capsules whose boxes are nearer than `within()`.
  template <class Within, class Use>
  void near_capsules(const Arm& a, const Arm& b, Within within, Use use) const;
};

bool CellCollision::Impl::can_meet(std::size_t a, std::size_t b) const {
  const double between_m = (robots[a].X_CB.translation() - robots[b].X_CB.translation()).norm();
  return a != b && between_m <= arms[a].span_m + arms[b].span_m;
}

// Bullet's object, at its place: only capsules that are looked at closely are set.
btCollisionObject& CellCollision::Impl::bullet_at(const Arm& arm, std::size_t c) const {
  btCollisionObject& object = arm.outfit->bullet[c]->object;
  object.setWorldTransform(to_bullet_transform(pose_of(arm.at[c])));
  return object;
}

template <class Within, class Use>
void CellCollision::Impl::near_capsules(const Arm& a, const Arm& b, Within within, Use use) const {
  for (std::size_t i = 0; i < a.at.size(); ++i) {
    if (gap_m(a.box[i], b.all) >= within()) continue;
    const bool a_stands = a.outfit->capsules.capsules[i].link == 0;
    for (std::size_t k = 0; k < b.at.size(); ++k) {
      if (a_stands && b.outfit->capsules.capsules[k].link == 0) continue;
      if (gap_m(a.box[i], b.box[k]) < within()) use(i, k);
    }
  }
}

CellCollision::CellCollision(const CellConfig& config) : impl_(std::make_unique<Impl>()) {
  Impl& impl = *impl_;
  impl.robots = config.robots;
  impl.arms.resize(impl.robots.size());
  for (std::size_t r = 0; r < impl.robots.size(); ++r) {
    Arm& arm = impl.arms[r];
    const CellRobot& robot = impl.robots[r];
    arm.robot = &robot;
    const Arm* like = nullptr;
    for (std::size_t twin = 0; twin < r && like == nullptr; ++twin) {
      const CellRobot& other = impl.robots[twin];
      const bool same = other.gun.tip_m == robot.gun.tip_m && same_shapes(other.model, robot.model);
      if (same) like = &impl.arms[twin];
    }
    for (const RobotJob& job : robot.jobs) {
      if (job.kind == JobKind::pick) arm.wear(job.part, like);
    }
    arm.wear({}, like);
    arm.place(robot.program.steps.empty() ? robot.model.home : robot.program.steps.back().q_rad);
  }
  for (const CellObstacle& each : config.obstacles) {
    auto obstacle = std::make_unique<Obstacle>();
    obstacle->shape = bullet_shape(each.shape, *obstacle);
    // within the shape: edges of boxes and cylinders are rounded by this
    if (each.shape.kind == ShapeKind::box || each.shape.kind == ShapeKind::cylinder) {
      obstacle->shape->setMargin(1e-3);
    }
    obstacle->object.setCollisionShape(obstacle->shape.get());
    obstacle->object.setWorldTransform(to_bullet_transform(each.shape.X_LS));
    btVector3 low, high;
    obstacle->shape->getAabb(obstacle->object.getWorldTransform(), low, high);
    obstacle->box.low = from_bullet(low);
    obstacle->box.high = from_bullet(high);
    impl.obstacles.push_back(std::move(obstacle));
  }
}

CellCollision::~CellCollision() = default;

std::size_t CellCollision::n_robots() const {
  return impl_->arms.size();
}

std::size_t CellCollision::n_obstacles() const {
  return impl_->obstacles.size();
}

void CellCollision::set_pose(std::size_t robot, const JointVector& q) {
  impl_->arms[robot].place(q);
}

void CellCollision::set_part(std::size_t robot, const CarriedPart& part) {
  Arm& arm = impl_->arms[robot];
  arm.wear(part);
  arm.refresh();
}

const JointVector& CellCollision::reach_m(std::size_t robot) const {
  return impl_->arms[robot].outfit->capsules.most_reach_m;
}

std::optional<Contact> CellCollision::first_contact(std::size_t robot, std::size_t other) {
  Impl& impl = *impl_;
  std::optional<Contact> found;
  if (!impl.can_meet(robot, other)) return found;
  const Arm& a = impl.arms[robot];
  const Arm& b = impl.arms[other];
  const auto within = [&] { return found ? 0.0 : kAskBulletM; };
  impl.near_capsules(a, b, within, [&](std::size_t i, std::size_t k) {
    if (distance_m(a.at[i], b.at[k]) > kAskBulletM) return;
    Nearest nearest(0.0);
    impl.world.contactPairTest(&impl.bullet_at(a, i), &impl.bullet_at(b, k), nearest);
    if (!(nearest.distance_m < 0.0)) return;
    const ArmCapsule& of_a = a.outfit->capsules.capsules[i];
    const ArmCapsule& of_b = b.outfit->capsules.capsules[k];
    found = Contact{.robot = robot,
                    .part = of_a.of,
                    .link = of_a.link,
                    .other = other,
                    .other_part = of_b.of,
                    .other_link = of_b.link,
                    .p_C_m = nearest.middle_m,
                    .depth_m = -nearest.distance_m};
  });
  return found;
}

std::optional<Contact> CellCollision::first_obstacle_contact(std::size_t robot,
                                                             std::size_t obstacle) {
  Impl& impl = *impl_;
  const Arm& arm = impl.arms[robot];
  Obstacle& other = *impl.obstacles[obstacle];
  if (gap_m(arm.all, other.box) > 0.0) return std::nullopt;
  for (std::size_t c = 0; c < arm.at.size(); ++c) {
    const ArmCapsule& of = arm.outfit->capsules.capsules[c];
    if (of.link == 0 || of.of == ArmPart::part || gap_m(arm.box[c], other.box) > 0.0) continue;
    Nearest nearest(0.0);
    impl.world.contactPairTest(&impl.bullet_at(arm, c), &other.object, nearest);
    if (!(nearest.distance_m < 0.0)) continue;
    return Contact{.robot = robot,
                   .part = of.of,
                   .link = of.link,
                   .obstacle = obstacle,
                   .p_C_m = nearest.middle_m,
                   .depth_m = -nearest.distance_m};
  }
  return std::nullopt;
}

std::optional<Contact> CellCollision::first_contact() {
  for (std::size_t a = 0; a < n_robots(); ++a) {
    for (std::size_t b = a + 1; b < n_robots(); ++b) {
      if (auto contact = first_contact(a, b)) return contact;
    }
  }
  for (std::size_t a = 0; a < n_robots(); ++a) {
    for (std::size_t o = 0; o < n_obstacles(); ++o) {
      if (auto contact = first_obstacle_contact(a, o)) return contact;
    }
  }
  return std::nullopt;
}

double CellCollision::clearance_m(std::size_t robot, std::size_t other, double enough_m) {
  const Impl& impl = *impl_;
  if (!impl.can_meet(robot, other)) return kNeverMeetM;
  const Arm& a = impl.arms[robot];
  const Arm& b = impl.arms[other];
  const double apart_m = gap_m(a.all, b.all);
  if (apart_m >= enough_m) return apart_m;
  double least_m = enough_m;
  impl.near_capsules(
      a, b, [&] { return least_m; },
      [&](std::size_t i, std::size_t k) {
        least_m = std::min(least_m, distance_m(a.at[i], b.at[k]));
      });
  return least_m;
}

double CellCollision::obstacle_clearance_m(std::size_t robot, std::size_t obstacle,
                                           double enough_m) {
  Impl& impl = *impl_;
  const Arm& arm = impl.arms[robot];
  Obstacle& other = *impl.obstacles[obstacle];
  const double apart_m = gap_m(arm.all, other.box);
  if (apart_m >= enough_m) return apart_m;
  double least_m = enough_m;
  for (std::size_t c = 0; c < arm.at.size(); ++c) {
    const ArmCapsule& of = arm.outfit->capsules.capsules[c];
    if (of.link == 0 || of.of == ArmPart::part) continue;
    const double box_m = gap_m(arm.box[c], other.box);
    if (box_m >= least_m) continue;
    Nearest nearest(least_m);
    impl.world.contactPairTest(&impl.bullet_at(arm, c), &other.object, nearest);
    least_m = std::min(least_m, nearest.distance_m);
  }
  return least_m;
}

std::string text_of(const Contact& contact, const CellConfig& config) {
  const std::string other =
      contact.obstacle != kNoPlace
          ? config.obstacles[contact.obstacle].name
          : side_of(config.robots[contact.other], contact.other_part, contact.other_link);
  return fmt::format("{} touches {} at ({:.3f}, {:.3f}, {:.3f}) m, {:.0f} mm deep",
                     side_of(config.robots[contact.robot], contact.part, contact.link), other,
                     contact.p_C_m.x(), contact.p_C_m.y(), contact.p_C_m.z(),
                     1e3 * contact.depth_m);
}

}  // namespace darkline
