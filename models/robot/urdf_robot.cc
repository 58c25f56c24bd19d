#include "models/robot/urdf_robot.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "models/base/file.h"
#include "models/robot/assumed_effort.h"
#include "models/robot/kinematics.h"
#include "models/robot/opw_from_chain.h"
#include "models/robot/robot_reader.h"
#include "models/robot/robot_survey.h"
#include "models/robot/urdf_chain.h"

namespace darkline {
namespace {

constexpr double kReferenceEffort_nm = 7290.0;
constexpr double kReferenceRotor_kg_m2 = 667.0;
constexpr double kReferenceLoss_w = 900.0;
constexpr double kPinion_m = 0.05;
constexpr double kLeastShareToMove = 0.2;

// Home of the header; the joints stay where they are if their limits have no room for it.
void set_home(RobotModel& robot) {
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const Joint& joint = robot.joints[i];
    robot.home[i] =
        joint.lower <= 0.0 && joint.upper >= 0.0 ? 0.0 : 0.5 * (joint.lower + joint.upper);
  }
  if (!robot.opw) return;
  const std::array<double, 6> theta = {0.0, 0.0, 0.5 * std::numbers::pi, 0.0, 0.0, 0.0};
  for (std::size_t i = 0; i < 6; ++i) {
    const double q = std::remainder(robot.opw->sign[i] * (theta[i] + robot.opw->offset[i]),
                                    2.0 * std::numbers::pi);
    if (q >= robot.joints[i].lower && q <= robot.joints[i].upper) robot.home[i] = q;
  }
}

void assume_drives(RobotModel& robot) {
  const StaticLoad load = worst_static_load(robot, robot.payload_kg, 1024);
  const JointVector carried = largest_carried_inertia(robot, robot.payload_kg);
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    Joint& joint = robot.joints[i];
    joint.rotor_inertia = assumed_rotor_inertia(joint.kind, joint.max_effort);
    joint.copper_loss_w = assumed_copper_loss_w(joint.kind, joint.max_effort);
    const double left =
        std::max(joint.max_effort - load.torque[i], kLeastShareToMove * joint.max_effort);
    joint.max_acceleration = left / (carried[i] + joint.rotor_inertia);
  }
}

}  // namespace

double assumed_rotor_inertia(JointKind kind, double max_effort) {
  const bool slides = kind == JointKind::prismatic;
  const double effort_nm = slides ? max_effort * kPinion_m : max_effort;
  const double I = kReferenceRotor_kg_m2 * std::pow(effort_nm / kReferenceEffort_nm, 5.0 / 3.0);
  return slides ? I / (kPinion_m * kPinion_m) : I;
}

double assumed_copper_loss_w(JointKind kind, double max_effort) {
  const double effort_nm = kind == JointKind::prismatic ? max_effort * kPinion_m : max_effort;
  return kReferenceLoss_w * std::pow(effort_nm / kReferenceEffort_nm, 2.0 / 3.0);
}

RobotModel urdf_robot_from_text(const std::string& xml, const std::filesystem::path& urdf) {
  UrdfChain chain = read_urdf_chain(xml, urdf.string(), "");
  RobotModel robot;
  robot.id = urdf.stem().string();
  robot.file = std::filesystem::absolute(urdf).lexically_normal().string();
  robot.title = chain.name.empty() ? robot.id : chain.name;
  robot.source = fmt::format(
      "{} alone: geometry, limits and efforts as written there; payload, drives, acceleration and "
      "repeatability are assumed",
      urdf.filename().string());
  robot.links = std::move(chain.links);
  robot.joints = std::move(chain.joints);
  robot.X_ET = chain.X_ET;
  robot.warnings = std::move(chain.warnings);
  robot.opw = opw_from_chain(robot);
  set_home(robot);

  const double moving_kg = mass_of(robot) - robot.links.front().inertial.mass_kg;
  robot.payload_kg = kAssumedPayloadShare * moving_kg;
  robot.repeatability_m = 0.05e-3;
  robot.reach_m = computed_reach(robot).reach_m;
  assume_missing_efforts(robot);
  assume_drives(robot);
  robot.warnings.push_back(
      fmt::format("no .robot.toml: a payload of {:.4g} kg is assumed, {} of the mass that moves",
                  robot.payload_kg, kAssumedPayloadShare));
  robot.warnings.push_back(
      "no .robot.toml: rotor inertia, copper loss and acceleration are assumed from the efforts");
  if (!robot.opw) {
    robot.warnings.push_back(
        "no closed-form kinematics fit this arm: joints for a pose are found numerically");
  }
  return robot;
}

RobotModel read_urdf_robot(const std::filesystem::path& urdf) {
  return urdf_robot_from_text(read_file(urdf, kMostUrdfBytes), urdf);
}

RobotModel read_any_robot(const std::filesystem::path& file, const JointDrive& unstated) {
  if (file.extension() != ".urdf") return read_robot(file, unstated);
  RobotModel robot = read_urdf_robot(file);
  for (Joint& joint : robot.joints) joint.drive = unstated;
  return robot;
}

bool names_robot_file(std::string_view name) {
  return name.ends_with(".urdf") || name.ends_with(".robot.toml");
}

std::string reference_to(const RobotModel& robot) {
  return names_robot_file(robot.id) ? robot.file : robot.id;
}

}  // namespace darkline
