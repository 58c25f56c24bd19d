// What holds the body on a station: a frame on the pad, towers, and clamps at its corners that are
// closed while a body stands there (its time of transfer holds the clamping).
//
// A fixture stands wholly beside what it holds: nothing of it is in the box about a body's parts
// and its skid, so that it fits whatever the station joins. Our own simple shape; the motions of
// robots are planned without it.
#pragma once

#include <cstdint>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/hall_scene.h"

namespace darkline {

inline constexpr double kFixtureFrom_m = 60.0;  // of the camera, nothing is drawn beyond
inline constexpr std::size_t kMostFixtureTriangles = 150;

// By what the station's body is made of when its work is done.
enum class FixtureKind : std::uint8_t {
  panels,  // upright in their rack: no clamps reach them
  floor,   // without sides
  sides,
};
FixtureKind fixture_kind(BodyParts parts);

enum class FixtureLook : std::uint8_t { closed, open, far };

// In the station's frame. No look has more than kMostFixtureTriangles.
TriangleMesh fixture_mesh(FixtureKind kind, FixtureLook look, const Theme& theme);

// One on each pad that has room for a body; meshes of all kinds.
void add_fixtures(HallScene& scene, const HallSnapshot& hall, const Theme& theme);

// Clamps as the hall has them. @pre the scene is of this hall
void set_clamps(HallScene& scene, const HallSnapshot& hall);

}  // namespace darkline
