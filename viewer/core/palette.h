// What colours and signs mean: one table for the picture, the legend and the tests.
//
// Grey is normal and colour is abnormal (ISA-101), and colour never stands alone: every abnormal
// state has a glyph of its own. Lamps follow the stack-light table of the viewer's facts (section
// 8, after OMAC); flashing lamps are shown lit in still pictures.
#pragma once

#include <array>
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
  Color lamp;
  bool flashing = false;  // in the window
  Glyph glyph = Glyph::none;
  bool abnormal = true;
};

// Every condition of the stack-light table, most urgent first.
const std::vector<StateLook>& state_looks();

// The look of a station's state.
const StateLook& look_of(StationState state);

// A glyph as flat counter-clockwise triangles in the square -1..1, x right, y up; empty for none.
std::vector<Eigen::Vector2d> glyph_triangles(Glyph glyph);

// Light, floor and frame of a picture.
struct Theme {
  Color background_top, background_bottom;
  Color aisle, zone, pad, pad_edge, conveyor, curb, aisle_line;
  Color bottleneck;
  Color text, faint_text, panel;
  Color body;
  float pad_glow = 0.F;   // of abnormal pads
  float lamp_halo = 0.F;  // 0 none
  Color sky_light, ground_light, key_light;
};

const Theme& theme_of(bool lights_out);

// The colour of a station's pad: the theme's grey where it works, its lamp's colour else.
Color pad_color(StationState state, const Theme& theme);

// (1 - share) a + share b.
Color mix(const Color& a, const Color& b, float share);

// 0xRRGGBB.
constexpr Color color_from(unsigned rgb) {
  return {static_cast<float>((rgb >> 16U) & 0xFFU) / 255.F,
          static_cast<float>((rgb >> 8U) & 0xFFU) / 255.F, static_cast<float>(rgb & 0xFFU) / 255.F};
}

}  // namespace darkline
