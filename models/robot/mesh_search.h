// Where the mesh files that a URDF file names lie on this machine.
//
//   package://NAME/REST   in the packages that are near or named (also model://NAME/REST)
//   file:///PATH, /PATH   there
//   PATH                  from the folder of the URDF file or one of the search path
//
// The search path, in this order: the folder of the URDF file, its parents up to the root, the
// folders of $DARKLINE_ROBOT_PATH, those of $ROS_PACKAGE_PATH (both lists parted by ':'). A package
// NAME lies in a folder of the path if the folder holds NAME or is called NAME itself.
#pragma once

#include <filesystem>
#include <string>

namespace darkline {

// The first place that holds a plain file. `uri` is what the URDF file says; `element` says where.
// @throws InputError naming `urdf_file`, the element, the mesh and what to set, if there is none,
//   or if its name is not that of a mesh.
std::filesystem::path find_mesh(const std::string& uri, const std::filesystem::path& urdf_file,
                                const std::string& element);

}  // namespace darkline
