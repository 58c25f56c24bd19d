// What a robot arm is: a serial chain of links and joints with masses, limits and simple shapes,
// read from a URDF file and a small TOML file beside it (robot_reader.h). Constant once read.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/base/frames.h"
#include "models/robot/joint_drive.h"

namespace darkline {

inline constexpr int kMaxJoints = 7;
inline constexpr int kMinJoints = 4;

// Joint positions of one arm, in radians (metres for a prismatic joint); the first n_joints count.
using JointVector = std::array<double, kMaxJoints>;

// Mass properties of a link, expressed in the link's frame L.
struct Inertial {
  double mass_kg = 0.0;
  Eigen::Vector3d p_LC_m = Eigen::Vector3d::Zero();     // centre of mass C from L
  Eigen::Matrix3d I_C_kg_m2 = Eigen::Matrix3d::Zero();  // about C, axes of L
};

struct SurfaceMesh;  // models/mesh/surface_mesh.h

enum class ShapeKind { box, cylinder, sphere, capsule, mesh };

// A shape in the link's frame. Cylinders and capsules stand along their z axis; a capsule's length
// is that of its cylinder, without the caps.
struct Shape {
  ShapeKind kind = ShapeKind::box;
  Eigen::Vector3d size_m = Eigen::Vector3d::Zero();  // box, mesh: x, y, z; else radius, length, 0
  Pose X_LS = Pose::Identity();
  std::array<float, 3> color = {0.8F, 0.8F, 0.8F};  // red, green, blue in 0..1
  std::shared_ptr<const SurfaceMesh> mesh;          // of kind mesh, in S; else none
};

struct Link {
  std::string name;
  Inertial inertial;
  std::vector<Shape> visual;
  std::vector<Shape> collision;
};

enum class JointKind { revolute, prismatic };

struct Joint {
  std::string name;
  JointKind kind = JointKind::revolute;
  Pose X_PJ = Pose::Identity();                     // at q = 0, in the parent link's frame P
  Eigen::Vector3d axis = Eigen::Vector3d::UnitZ();  // unit, in the joint's frame J
  double lower = 0.0, upper = 0.0;                  // rad or m
  double max_speed = 0.0;                           // rad/s or m/s
  double max_acceleration = 0.0;                    // rad/s^2 or m/s^2
  double max_effort = 0.0;                          // N m or N
  double rotor_inertia = 0.0;                       // reflected to the joint, kg m^2 or kg
  double copper_loss_w = 0.0;                       // at max_effort; welding facts 3.4
  double max_jerk = 0.0;                            // rad/s^3 or m/s^3; 0: none stated
  JointDrive drive = {};
};

// Closed-form kinematics of an arm with parallel shoulder axes and a spherical wrist
// (Brandstoetter, Angerer, Hofbaur 2014). theta_i = sign_i * q_i - offset_i. Lengths in metres,
// angles in radians.
struct OpwParameters {
  double a1 = 0, a2 = 0, b = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0;
  std::array<double, 6> offset = {};
  std::array<int, 6> sign = {1, 1, 1, 1, 1, 1};
};

struct RobotModel {
  std::string id;          // "kuka_kr210_r2700_2": the name of its files, or a user's file
  std::string file;        // that it was read from, absolute; empty for one that was not
  std::string title;       // "KUKA KR 210 R2700-2"
  std::string source;      // where its numbers come from
  bool composite = false;  // not a maker's robot: labelled so wherever it is shown

  std::vector<Link> links;       // (n_joints + 1), base first
  std::vector<Joint> joints;     // (n_joints); joint i moves links[i + 1]
  Pose X_ET = Pose::Identity();  // the tool frame "tool0" in the last link's frame
  JointVector home = {};         // rad

  double payload_kg = 0.0;
  double reach_m = 0.0;  // of the wrist centre from axis 1, as published
  double repeatability_m = 0.0;
  double mtbf_factor = 1.0;  // against the scenario's robot MTBF
  std::optional<OpwParameters> opw;

  std::vector<std::string> warnings;  // what was assumed because the files do not say it

  int n_joints() const { return static_cast<int>(joints.size()); }
};

}  // namespace darkline
