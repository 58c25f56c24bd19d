// Draws of what differs from body to body and from hour to hour (models/cell/cycle_variation.h).
#pragma once

#include <cstdint>
#include <string>

#include "models/base/frames.h"
#include "models/cell/cycle_variation.h"
#include "models/cell/station_program.h"

namespace darkline {

// Nothing varies.
CycleVariation no_variation();

// How much longer a move takes that is limited by torque, with friction (1 + extra) times that of
// the warm arm. The planner gives a move 75 % of the effort limit. Of this, friction takes at full
// speed `friction_share`, 6 % (Coulomb) + 6 % (viscous) where nothing else is stated, so that at
// least 63 % are left to accelerate the arm; with more friction 63 % - 12 % x extra. Gravity holds
// either way and is left out of both. The duration of a move of given shape goes with
// 1 / sqrt(acceleration):
//   factor = sqrt(0.63 / (0.63 - 0.12 extra)),
// 1.030 for extra = 0.3. Moves limited by speed feel less: this is the largest effect.
double friction_move_factor(double extra, double friction_share);

// Friction at full speed over effort limit, of the joint of all robots where it is largest.
double largest_friction_share(const CellConfig& config);

// One body at one time.
struct BodyDraw {
  Eigen::Vector3d part_C_m = Eigen::Vector3d::Zero();  // how far the part lies off
  double move_factor = 1.0;
};
BodyDraw draw_body(const CycleVariation& variation, std::uint64_t seed, const std::string& station,
                   std::uint32_t sample, double friction_share);

// A standard normal cut at three deviations from a uniform in (0, 1].
double cut_normal(double uniform);

}  // namespace darkline
