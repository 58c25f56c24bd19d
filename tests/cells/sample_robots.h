// Robots written out by hand, so that these tests stand on numbers they can be checked against.
#pragma once

#include <cmath>
#include <numbers>
#include <string>

#include "models/base/random_stream.h"
#include "models/robot/robot_model.h"

namespace darkline::sample {

inline constexpr double kDegree = std::numbers::pi / 180.0;

inline JointVector degrees(double a, double b, double c, double d, double e, double f) {
  return {a * kDegree, b * kDegree, c * kDegree, d * kDegree, e * kDegree, f * kDegree, 0.0};
}

// KUKA KR 210 R2700-2: geometry, limits and masses of the welding facts, section 3.3 (rounded
// table), rotor inertias of 3.3, copper losses of 3.4, OPW row of 3.2.
inline RobotModel kuka() {
  struct Row {
    double x, y, z, roll, pitch, yaw, lower, upper, speed, effort, rotor, copper;
    double mass, cx, cy, cz, ixx, iyy, izz, iroll, ipitch, iyaw;
  };
  constexpr double kPi = std::numbers::pi;
  const Row rows[6] = {
      {0,   0,      0,     -kPi,  0,      0,     -185,  185,   116.8,  7290,  750,
       900, 363.07, .0288, .0119, -.2340, 13.21, 31.49, 33.88, 1.8662, .1026, -.2163},
      {.33, 0,      -.645, kPi / 2, 0,      0,     -140, -5,    111.4,   8910,    750,
       900, 232.06, .4869, -.0019,  -.1176, 57.80, 5.63, 58.56, -2.8204, -1.2181, 1.2776},
      {1.15, 0,      0,     0,      0,     -kPi / 2, -120,  168,   112,    6989,   500,
       900,  190.33, .1738, -.0760, .1362, 3.47,     21.17, 22.21, 2.1823, -.0656, -.0535},
      {.115, 0,     0, kPi / 2, 0,      0,    -350,  350,   179,    2274,    60,
       350,  42.41, 0, .0192,   -.1979, .161, 1.365, 1.392, 1.5711, -1.4368, -1.5712},
      {0,   0,     -1.22, -kPi / 2, 0,      0,    -125, 125,  172,    1398,   60,
       250, 16.99, .0622, .0003,    -.0658, .200, .121, .221, 1.5705, -.8763, -.0023},
      {0,   0,   0, kPi / 2, 0,      0,     -350,  350,   220, 782, 25,
       200, 6.6, 0, 0,       -.0065, .0115, .0115, .0145, 0,   0,   0},
  };
  RobotModel robot;
  robot.id = "kuka_by_hand";
  robot.links.resize(7);
  robot.links[0].name = "base_link";
  for (std::size_t i = 0; i < 6; ++i) {
    const Row& r = rows[i];
    Joint joint;
    joint.name = "joint_" + std::to_string(i + 1);
    joint.X_PJ = make_pose(rotation_from_rpy(r.roll, r.pitch, r.yaw), {r.x, r.y, r.z});
    joint.lower = r.lower * kDegree;
    joint.upper = r.upper * kDegree;
    joint.max_speed = r.speed * kDegree;
    joint.max_acceleration = 100.0;  // so that torque decides
    joint.max_effort = r.effort;
    joint.rotor_inertia = r.rotor;
    joint.copper_loss_w = r.copper;
    robot.joints.push_back(joint);
    Link& link = robot.links[i + 1];
    link.name = "link_" + std::to_string(i + 1);
    link.inertial.mass_kg = r.mass;
    link.inertial.p_LC_m = {r.cx, r.cy, r.cz};
    const Eigen::Matrix3d R = rotation_from_rpy(r.iroll, r.ipitch, r.iyaw);
    link.inertial.I_C_kg_m2 = R * Eigen::Vector3d(r.ixx, r.iyy, r.izz).asDiagonal() * R.transpose();
  }
  robot.X_ET = make_pose(rotation_from_rpy(0, kPi, 0), {0, 0, -.215});
  robot.home = degrees(0, -90, 90, 0, 0, 0);
  robot.payload_kg = 210.0;
  robot.reach_m = 2.7;
  OpwParameters opw;
  opw.a1 = .33, opw.a2 = -.115, opw.c1 = .645, opw.c2 = 1.15, opw.c3 = 1.22, opw.c4 = .215;
  opw.offset = {0, -kPi / 2, 0, 0, 0, 0};
  opw.sign = {-1, 1, 1, -1, 1, -1};
  robot.opw = opw;
  return robot;
}

// One rod of `mass_kg` at `length_m` from a horizontal axis, with its own inertia about y.
inline RobotModel pendulum(double mass_kg, double length_m, double inertia_kg_m2) {
  RobotModel robot;
  robot.id = "pendulum";
  robot.links.resize(2);
  robot.links[1].inertial.mass_kg = mass_kg;
  robot.links[1].inertial.p_LC_m = {0, 0, -length_m};
  robot.links[1].inertial.I_C_kg_m2 =
      Eigen::Vector3d(inertia_kg_m2, inertia_kg_m2, inertia_kg_m2).asDiagonal();
  Joint joint;
  joint.axis = Eigen::Vector3d::UnitY();
  joint.lower = -10.0;
  joint.upper = 10.0;
  robot.joints.push_back(joint);
  return robot;
}

// A chain of `n` joints with any axes, tensors and placings; `number` picks which. One in three
// joints slides if `with_slides`.
inline RobotModel random_chain(int n, std::uint32_t number, bool with_slides) {
  const RandomStream stream(99, number, 7, DrawPurpose::cycle_variation);
  std::uint32_t draw = 0;
  const auto next = [&](double low, double high) {
    const double u = stream.uniforms(draw++)[0];
    return low + u * (high - low);
  };
  const auto vector = [&](double size) {
    const double x = next(-size, size);
    const double y = next(-size, size);
    const double z = next(-size, size);
    return Eigen::Vector3d(x, y, z);
  };
  RobotModel robot;
  robot.id = "chain";
  robot.links.resize(static_cast<std::size_t>(n) + 1);
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
    Joint joint;
    const Eigen::Vector3d rpy = vector(3.0);
    joint.X_PJ = make_pose(rotation_from_rpy(rpy.x(), rpy.y(), rpy.z()), vector(0.8));
    joint.axis = (vector(1.0) + Eigen::Vector3d(0, 0, 0.1)).normalized();
    if (with_slides && i % 3 == 1) joint.kind = JointKind::prismatic;
    joint.lower = -3.0;
    joint.upper = 3.0;
    robot.joints.push_back(joint);
    Inertial& inertial = robot.links[i + 1].inertial;
    inertial.mass_kg = next(5.0, 80.0);
    inertial.p_LC_m = vector(0.4);
    const Eigen::Vector3d turn = vector(3.0);
    const Eigen::Matrix3d R = rotation_from_rpy(turn.x(), turn.y(), turn.z());
    const double a = next(0.5, 4.0);
    const double b = next(0.5, 4.0);
    // the third moment keeps the triangle rule of real bodies
    inertial.I_C_kg_m2 = R * Eigen::Vector3d(a, b, 0.8 * (a + b)).asDiagonal() * R.transpose();
  }
  return robot;
}

}  // namespace darkline::sample
