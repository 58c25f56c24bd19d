#include "models/robot/assumed_effort.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/robot/robot_survey.h"

namespace darkline {
namespace {

constexpr double kStaticShare = 0.75;
constexpr double kToFullSpeed_s = 0.7;
constexpr double kLeastShareOfLargest = 0.08;

}  // namespace

void assume_missing_efforts(RobotModel& robot) {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    if (robot.joints[i].max_effort == 0.0) missing.push_back(i);
  }
  if (missing.empty()) return;
  const StaticLoad load = worst_static_load(robot, robot.payload_kg, 1024);
  const JointVector carried = largest_carried_inertia(robot, robot.payload_kg);
  for (const std::size_t i : missing) {
    Joint& joint = robot.joints[i];
    joint.max_effort =
        load.torque[i] / kStaticShare + carried[i] * joint.max_speed / kToFullSpeed_s;
  }
  std::string names;
  for (const std::size_t i : missing) {
    Joint& joint = robot.joints[i];
    double largest = 0.0;
    for (const Joint& each : robot.joints) {
      if (each.kind == joint.kind) largest = std::max(largest, each.max_effort);
    }
    joint.max_effort = std::max(joint.max_effort, kLeastShareOfLargest * largest);
    names += fmt::format("{}{} {:.4g}", names.empty() ? "" : ", ", joint.name, joint.max_effort);
  }
  robot.warnings.push_back(fmt::format(
      "the URDF file states no effort (0): assumed from the load, N m (N where a joint slides): {}",
      names));
}

}  // namespace darkline
