// Reads a robot: <folder>/<id>.robot.toml (title, source, rotor inertia, closed-form kinematics,
// ...) and the URDF file that it names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/robot/robot_model.h"

namespace darkline {

// The robots that ship: every *.robot.toml of `folder`, by id, sorted.
std::vector<std::string> robot_ids(const std::filesystem::path& folder);

// @throws InputError for a file that is not a robot: names the file, the element, what was found
//   and what is wanted. @throws IoError for a file that cannot be read.
RobotModel read_robot(const std::filesystem::path& robot_toml);

}  // namespace darkline
