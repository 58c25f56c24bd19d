// The serial chain in a URDF file. Used by robot_reader.h, which adds what URDF cannot say.
//
// Fixed joints are folded away: what hangs on them becomes part of the link that they hang on.
// Moving joints must follow each other, from the root link to the last; side branches may only
// be fixed, or follow another joint (<mimic>: the rods of a parallelogram), and are then held still
// with a warning. Meshes are found by mesh_search.h and read by models/mesh; a mesh that is used
// twice is one. A link without <inertial> gets one from its shapes (shape_inertial.h), with a
// warning.
#pragma once

#include <string>
#include <vector>

#include "models/robot/robot_model.h"

namespace darkline {

inline constexpr std::size_t kMostUrdfBytes = 4U << 20U;
inline constexpr std::size_t kMostUrdfLinks = 200;

struct UrdfChain {
  std::vector<Link> links;  // (n_joints + 1)
  // (n_joints); acceleration, rotor inertia and loss are left at 0, and so is an effort that the
  // file gives as 0, which says that it is not known (assumed_effort.h).
  std::vector<Joint> joints;
  Pose X_ET = Pose::Identity();
  std::string name;                   // of the <robot>
  std::vector<std::string> warnings;  // what was assumed
};

// `xml` is the text of `file`, which is named in messages and near which meshes lie. `tool` is the
// link whose frame is the tool frame; it must be fixed to the last moving link. If empty, it is
// "tool0" where there is one, else the last moving link itself.
// @throws InputError: file, element, found, wanted. @throws IoError for a mesh that cannot be read.
UrdfChain read_urdf_chain(const std::string& xml, const std::string& file, const std::string& tool);

}  // namespace darkline
