// What differs from body to body and from hour to hour at a station, beside gun times and
// expulsions: where the part lies, how thick its sheets are, how warm the joints are. All values
// are assumptions ([D] in the welding facts' sense) with a range of about a factor 2 either way;
// a scenario may state others (its section "variation").
#pragma once

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

}  // namespace darkline
