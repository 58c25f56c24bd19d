// Where a station's spots lie: rows along the flanges of a simple body in the cell's frame C.
//
// The body stands over the cell's origin: 4.6 m along x, 1.9 m across y, from z = 0.40 m (sill,
// on its carrier) to 1.85 m (roof). It is a made-up body: sills, apertures, rails and floor
// members are straight lines of the right length and facing, not a maker's geometry. A zone's name
// says which of them it welds:
//   floor, front_end, rear_end, underbody   floor members, gun from above, and sill flanges
//   side, door, hood, tailgate, closure     an upright panel in the plane y = 0, from both sides
//   roof                                    roof rails and headers
//   anything else (framing, respot, ...)    the whole flank: sill, apertures, belt, roof rail
#pragma once

#include <string>
#include <vector>

#include "models/cell/station_program.h"

namespace darkline {

enum class PanelKind { floor, upright, roof, whole_body };
PanelKind panel_kind(const std::string& zone);

// Spots in a row at kSpotPitchM, worked from one side (+1: y > 0, -1: y < 0).
struct SpotRow {
  int side = 1;
  std::vector<WeldSpot> spots;
};

inline constexpr double kSpotPitchM = 0.040;  // welding facts, section 2: 25 to 60 mm

// `count` spots in rows spread over both sides in the ratio of the robots there, about three rows
// a robot, from the back of the body to its front. Numbers count up from `first_number`.
// `station` (its address) shifts the rows, so that no two stations weld the same places.
std::vector<SpotRow> make_spot_rows(PanelKind kind, const std::string& station, int count,
                                    int robots_left, int robots_right, std::uint32_t first_number);

// Half of the flanges' length: the body less its corners.
inline constexpr double kFlangeHalfLengthM = 2.1;

// The middles (x = 0) of the flanges on one side, as places to work at; their numbers are 0.
std::vector<WeldSpot> flange_middles(PanelKind kind, int side);

}  // namespace darkline
