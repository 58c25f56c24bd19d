#include "viewer/core/event_ticks.h"

#include <array>

namespace darkline {
TickKind kind_of(const PlantEvent& event) {
  if (event.kind == PlantEvent::Kind::robot) return TickKind::robot;
  return event.kind == PlantEvent::Kind::controller ? TickKind::controller : TickKind::station;
}

std::vector<EventTick> event_ticks(std::span<const PlantEvent> alarms, std::int64_t first_ns,
                                   std::int64_t last_ns, int columns) {
  std::vector<EventTick> ticks;
  if (last_ns <= first_ns || columns < 1) return ticks;
  std::array<std::size_t, kTickKinds> last_of;  // the tick of each kind in the column at hand
  last_of.fill(SIZE_MAX);
  const double scale = (columns - 1) / static_cast<double>(last_ns - first_ns);
  for (const PlantEvent& event : alarms) {
    if (event.t_ns < first_ns || event.t_ns > last_ns) continue;
    const int column = static_cast<int>(scale * static_cast<double>(event.t_ns - first_ns) + 0.5);
    const TickKind kind = kind_of(event);
    std::size_t& last = last_of[static_cast<std::size_t>(kind)];
    if (last == SIZE_MAX || ticks[last].column != column) {
      last = ticks.size();
      ticks.push_back({.kind = kind, .column = column, .count = 0});
    }
    ++ticks[last].count;
  }
  return ticks;
}

}  // namespace darkline
