#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/arm_capsules.h"
#include "models/base/random_stream.h"
#include "models/mesh/surface_mesh.h"
#include "models/robot/kinematics.h"
#include "models/robot/robot_survey.h"
#include "tests/cells/sample_factory.h"

using namespace darkline;

namespace {

constexpr double kPi = std::numbers::pi;
constexpr const char* kShipped[] = {"kuka_kr210_r2700_2", "abb_irb6700_200_260",
                                    "fanuc_r2000ic_210f", "cn_220_2650"};

Shape shape_of(ShapeKind kind, const Eigen::Vector3d& size_m, const Pose& X_LS = Pose::Identity()) {
  Shape shape;
  shape.kind = kind;
  shape.size_m = size_m;
  shape.X_LS = X_LS;
  return shape;
}

double depth_in(const Capsule& capsule, const Eigen::Vector3d& p) {
  return -distance_m(capsule, {p, p, 0.0});
}

// Points on the surface of a shape, corners and rims among them.
std::vector<Eigen::Vector3d> surface_of(const Shape& shape) {
  std::vector<Eigen::Vector3d> points;
  constexpr int kSteps = 24;
  const Eigen::Vector3d& size = shape.size_m;
  for (int i = 0; i <= kSteps; ++i) {
    for (int k = 0; k <= kSteps; ++k) {
      const double x = static_cast<double>(i) / kSteps, y = static_cast<double>(k) / kSteps;
      const double turn = 2.0 * kPi * x;
      if (shape.kind == ShapeKind::box) {
        for (int side = 0; side < 6; ++side) {
          Eigen::Vector3d p;
          p[side % 3] = side < 3 ? 0.5 : -0.5;
          p[(side + 1) % 3] = x - 0.5;
          p[(side + 2) % 3] = y - 0.5;
          points.emplace_back(p.cwiseProduct(size));
        }
      } else if (shape.kind == ShapeKind::cylinder) {
        const double r = size[0];
        points.emplace_back(r * std::cos(turn), r * std::sin(turn), (y - 0.5) * size[1]);
        points.emplace_back(y * r * std::cos(turn), y * r * std::sin(turn), 0.5 * size[1]);
        points.emplace_back(y * r * std::cos(turn), y * r * std::sin(turn), -0.5 * size[1]);
      } else {  // sphere, capsule
        const double lean = kPi * y;
        const double half_m = shape.kind == ShapeKind::capsule ? 0.5 * size[1] : 0.0;
        points.emplace_back(size[0] * std::sin(lean) * std::cos(turn),
                            size[0] * std::sin(lean) * std::sin(turn),
                            size[0] * std::cos(lean) + (lean < kPi / 2 ? half_m : -half_m));
      }
    }
  }
  for (Eigen::Vector3d& p : points) p = shape.X_LS * p;
  return points;
}

double in_any(const std::vector<Capsule>& capsules, const Eigen::Vector3d& p) {
  double deepest = -1e9;
  for (const Capsule& capsule : capsules) deepest = std::max(deepest, depth_in(capsule, p));
  return deepest;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(arm_capsules_suite)

BOOST_AUTO_TEST_CASE(every_point_of_every_collision_shape_of_the_shipped_robots_is_enclosed) {
  for (const char* id : kShipped) {
    const RobotModel robot = sample::shipped_robot(id);
    const ArmCapsules arm = arm_capsules(robot, GunModel{});
    for (std::size_t link = 0; link < robot.links.size(); ++link) {
      std::vector<Capsule> of_link;
      for (const ArmCapsule& each : arm.capsules) {
        if (each.link == link && each.of == ArmPart::link) of_link.push_back(each.capsule_L);
      }
      BOOST_TEST(of_link.size() <= 2U, id << " " << robot.links[link].name);
      double least = 1.0;
      for (const Shape& shape : robot.links[link].collision) {
        for (const Eigen::Vector3d& p : surface_of(shape)) {
          least = std::min(least, in_any(of_link, p));
        }
      }
      BOOST_TEST(least > -1e-9, id << " " << robot.links[link].name << " sticks out " << -least);
    }
  }
}

// Two capsules that enclose a shape in an obvious way: about a cylinder one of its own radius with
// caps beyond its ends; about a box one along its longest edge through all corners of its faces.
// The fit may be no larger. A capsule and a sphere enclose themselves.
BOOST_AUTO_TEST_CASE(a_fitted_capsule_is_no_larger_than_the_obvious_one) {
  const Pose X = make_pose(rotation_from_rpy(0.3, -1.1, 2.0), {0.4, -0.2, 0.9});
  for (const double length : {0.05, 0.3, 1.2}) {
    const Shape cylinder = shape_of(ShapeKind::cylinder, {0.2, length, 0.0}, X);
    const double round = kPi * 0.04 * (length + 4.0 / 3.0 * 0.2);
    BOOST_TEST(volume_of(enclosing_capsule({cylinder})) <= 1.02 * round, length);
    const Shape box = shape_of(ShapeKind::box, {0.2, 0.3, 0.4 + length}, X);
    const double r = std::hypot(0.1, 0.15);
    const double boxed = kPi * r * r * (0.4 + length + 4.0 / 3.0 * r);
    BOOST_TEST(volume_of(enclosing_capsule({box})) <= boxed, length);
    const Shape capsule = shape_of(ShapeKind::capsule, {0.2, length, 0.0}, X);
    BOOST_TEST(volume_of(enclosing_capsule({capsule})) == round,
               boost::test_tools::tolerance(1e-6));
    const Shape ball = shape_of(ShapeKind::sphere, {length, 0.0, 0.0}, X);
    BOOST_TEST(volume_of(enclosing_capsule({ball})) == 4.0 / 3.0 * kPi * std::pow(length, 3),
               boost::test_tools::tolerance(1e-6));
  }
}

// A slanted rod as a mesh: 12 corners of a hexagonal prism, 1 m long, 0.1 m from axis to edge. Its
// axes are found from its points: no larger than 1.1 times the rod's own capsule.
BOOST_AUTO_TEST_CASE(a_mesh_is_enclosed_along_its_own_axes) {
  auto mesh = std::make_shared<SurfaceMesh>();
  const Eigen::Matrix3d R = rotation_from_rpy(0.7, 0.4, -1.0);
  for (int k = 0; k < 12; ++k) {
    const double angle = kPi / 3.0 * (k / 2);
    const Eigen::Vector3d p(0.1 * std::cos(angle), 0.1 * std::sin(angle), k % 2 - 0.5);
    mesh->p_m.emplace_back((R * p).cast<float>());
  }
  Shape shape = shape_of(ShapeKind::mesh, {1, 1, 1});
  shape.mesh = mesh;
  const Capsule capsule = enclosing_capsule({shape});
  for (const Eigen::Vector3f& p : mesh->p_m) {
    BOOST_TEST(depth_in(capsule, p.cast<double>()) > -1e-9);
  }
  BOOST_TEST(volume_of(capsule) < 1.1 * kPi * 0.01 * (1.0 + 4.0 / 3.0 * 0.1));
}

// The obvious capsule of each shape: a cylinder's own radius with caps beyond its ends; a sphere; a
// box along its longest edge, through all corners. Two are joined where that is at most 1.1 times
// as much. So the capsules of a link are at most 1.1 times the obvious ones for two shapes, 1.21
// times for three; no shipped link has more.
BOOST_AUTO_TEST_CASE(the_capsules_of_a_link_are_not_bulky) {
  for (const char* id : kShipped) {
    const RobotModel robot = sample::shipped_robot(id);
    const ArmCapsules arm = arm_capsules(robot, GunModel{});
    for (std::size_t link = 0; link < robot.links.size(); ++link) {
      double obvious_m3 = 0.0, sum_m3 = 0.0;
      for (const Shape& shape : robot.links[link].collision) {
        Eigen::Vector3d size = shape.size_m;
        double r = size[0], length = shape.kind == ShapeKind::cylinder ? size[1] : 0.0;
        if (shape.kind == ShapeKind::box) {
          std::sort(size.data(), size.data() + 3);
          r = 0.5 * std::hypot(size[0], size[1]);
          length = size[2];
        }
        obvious_m3 += kPi * r * r * (length + 4.0 / 3.0 * r);
      }
      for (const ArmCapsule& each : arm.capsules) {
        if (each.link == link && each.of == ArmPart::link) sum_m3 += volume_of(each.capsule_L);
      }
      BOOST_TEST(sum_m3 <= 1.21 * obvious_m3, id << " " << robot.links[link].name);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_gun_ends_0_1_m_before_the_electrode) {
  const RobotModel robot = sample::shipped_robot(kShipped[0]);
  const GunModel gun;
  const ArmCapsules arm = arm_capsules(robot, gun);
  const Capsule& body = arm.capsules.back().capsule_L;
  BOOST_TEST((arm.capsules.back().of == ArmPart::gun));
  const auto on_axis = [&](double z) { return robot.X_ET * Eigen::Vector3d(0, 0, z); };
  BOOST_TEST(std::abs(depth_in(body, on_axis(gun.tip_m - 0.10))) < 1e-9);
  BOOST_TEST(std::abs(depth_in(body, on_axis(0.0))) < 1e-9);
}

// A door of 1.2 x 0.8 x 0.1 m and 20 kg: I = m (y^2 + z^2) / 12 and so on. Its corners lie in the
// strips, and the strips are thinner than the door is wide.
BOOST_AUTO_TEST_CASE(a_carried_part_is_as_large_as_its_inertia_says) {
  const Eigen::Vector3d size(0.8, 0.1, 1.2);
  CarriedPart part{.mass_kg = 20.0, .p_TC_m = {0.1, 0.2, 0.5}};
  for (int k = 0; k < 3; ++k) {
    part.I_C_kg_m2[k] = 20.0 / 12.0 * (size.squaredNorm() - size[k] * size[k]);
  }
  const RobotModel robot = sample::shipped_robot(kShipped[0]);
  const ArmCapsules arm = arm_capsules(robot, GunModel{}, part);
  std::vector<Capsule> capsules;
  for (const ArmCapsule& each : arm.capsules) {
    if (each.of == ArmPart::part) capsules.push_back(each.capsule_L);
  }
  BOOST_TEST(capsules.size() == 4U);  // ceil(0.8 / 0.25)
  const Shape box = shape_of(ShapeKind::box, size,
                             robot.X_ET * make_pose(Eigen::Matrix3d::Identity(), part.p_TC_m));
  for (const Eigen::Vector3d& p : surface_of(box)) BOOST_TEST(in_any(capsules, p) > -1e-6);
  for (const Capsule& capsule : capsules) BOOST_TEST(capsule.radius_m < 0.2);
}

// The distance of two segments against the least over a fine grid of points on both.
BOOST_AUTO_TEST_CASE(the_distance_of_two_capsules_is_the_least_over_their_points) {
  const RandomStream stream(5, 0, 1, DrawPurpose::robot_pose);
  for (std::uint32_t n = 0; n < 300; ++n) {
    const auto at = [&](std::uint32_t k) {
      const auto u = stream.uniforms(n * 8 + k), v = stream.uniforms(n * 8 + k + 4);
      return Eigen::Vector3d(u[0], u[1], v[0]);
    };
    Capsule one{at(0), at(1), 0.1}, other{at(2), at(3), 0.05};
    if (n % 5 == 0) other.b_m = other.a_m + 0.4 * (one.b_m - one.a_m);  // parallel
    if (n % 7 == 0) other.b_m = other.a_m;                              // a ball
    double least = 1e9;
    for (int i = 0; i <= 100; ++i) {
      for (int k = 0; k <= 100; ++k) {
        const Eigen::Vector3d p = one.a_m + 0.01 * i * (one.b_m - one.a_m);
        least = std::min(least, (other.a_m + 0.01 * k * (other.b_m - other.a_m) - p).norm());
      }
    }
    const double exact = distance_m(one, other) + 0.15;
    BOOST_TEST(exact <= least + 1e-12);
    BOOST_TEST(exact >= least - 0.02);  // half a step of either grid, at most 0.0087 m each
    BOOST_TEST(distance_m(other, one) + 0.15 == exact, boost::test_tools::tolerance(1e-9));
  }
}

// No sampled pose brings a segment end farther from a joint's axis than the stated reach.
BOOST_AUTO_TEST_CASE(no_pose_reaches_beyond_the_stated_reach) {
  for (const char* id : kShipped) {
    const RobotModel robot = sample::shipped_robot(id);
    const ArmCapsules arm = arm_capsules(robot, GunModel{});
    std::vector<Pose> X_BL;
    std::vector<Capsule> at;
    for (unsigned n = 0; n < 500; ++n) {
      link_poses(robot, sampled_position(robot, n), X_BL);
      place_capsules(arm, Pose::Identity(), X_BL, at);
      for (std::size_t c = 0; c < at.size(); ++c) {
        for (std::size_t j = 0; j < robot.joints.size(); ++j) {
          if (arm.capsules[c].link <= j) continue;
          const Pose& X = X_BL[j + 1];
          const Eigen::Vector3d axis = X.linear() * robot.joints[j].axis;
          for (const Eigen::Vector3d& p : {at[c].a_m, at[c].b_m}) {
            const double away = (p - X.translation()).cross(axis).norm();
            BOOST_REQUIRE(away <= arm.reach_m[c][j] + 1e-9);
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_speed_bound_of_a_move_is_1_875_times_its_mean_speed) {
  const RobotModel robot = sample::shipped_robot(kShipped[0]);
  JointVector to = robot.home;
  to[0] += 0.7;
  to[3] -= 1.9;
  const JointVector bound = speed_bound(rest_to_rest(robot.home, to, 1.3, 6), 6);
  BOOST_TEST(bound[0] == 1.875 * 0.7 / 1.3, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(bound[3] == 1.875 * 1.9 / 1.3, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(bound[1] == 0.0);
  // of any quintic no sample is faster
  Segment any;
  any.duration_s = 0.8;
  any.c[0] = {0.1, -2.0, 3.0, 5.0, -9.0, 4.0};
  const double most = speed_bound(any, 1)[0];
  for (int k = 0; k <= 100; ++k) BOOST_TEST(std::abs(any.at(0.008 * k, 1).qd[0]) <= most + 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()
