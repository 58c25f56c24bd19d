// Where on a bar of time alarms are, kind by kind: as many ticks as there are columns to show.
#pragma once

#include <span>
#include <vector>

#include "models/stream/plant_state.h"

namespace darkline {

enum class TickKind : std::uint8_t { robot, station, controller };
inline constexpr std::size_t kTickKinds = 3;

// Of an alarm, or of a controller that is back.
TickKind kind_of(const PlantEvent& event);

struct EventTick {
  TickKind kind = TickKind::robot;
  int column = 0;
  std::size_t count = 0;  // at least 1
};

// Of alarms in the order of time, from first_ns (column 0) to last_ns (the last column); those
// outside are left out.
std::vector<EventTick> event_ticks(std::span<const PlantEvent> alarms, std::int64_t first_ns,
                                   std::int64_t last_ns, int columns);

}  // namespace darkline
