// What differs from body to body and from hour to hour at a station, beside gun times and
// expulsions: where the part lies, how thick its sheets are, how warm the joints are. All values
// are assumptions ([D] in the welding facts' sense) with a range of about a factor 2 either way.
#pragma once

#include <cstdint>
#include <string>

#include "models/base/frames.h"

namespace darkline {

struct CycleVariation {
  // The part as a whole lies off by a normal of this deviation along x, y and z, cut at three.
  // Along the normal of a sheet this lengthens or shortens the way of the closing electrode.
  double part_sd_m = 0.5e-3;
  // Way of the electrode in the nominal close time: its closing speed is opening / close_s (welding
  // facts, section 2: 10 to 30 mm in 0.2 s).
  double gun_opening_m = 0.020;
  // Sheets of a stack: weld time of a spot evenly within +- this share (weld time goes with the
  // thickness of the thinner sheet: t_w = 10 t_min cycles).
  double stack_share = 0.05;
  // Friction of the joints in the cold over that of the warm arm, less 1. A body comes at any time
  // of a shift that begins cold; what is left of the cold falls with exp(-t / warm_up_s).
  double cold_friction = 0.30;
  double warm_up_s = 1800.0;
  double shift_s = 36000.0;
};

// Nothing varies.
CycleVariation no_variation();

// How much longer a move takes that is limited by torque, with friction (1 + extra) times that of
// the warm arm. The planner gives a move 75 % of the effort limit. Of this, friction takes at most
// 6 % (Coulomb) + 6 % (viscous, at full speed) = 12 %, so that at least 63 % are left to accelerate
// the arm; with more friction 63 % - 12 % x extra. Gravity holds either way and is left out of
// both. The duration of a move of given shape goes with 1 / sqrt(acceleration):
//   factor = sqrt(0.63 / (0.63 - 0.12 extra)),
// 1.030 for extra = 0.3. Moves limited by speed feel less: this is the largest effect.
double friction_move_factor(double extra);

// One body at one time.
struct BodyDraw {
  Eigen::Vector3d part_C_m = Eigen::Vector3d::Zero();  // how far the part lies off
  double move_factor = 1.0;
};
BodyDraw draw_body(const CycleVariation& variation, std::uint64_t seed, const std::string& station,
                   std::uint32_t sample);

// A standard normal cut at three deviations from a uniform in (0, 1].
double cut_normal(double uniform);

}  // namespace darkline
