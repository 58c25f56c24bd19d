#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/cell_collision.h"
#include "cells/collision_schedule.h"
#include "models/mesh/surface_mesh.h"
#include "models/robot/kinematics.h"
#include "models/robot/robot_survey.h"
#include "tests/cells/sample_factory.h"

using namespace darkline;

namespace {

constexpr double kPi = std::numbers::pi;

CellRobot robot_at(double x_m, double y_m, double yaw_rad, const std::string& name) {
  CellRobot robot;
  robot.address = name;
  robot.model = sample::shipped_robot("kuka_kr210_r2700_2");
  robot.X_CB = make_pose(rotation_from_rpy(0, 0, yaw_rad), {x_m, y_m, 0.0});
  return robot;
}

CellConfig facing_pair(double apart_m) {
  CellConfig config;
  config.station = "by_hand/st01";
  config.robots = {robot_at(0, 0, 0, "by_hand/st01/r1"),
                   robot_at(apart_m, 0, kPi, "by_hand/st01/r2")};
  return config;
}

std::vector<Capsule> placed(const CellRobot& robot, const JointVector& q) {
  std::vector<Pose> X_BL;
  std::vector<Capsule> at;
  link_poses(robot.model, q, X_BL);
  place_capsules(arm_capsules(robot.model, robot.gun), robot.X_CB, X_BL, at);
  return at;
}

SurfaceMesh cube(double side_m) {
  const auto h = static_cast<float>(0.5 * side_m);
  std::vector<Eigen::Vector3f> corners;
  for (int axis = 0; axis < 3; ++axis) {
    for (const float sign : {-h, h}) {
      Eigen::Vector3f p[4];
      for (int k = 0; k < 4; ++k) {
        p[k][axis] = sign;
        p[k][(axis + 1) % 3] = (k == 1 || k == 2) ? h : -h;
        p[k][(axis + 2) % 3] = k >= 2 ? h : -h;
      }
      for (const int k : {0, 1, 2, 0, 2, 3}) corners.push_back(p[k]);
    }
  }
  return surface_from_corners(corners);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_collision)

// Bullet's verdict against the closed form over all pairs of capsules but the two bases', in
// random poses; and the stated depth against that of the two links named.
BOOST_AUTO_TEST_CASE(two_arms_touch_where_the_distance_of_two_capsules_is_negative) {
  const CellConfig config = facing_pair(2.2);
  CellCollision collision(config);
  int touching = 0;
  for (unsigned n = 0; n < 400; ++n) {
    const JointVector qa = sampled_position(config.robots[0].model, 2 * n);
    const JointVector qb = sampled_position(config.robots[1].model, 2 * n + 1);
    collision.set_pose(0, qa);
    collision.set_pose(1, qb);
    const auto a = placed(config.robots[0], qa), b = placed(config.robots[1], qb);
    const ArmCapsules arm = arm_capsules(config.robots[0].model, config.robots[0].gun);
    double least_m = 1e9;
    std::vector<double> depths;
    const auto contact = collision.first_contact();
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t k = 0; k < b.size(); ++k) {
        if (arm.capsules[i].link == 0 && arm.capsules[k].link == 0) continue;
        const double d = distance_m(a[i], b[k]);
        least_m = std::min(least_m, d);
        if (contact && arm.capsules[i].link == contact->link &&
            arm.capsules[k].link == contact->other_link) {
          depths.push_back(-d);
        }
      }
    }
    BOOST_TEST(contact.has_value() == (least_m < 0.0), "pose " << n << ": " << least_m);
    const double clearance_m = collision.clearance_m(0, 1, 0.5);
    if (least_m > 0.0 && least_m < 0.5) BOOST_TEST(std::abs(clearance_m - least_m) < 1e-9);
    if (least_m >= 0.5) BOOST_TEST((clearance_m >= 0.5 && clearance_m <= least_m + 1e-9));
    if (least_m < 0.0) BOOST_TEST(clearance_m < 0.0);
    if (!contact) continue;
    ++touching;
    BOOST_TEST(std::ranges::any_of(
        depths, [&](double d) { return std::abs(d - contact->depth_m) < 1e-6; }));
  }
  BOOST_TEST(touching > 20);
}

// A wall of each kind of shape, square to the gun's axis, some way before the gun's end (0.65 m
// along the tool's z). The straight arm's own links are farther.
BOOST_AUTO_TEST_CASE(the_gun_is_as_far_from_an_obstacle_as_it_was_put) {
  CellConfig config;
  config.robots = {robot_at(0, 0, 0, "by_hand/st01/r1")};
  const CellRobot& robot = config.robots[0];
  const Pose X_CT = robot.X_CB * forward_kinematics(robot.model, robot.model.home);
  const double end_m = robot.gun.tip_m - kElectrodeM;
  const double size_m = 0.2;
  for (const ShapeKind kind : {ShapeKind::box, ShapeKind::cylinder, ShapeKind::sphere,
                               ShapeKind::capsule, ShapeKind::mesh}) {
    for (const double gap_m : {0.15, 0.02, -0.01}) {
      CellObstacle wall;
      wall.name = "wall";
      wall.shape.kind = kind;
      wall.shape.size_m = {size_m, size_m, 0.0};
      double half_m = 0.5 * size_m;  // along the tool's z
      if (kind == ShapeKind::box) wall.shape.size_m = Eigen::Vector3d::Constant(size_m);
      if (kind == ShapeKind::sphere) half_m = size_m;
      if (kind == ShapeKind::capsule) half_m = 1.5 * size_m;
      if (kind == ShapeKind::mesh) {
        wall.shape.mesh = std::make_shared<SurfaceMesh>(cube(size_m));
      }
      wall.shape.X_LS =
          X_CT * make_pose(Eigen::Matrix3d::Identity(), {0, 0, end_m + gap_m + half_m});
      config.obstacles = {wall};
      CellCollision collision(config);
      const double clearance_m = collision.obstacle_clearance_m(0, 0, 0.3);
      const auto contact = collision.first_contact();
      // a mesh is a surface in single precision
      const double within_m = kind == ShapeKind::mesh ? 1e-4 : 1e-5;
      if (gap_m > 0.0) {
        BOOST_TEST(std::abs(clearance_m - gap_m) < within_m,
                   "shape " << static_cast<int>(kind) << ": " << clearance_m);
        BOOST_TEST(!contact.has_value());
      } else {
        BOOST_TEST(clearance_m < 0.0);
        BOOST_REQUIRE(contact.has_value());
        BOOST_TEST((contact->part == ArmPart::gun));
        BOOST_TEST(contact->obstacle == 0U);
        BOOST_TEST(std::abs(contact->depth_m + gap_m) < 1e-4, contact->depth_m);
        BOOST_TEST((contact->p_C_m - X_CT * Eigen::Vector3d(0, 0, end_m)).norm() < 0.02);
        BOOST_TEST(text_of(*contact, config).starts_with("by_hand/st01/r1 gun touches wall at ("));
      }
    }
  }
}

// Robots that stand farther apart than both can reach never meet, whatever their poses.
BOOST_AUTO_TEST_CASE(robots_out_of_each_others_reach_are_never_looked_at) {
  const CellConfig config = facing_pair(20.0);
  CellCollision collision(config);
  BOOST_TEST(collision.clearance_m(0, 1, 0.5) == CellCollision::kNeverMeetM);
  CollisionSchedule schedule(collision, config);
  BOOST_TEST(schedule.next_due_ns() == kNeverNs);
}

// A part 1 m long before the gun reaches what the bare arm does not.
BOOST_AUTO_TEST_CASE(a_carried_part_touches_the_other_arm_but_no_obstacle) {
  CellConfig config = facing_pair(5.6);
  const JointVector home = config.robots[0].model.home;
  CarriedPart part{.mass_kg = 12.0, .p_TC_m = {0, 0, 1.2}};
  part.I_C_kg_m2 = {1.01, 1.01, 0.02};  // 0.1 x 0.1 x 1.0 m
  CellObstacle ball;
  ball.name = "ball";
  ball.shape.kind = ShapeKind::sphere;
  ball.shape.size_m = {0.05, 0, 0};
  ball.shape.X_LS = config.robots[0].X_CB * forward_kinematics(config.robots[0].model, home) *
                    make_pose(Eigen::Matrix3d::Identity(), {0, 0, 0.78});
  config.obstacles = {ball};
  const double bare_m = CellCollision(config).clearance_m(0, 1, 3.0);
  // bring the other arm so near that the part bridges what is left
  config.robots[1].X_CB.translation().x() -= bare_m - 0.3;
  CellCollision collision(config);
  BOOST_TEST(!collision.first_contact().has_value());
  collision.set_part(0, part);
  const auto contact = collision.first_contact();
  BOOST_REQUIRE(contact.has_value());
  BOOST_TEST((contact->part == ArmPart::part));
  BOOST_TEST(contact->other == 1U);
  collision.set_part(0, {});
  BOOST_TEST(!collision.first_contact().has_value());
}

// Random moves of six arms that stand too near: at every tick of 4 ms the schedule tells of the
// contact that a check of all pairs tells of, and looks at a fraction of the pairs.
BOOST_AUTO_TEST_CASE(the_schedule_finds_every_contact_at_the_tick_that_a_full_check_does) {
  CellConfig config;
  for (int r = 0; r < 6; ++r) {
    config.robots.push_back(robot_at(2.0 * (r / 2), r % 2 == 0 ? 0.0 : 5.2,
                                     r % 2 == 0 ? kPi / 2 : -kPi / 2, "by_hand/st01/r"));
  }
  CellObstacle post;
  post.name = "post";
  post.shape.kind = ShapeKind::cylinder;
  post.shape.size_m = {0.1, 2.0, 0.0};
  post.shape.X_LS = make_pose(Eigen::Matrix3d::Identity(), {1.0, 2.6, 1.0});
  config.obstacles = {post};
  CellCollision full(config), collision(config);
  CollisionSchedule schedule(collision, config);
  const std::size_t n = config.robots.size();
  std::vector<Segment> segment(n);
  std::vector<std::int64_t> start_ns(n, 0);
  const auto at = [&](std::size_t r, std::int64_t t_ns) {
    return segment[r].at(1e-9 * static_cast<double>(t_ns - start_ns[r]), 6).q;
  };
  for (std::size_t r = 0; r < n; ++r) {
    segment[r] = rest_to_rest(config.robots[r].model.home, config.robots[r].model.home, 0.004, 6);
  }
  int contacts = 0;
  std::int64_t ticks = 0;
  unsigned draw = 0;
  for (std::int64_t t_ns = 0; t_ns < 20'000'000'000; t_ns += kControlPeriodNs, ++ticks) {
    for (std::size_t r = 0; r < n; ++r) {
      if (t_ns < start_ns[r] + static_cast<std::int64_t>(segment[r].duration_s * 1e9)) continue;
      const RobotModel& model = config.robots[r].model;
      const JointVector from = at(r, t_ns);
      JointVector to = sampled_position(model, draw++);
      for (std::size_t j = 0; j < 6; ++j) to[j] = model.home[j] + 0.3 * (to[j] - model.home[j]);
      segment[r] = draw % 3 == 0 ? rest_to_rest(from, from, 0.5, 6)
                                 : rest_to_rest(from, to, kinematic_duration_s(model, from, to), 6);
      start_ns[r] = t_ns;
      schedule.set_speed(r, t_ns, speed_bound(segment[r], 6));
    }
    for (std::size_t r = 0; r < n; ++r) full.set_pose(r, at(r, t_ns));
    const auto expected = full.first_contact();
    const auto found = schedule.check(t_ns, [&](std::size_t r) { return at(r, t_ns); });
    BOOST_REQUIRE(found.has_value() == expected.has_value());
    contacts += expected ? 1 : 0;
  }
  BOOST_TEST(contacts > 20);
  BOOST_TEST(contacts < ticks / 2);
  BOOST_TEST(schedule.pairs_checked() < ticks * (15 + 6) / 2);
}

BOOST_AUTO_TEST_CASE(arms_that_stand_still_are_never_due_again) {
  const CellConfig config = facing_pair(5.0);
  CellCollision collision(config);
  CollisionSchedule schedule(collision, config);
  const auto home = [&](std::size_t) { return config.robots[0].model.home; };
  schedule.set_speed(0, 0, {});
  schedule.set_speed(1, 0, {});
  BOOST_TEST(!schedule.check(0, home).has_value());
  BOOST_TEST(schedule.next_due_ns() == kNeverNs);
  schedule.set_speed(1, 8'000'000, {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0});
  BOOST_TEST(schedule.next_due_ns() > 8'000'000);
  BOOST_TEST(schedule.next_due_ns() < kNeverNs);
  schedule.look_again(0, 12'000'000);
  BOOST_TEST(schedule.next_due_ns() == 12'000'000);
}

BOOST_AUTO_TEST_SUITE_END()
