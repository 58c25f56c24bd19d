// Technicians: simple figures, where a hall's data knows of somebody and nowhere else.
#pragma once

#include "models/stream/hall_snapshot.h"
#include "viewer/core/hall_scene.h"

namespace darkline {

inline constexpr double kTechnicianHeight_m = 1.8;
inline constexpr std::size_t kMostTechnicianTriangles = 200;

// Upright on the origin, looking along x, in a vest that is seen with the lights out too. No level
// of detail has more than kMostTechnicianTriangles.
TriangleMesh technician_mesh(int lod, const Theme& theme);

// Where somebody stands who works on the station, and looks along x of it: at the fence on the
// right of the flow, beside the stack light. Outside, since nobody is in a cell whose robots have
// power.
Pose gate_pose(const HallSnapshot::StationPose& station);

// Where technician `i` of those that have nothing to do stands: in rows along the edge of the hall
// at its corner W, which no line comes near.
Pose waiting_pose(const HallSnapshot& hall, int i);

// One at the gate of each station that has one, then those that wait, in place of the scene's.
void place_technicians(HallScene& scene, const HallSnapshot& hall);

}  // namespace darkline
