#include "viewer/core/body_count.h"

#include <algorithm>

namespace darkline {

std::optional<std::size_t> exit_station(const HallSnapshot& hall) {
  if (hall.flow.empty()) return {};
  std::vector<bool> gives(hall.stations.size(), false);
  for (const auto& flow : hall.flow) {
    if (flow.cargo == HallSnapshot::Flow::Cargo::bodies) gives[flow.from] = true;
  }
  const auto first = std::find(gives.begin(), gives.end(), false);
  if (first == gives.end() || std::find(first + 1, gives.end(), false) != gives.end()) return {};
  return static_cast<std::size_t>(first - gives.begin());
}

void BodyCount::add(std::span<const PlantEvent> events) {
  for (const PlantEvent& event : events) {
    if (event.kind != PlantEvent::Kind::body || event.subject != exit_) continue;
    if (there_ != 0 && event.value != there_) left_ns_.push_back(event.t_ns);
    there_ = event.value;
  }
}

std::size_t BodyCount::until(std::int64_t t_ns) const {
  return static_cast<std::size_t>(std::upper_bound(left_ns_.begin(), left_ns_.end(), t_ns) -
                                  left_ns_.begin());
}

}  // namespace darkline
