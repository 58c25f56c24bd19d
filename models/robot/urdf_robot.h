// Any user's URDF file as a robot, without a .robot.toml file beside it. What URDF does not say is
// assumed, and each assumption stands in RobotModel::warnings:
//
//   payload            0.23 of the mass that moves (KUKA KR 210 0.25, FANUC R-2000iC/210F 0.24,
//                      ABB IRB 6700-200 0.21)
//   effort             where the file says 0: from the load (assumed_effort.h)
//   rotor inertia      667 kg m^2 * (effort / 7290 N m)^(5/3), reflected to the joint: drives of
//                      one build grow in torque with length^3, in inertia with length^5. The
//                      factor is the geometric mean over the six axes of the KUKA KR 210 R2700-2,
//                      of which the law is off by at most 1.6 times; those are estimates +-50 %.
//   copper loss        900 W * (effort / 7290 N m)^(2/3): heat leaves by a surface. Within 20 % of
//                      the same six axes.
//   acceleration       what the effort leaves beyond the worst static load, at least a fifth of
//                      it, over the largest inertia about the axis, payload and rotor included
//   sliding joints     as a pinion of 50 mm radius on such a drive
//   friction           none here: the cells take 6 % of effort each for Coulomb and viscous
//   repeatability      0.05 mm; MTBF factor 1
//   home               upper arm upright and forearm level, where closed-form kinematics are found;
//                      else all joints at 0, or in the middle of limits that exclude 0
//   reach              computed (robot_survey.h)
//
// Closed-form kinematics are attached where opw_from_chain.h finds them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "models/robot/robot_model.h"

namespace darkline {

inline constexpr double kAssumedPayloadShare = 0.23;

// A joint of `max_effort` (N m; N for a prismatic joint) as above.
double assumed_rotor_inertia(JointKind kind, double max_effort);
double assumed_copper_loss_w(JointKind kind, double max_effort);

// @throws InputError for a file that is not a robot, IoError for one that cannot be read.
RobotModel read_urdf_robot(const std::filesystem::path& urdf);

// The same for the text of a file, whose name says where its meshes lie and what its id is.
RobotModel urdf_robot_from_text(const std::string& xml, const std::filesystem::path& urdf);

// A *.urdf file by read_urdf_robot, any other by read_robot. `unstated`: drives of what the file
// leaves out.
RobotModel read_any_robot(const std::filesystem::path& file, const JointDrive& unstated = {});

// Robots that ship are named by their id, those of a user by their file: whether `name` is one.
bool names_robot_file(std::string_view name);

// What another program finds the robot by: its id if it ships, else its file.
std::string reference_to(const RobotModel& robot);

}  // namespace darkline
