// What hangs on the flange of a robot: a C-gun, a nozzle, a riveting frame, a roller, a gripper, a
// camera. Our own simple shapes, in the robot's tool frame: from the flange along z.
#pragma once

#include "models/stream/hall_snapshot.h"
#include "viewer/core/tessellation.h"

namespace darkline {

// Where the mesh works: the tip of an electrode, the face of a gripper, in m along z. Other lengths
// are this mesh made larger or smaller.
double tool_mesh_tip_m(RobotTool tool);

// Closed boxes and cylinders. Empty for no tool, and at the coarsest level, where it does not show.
TriangleMesh tool_mesh(RobotTool tool, int lod);

}  // namespace darkline
