// The part of the hall that never moves: floor, zones, pads, conveyors, buffer places, and the
// poles of stack lights.
#pragma once

#include "models/stream/hall_snapshot.h"
#include "viewer/core/hall_scene.h"

namespace darkline {

// Heights above the floor, in m: layers of paint lie apart so that none flickers through another.
inline constexpr double kPadTop_m = 0.05;
inline constexpr double kConveyorTop_m = 0.42;
inline constexpr double kLampHeight_m = 3.1;

inline constexpr double kFenceFromPad_m = 0.55;  // along the flow, on both sides

// What lies on top comes first, so that what it hides is not painted before it.
// @pre numbers are bounded (build_hall_scene checks them).
TriangleMesh ground_mesh(const HallSnapshot& hall, const Box& box, const Theme& theme);
TriangleMesh stack_light_mesh(const HallSnapshot& hall, const Theme& theme);

// A stack light has four lamps, red on top, then amber, green and blue: which of them is lit tells
// its place too, not its colour alone.
inline constexpr int kLampsInColumn = 4;
inline constexpr double kLampPitch_m = 0.23;
inline constexpr double kLampRadius_m = 0.12;

// The upper lamp of a station's stack light, at the pad's corner at the right of the flow's end.
Eigen::Vector3d lamp_position_m(const HallSnapshot::StationPose& station);

// Which lamp of the column is lit, from the top.
int lit_lamp(StationState state);

// The middle of place `i` of a buffer, and how far apart its places are.
Eigen::Vector3d buffer_place_m(const HallSnapshot::Buffer& buffer, int i);
double buffer_pitch_m(const HallSnapshot::Buffer& buffer);

}  // namespace darkline
