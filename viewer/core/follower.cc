#include "viewer/core/follower.h"

#include <cmath>

namespace darkline {

using Eigen::Vector3d;

bool Follower::begin(const Selection& what, const HallScene& scene, const HallSnapshot& hall,
                     const PlantState* state) {
  end();
  if (state == nullptr) return false;
  const bool is_robot = what.kind == Selection::Kind::robot;
  robot_ = is_robot ? std::optional(what.index) : std::nullopt;
  body_ = is_robot ? 0 : state->stations[what.index].body;
  point_m_ = where(scene, hall, *state);
  return follows();
}

std::optional<Vector3d> Follower::where(const HallScene& scene, const HallSnapshot& hall,
                                        const PlantState& state) const {
  if (robot_) {
    return Vector3d(scene.robots[*robot_].X_WL.back().col(3).cast<double>());
  }
  for (std::size_t s = 0; body_ != 0 && s < state.stations.size(); ++s) {
    if (state.stations[s].body == body_) return Vector3d(hall.stations[s].X_WC.translation());
  }
  return {};
}

bool Follower::advance(double seconds, Navigation& navigation, const HallScene& scene,
                       const HallSnapshot& hall, const PlantState& state) {
  constexpr double kSoft_s = 0.15;
  constexpr double kThere_m = 1e-4;
  if (!follows()) return false;
  const Vector3d to_m = where(scene, hall, state).value_or(*point_m_);
  const Vector3d way_m = to_m - *point_m_;
  if (way_m.norm() < kThere_m) return false;
  const Vector3d step_m = (1.0 - std::exp(-seconds / kSoft_s)) * way_m;
  navigation.carry(step_m);
  *point_m_ += step_m;
  return true;
}

}  // namespace darkline
