// What colours and signs mean: one table for the picture, the legend and the tests. A user's file
// may replace the colours (palette_names.h); the signs stay.
//
// Grey is normal and colour is abnormal (ISA-101), and colour never stands alone: every abnormal
// state has a glyph of its own. Lamps follow the stack-light table of the viewer's facts (section
// 8, after OMAC); flashing lamps are shown lit in still pictures.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/triangle_mesh.h"

namespace darkline {

enum class Glyph { none, cross, square, left_arrow, right_bar, drop, ring, wrench };

// What a machine may be in, by name: PackML states by their cause.
struct StateLook {
  std::string_view name;       // "blocked"
  std::string_view condition;  // in the legend: "waits for room downstream"; may be empty
  std::string_view packml;     // the PackML states that it stands for
  bool flashing = false;       // in the window
  Glyph glyph = Glyph::none;
  bool abnormal = true;
};

inline constexpr std::size_t kLooks = 9, kHeldLook = 4;  // in state_looks(): all, "held"

// Every condition of the stack-light table, most urgent first.
const std::vector<StateLook>& state_looks();

// The look of a station's state.
const StateLook& look_of(StationState state);

// A glyph as flat counter-clockwise triangles in the square -1..1, x right, y up; empty for none.
std::vector<Eigen::Vector2d> glyph_triangles(Glyph glyph);

// Colours that mean something, the same by day and in the dark.
struct Signals {
  std::array<Color, kLooks> lamps;  // in the order of state_looks()
  Color selection;
  Color zone_free, zone_held, zone_waited;
  Color spot, welded_spot;
  Color fence;  // its posts, mixed with the floor's grey
  Color tick_robot, tick_station, tick_controller, bookmark;  // on the time line
  Color bar, program;                                         // of shares, of a robot's program
  std::array<Color, 6> shares;                                // of a floor map, from little to much
  std::array<Color, 5> difference;                            // of two runs: less, as much, more

  const Color& lamp_of(const StateLook& look) const;
  const Color& lamp_of(StationState state) const { return lamp_of(look_of(state)); }

  bool operator==(const Signals&) const = default;
};

// Light, floor and frame of a picture, and its signals.
struct Theme {
  Color background_top, background_bottom;
  Color aisle, zone, pad, pad_edge, conveyor, curb, aisle_line;
  Color bottleneck;
  Color text, faint_text, panel;
  Color body;
  float pad_glow = 0.F;   // of abnormal pads
  float lamp_halo = 0.F;  // 0 none
  Color sky_light, ground_light, key_light;
  Signals signals;

  bool operator==(const Theme&) const = default;
};

// Every colour of a window or a picture. The signals of both themes are equal.
struct Palette {
  Theme day, lights_out;

  const Theme& theme(bool dark) const { return dark ? lights_out : day; }

  bool operator==(const Palette&) const = default;
};

// The one that is drawn with unless a user's file says otherwise.
const Palette& standard_palette();

// Of the standard palette.
const Theme& theme_of(bool lights_out);

// The colour of a station's pad: the theme's grey where it works, its lamp's colour else.
Color pad_color(StationState state, const Theme& theme);

// (1 - share) a + share b.
Color mix(const Color& a, const Color& b, float share);

// Along stops that are equally far apart: 0 the first, 1 the last; beyond them as at them.
// @pre at least two stops
Color color_along(std::span<const Color> stops, double share);

// 0xRRGGBB.
constexpr Color color_from(unsigned rgb) {
  return {static_cast<float>((rgb >> 16U) & 0xFFU) / 255.F,
          static_cast<float>((rgb >> 8U) & 0xFFU) / 255.F, static_cast<float>(rgb & 0xFFU) / 255.F};
}

}  // namespace darkline
