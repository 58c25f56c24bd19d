// What is laid over a hall for who looks at it: a ring about the selection, tiles of a floor map,
// and the colour and the sign of every station that does not work.
#pragma once

#include <cstddef>
#include <optional>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/floor_scale.h"
#include "viewer/core/hall_scene.h"

namespace darkline {

struct Selection {
  enum class Kind { robot, station };
  Kind kind = Kind::robot;
  std::size_t index = 0;  // in the hall's robots or stations
};

struct HallMarks {
  const HallSnapshot& hall;  // of the scene
  std::optional<Selection> selection = {};
  const FloorScale* floor = nullptr;  // of the hall's stations; null: their states
  bool lights_out = false;
};

// In place of the marks that the scene has.
void mark_hall(HallScene& scene, const HallMarks& marks);

}  // namespace darkline
