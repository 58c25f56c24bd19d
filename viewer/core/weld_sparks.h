// Sparks where robots weld: a light at the electrodes that shows from afar, and drops of steel that
// fly from it close by.
//
// They are a picture of what the plant says, not of a weld: how they fly is made up, and is the
// same for the same robot at the same plant time.
#pragma once

#include "viewer/core/hall_scene.h"

namespace darkline {

inline constexpr int kSparkFrames = 8;  // that follow one another round and round
inline constexpr std::int64_t kSparkFrameNs = 25'000'000;

// One picture of a shower, its source at the origin, z up: flat streaks that shine by themselves.
TriangleMesh spark_mesh(int frame);

// Sparks at the tips of all robots that weld in the hall, in place of those of the scene. Robots
// without a tool spark at the flange.
void place_sparks(HallScene& scene, const HallSnapshot& hall);

}  // namespace darkline
