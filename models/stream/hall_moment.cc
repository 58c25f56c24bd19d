#include "models/stream/hall_moment.h"

#include <algorithm>
#include <cmath>

namespace darkline {
namespace {

// From 0 to 1, at rest at both ends.
double eased(double share) {
  return share * share * (3.0 - 2.0 * share);
}

void show_body(const HallSnapshot::StationPose& pose, const PlantState::Station& station,
               std::int64_t transfer_ns, std::int64_t t_ns, HallSnapshot::StationPose& shown) {
  shown.body_present = station.body != 0;
  shown.body_ahead_m = 0.0;
  const bool joined = station.parts > 0 || station.state == PackMlState::complete;
  shown.parts = joined ? pose.parts : pose.parts.without(pose.joined);
  const std::int64_t elapsed_ns = t_ns - station.body_ns;
  const bool moves = station.body == 0 && station.body_ns > 0 && elapsed_ns < transfer_ns;
  if (!moves) return;
  const double twice = 2.0 * static_cast<double>(elapsed_ns) / static_cast<double>(transfer_ns);
  const bool leaves = twice < 1.0;
  const double far_m = 0.5 * pose.length_m;
  shown.body_ahead_m = far_m * (leaves ? eased(twice) : eased(twice - 1.0) - 1.0);
  shown.parts = leaves ? pose.parts : pose.parts.without(pose.joined);
}

}  // namespace

void show_moment(const HallSnapshot& scene, const PlantState& state, HallSnapshot& hall) {
  hall.moment_ns = state.t_ns;
  for (std::size_t r = 0; r < hall.robots.size(); ++r) {
    hall.robots[r].welding = state.robots[r].activity == RobotActivity::welding;
  }
  for (std::size_t s = 0; s < hall.stations.size(); ++s) {
    hall.stations[s].state = line_state(state.stations[s]);
    show_body(scene.stations[s], state.stations[s], scene.transfer_ns, state.t_ns,
              hall.stations[s]);
  }
  for (std::size_t b = 0; b < hall.buffers.size(); ++b) {
    hall.buffers[b].mean_level = std::min<double>(state.buffers[b], hall.buffers[b].places);
  }
}

}  // namespace darkline
