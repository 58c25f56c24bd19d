// The last things that a station or a robot was at, and for how long: what the inspector tells.
#pragma once

#include <vector>

#include "viewer/core/plant_history.h"

namespace darkline {

struct StationPart {
  std::int64_t t_ns = 0, lasts_ns = 0;  // until the next part, or until now
  StationState line = StationState::working;
  PackMlState state = PackMlState::stopped;
  std::uint32_t reason = 0;  // StopReason::code
};

struct RobotPart {
  std::int64_t t_ns = 0, lasts_ns = 0;
  RobotActivity activity = RobotActivity::ready;
  std::uint32_t number = 0;  // zone or alarm, as in PlantEvent
};

// The link to a station's controller broke, or was there again after so long in wall time.
struct LinkPart {
  std::int64_t t_ns = 0;
  bool lost = false;
  std::uint32_t gone_ms = 0;
};

// Of all changes until now, newest first, at most `most`. Parts follow one another without a gap,
// and neighbours differ, but where something between them lasted no time.
std::vector<StationPart> last_parts(std::span<const StationChange> changes, std::int64_t now_ns,
                                    std::size_t most);
std::vector<RobotPart> last_parts(std::span<const RobotChange> changes, std::int64_t now_ns,
                                  std::size_t most);
std::vector<LinkPart> last_link_parts(std::span<const StationChange> changes, std::size_t most);

}  // namespace darkline
