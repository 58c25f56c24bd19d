// A hall as the plant in it is at a moment: what of the state shows.
#pragma once

#include "models/stream/plant_state.h"

namespace darkline {

// Sets in `hall`, a copy of `scene`, all that the state says but joint angles: states of stations,
// bodies with the parts that they have by now, buffers, who welds, and the moment.
//
// What a station places is on its body from the first part that it has joined. Between two bodies
// it shows the transfer, of which events tell the beginning and the scene how long it takes: in its
// first half the finished body goes from the middle to the pad's end, in its second half the next
// one comes from the pad's beginning, with the parts that it brings.
void show_moment(const HallSnapshot& scene, const PlantState& state, HallSnapshot& hall);

}  // namespace darkline
