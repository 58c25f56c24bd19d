// Reads a robot: <folder>/<id>.robot.toml (title, source, rotor inertia, closed-form kinematics,
// ...) and the URDF file that it names.
//
// What drives the joints may be left out. Lists, one number a joint; for prismatic joints N and m
// in place of N m and rad:
//   coulomb_friction_nm       0 to 15 % of the joint's effort limit
//   viscous_friction_nm_s_rad 0 to 15 % of the effort limit at full speed
//   drive_efficiency          0.3 to 1: shaft power over what the motor takes beside copper losses
//   drive_regeneration        0 to 1, of the shaft power when braking
//   brake_holding_nm          what the brake holds
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/robot/robot_model.h"

namespace darkline {

// The robots that ship: every *.robot.toml of `folder`, by id, sorted.
std::vector<std::string> robot_ids(const std::filesystem::path& folder);

// `unstated`: drives of what the file leaves out.
// @throws InputError for a file that is not a robot: names the file, the element, what was found
//   and what is wanted. @throws IoError for a file that cannot be read.
RobotModel read_robot(const std::filesystem::path& robot_toml, const JointDrive& unstated = {});

}  // namespace darkline
