// The robots of models/robots, for tests.
#pragma once

#include <array>
#include <initializer_list>
#include <numbers>
#include <string>

#include "models/robot/robot_reader.h"

namespace darkline {

inline const std::array<std::string, 4> kShippedRobots = {
    "abb_irb6700_200_260", "cn_220_2650", "fanuc_r2000ic_210f", "kuka_kr210_r2700_2"};

inline RobotModel shipped_robot(const std::string& id) {
  return read_robot(std::string(DARKLINE_SOURCE_DIR) + "/models/robots/" + id + ".robot.toml");
}

inline JointVector degrees(std::initializer_list<double> angles_deg) {
  JointVector q = {};
  std::size_t i = 0;
  for (const double angle_deg : angles_deg) q[i++] = angle_deg * std::numbers::pi / 180.0;
  return q;
}

}  // namespace darkline
