#include "viewer/core/palette.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

using Eigen::Vector2d;

void add_quad(std::vector<Vector2d>& out, const Vector2d& a, const Vector2d& b, const Vector2d& c,
              const Vector2d& d) {
  out.insert(out.end(), {a, b, c, a, c, d});
}

// A straight stroke from a to b.
void add_stroke(std::vector<Vector2d>& out, const Vector2d& a, const Vector2d& b, double width) {
  const Vector2d along = (b - a).normalized();
  const Vector2d aside = 0.5 * width * Vector2d(-along.y(), along.x());
  add_quad(out, a - aside, b - aside, b + aside, a + aside);
}

void add_arc(std::vector<Vector2d>& out, double radius, double width, double from_rad,
             double to_rad) {
  constexpr int kPieces = 20;
  for (int i = 0; i < kPieces; ++i) {
    const auto at = [&](int k, double r) {
      const double angle = from_rad + (to_rad - from_rad) * k / kPieces;
      return Vector2d(r * std::cos(angle), r * std::sin(angle));
    };
    add_quad(out, at(i, radius - width), at(i, radius), at(i + 1, radius),
             at(i + 1, radius - width));
  }
}

void add_drop(std::vector<Vector2d>& out) {
  constexpr int kPieces = 16;
  const Vector2d center(0.0, -0.25), top(0.0, 0.9);
  const auto rim = [&](int k) -> Vector2d {
    const double angle = std::numbers::pi * (0.85 + 1.3 * k / kPieces);
    return center + 0.6 * Vector2d(std::cos(angle), std::sin(angle));
  };
  for (int i = 0; i < kPieces; ++i) out.insert(out.end(), {top, rim(i), rim(i + 1)});
}

}  // namespace

const std::vector<StateLook>& state_looks() {
  static const std::vector<StateLook> looks = {
      {"down", "stopped by a failure", "Aborting, Aborted, Clearing", true, Glyph::cross},
      {"stopped", "stopped in order", "Stopping, Stopped, Complete, Resetting", false,
       Glyph::square},
      {"starved", "waits for a body", "Suspending, Suspended", true, Glyph::left_arrow},
      {"blocked", "waits for room downstream", "Suspending, Suspended", false, Glyph::right_bar},
      {"held", "waits for material or service", "Holding, Held", false, Glyph::drop},
      {"low material", "material runs out soon", "any other", true, Glyph::drop},
      {"maintenance", "in maintenance mode", "any", false, Glyph::wrench},
      {"ready", "ready to start", "Idle", true, Glyph::ring, false},
      {"working", "", "Starting, Execute, Completing, Unholding, Unsuspending", false, Glyph::none,
       false},
  };
  return looks;
}

const StateLook& look_of(StationState state) {
  for (const StateLook& look : state_looks()) {
    if (look.name == name_of(state)) return look;
  }
  DARKLINE_CHECK(false, fmt::format("no look for the state {}", name_of(state)));
}

std::vector<Eigen::Vector2d> glyph_triangles(Glyph glyph) {
  std::vector<Vector2d> out;
  switch (glyph) {
    case Glyph::none:
      break;
    case Glyph::cross:
      add_stroke(out, {-0.7, -0.7}, {0.7, 0.7}, 0.45);
      add_stroke(out, {-0.7, 0.7}, {0.7, -0.7}, 0.45);
      break;
    case Glyph::square:
      add_quad(out, {-0.65, -0.65}, {0.65, -0.65}, {0.65, 0.65}, {-0.65, 0.65});
      break;
    case Glyph::left_arrow:
      out.insert(out.end(), {Vector2d(-0.9, 0.0), Vector2d(0.0, -0.75), Vector2d(0.0, 0.75)});
      add_stroke(out, {0.0, 0.0}, {0.85, 0.0}, 0.45);
      break;
    case Glyph::right_bar:
      add_stroke(out, {-0.85, 0.0}, {0.35, 0.0}, 0.45);
      add_stroke(out, {0.6, -0.8}, {0.6, 0.8}, 0.4);
      break;
    case Glyph::drop:
      add_drop(out);
      break;
    case Glyph::ring:
      add_arc(out, 0.8, 0.35, 0.0, 2.0 * std::numbers::pi);
      break;
    case Glyph::wrench:
      add_stroke(out, {-0.75, -0.75}, {0.2, 0.2}, 0.4);
      add_stroke(out, {0.1, 0.3}, {0.3, 0.85}, 0.3);
      add_stroke(out, {0.3, 0.1}, {0.85, 0.3}, 0.3);
      break;
  }
  return out;
}

namespace {

Signals standard_signals() {
  return {.lamps = {color_from(0xD62828), color_from(0xD62828), color_from(0xFABF1F),
                    color_from(0xFA8C1A), color_from(0x2A6BEB), color_from(0x2A6BEB),
                    color_from(0x2A6BEB), color_from(0x7FC8A0), color_from(0x2B9348)},
          .selection = color_from(0x00A3FF),
          .zone_free = color_from(0x6E7B87),
          .zone_held = color_from(0xE08A00),
          .zone_waited = color_from(0xC4123F),
          .spot = color_from(0xF2C14E),
          .welded_spot = color_from(0xB3420B),
          .fence = color_from(0xE2B100),
          .tick_robot = color_from(0xFF6E5F),
          .tick_station = color_from(0xFFBE3C),
          .tick_controller = color_from(0x5AA0FF),
          .bookmark = color_from(0xFFFFFF),
          .bar = color_from(0x6B7A86),
          .program = color_from(0x3D6E9E),
          // Viridis (van der Walt and Smith 2015): light is much, also without colour
          .shares = {color_from(0x440154), color_from(0x414487), color_from(0x2A788E),
                     color_from(0x22A884), color_from(0x7AD151), color_from(0xFDE725)},
          // blue over grey to orange: safe for all kinds of colour blindness
          .difference = {color_from(0x08519C), color_from(0x6BAED6), color_from(0xC8CCCF),
                         color_from(0xF5A04A), color_from(0xA63603)}};
}

Theme standard_day() {
  return {.background_top = color_from(0xDDE3E8),
          .background_bottom = color_from(0xF4F6F7),
          .aisle = color_from(0xC3C9CE),
          .zone = color_from(0xA9B3BB),
          .pad = color_from(0x8F9BA6),
          .pad_edge = color_from(0x76828D),
          .conveyor = color_from(0x5A646E),
          .curb = color_from(0xEEF1F3),
          .aisle_line = color_from(0xE9C84A),
          .bottleneck = color_from(0x101828),
          .text = color_from(0x18212B),
          .faint_text = color_from(0x4A5763),
          .panel = color_from(0xFFFFFF),
          .body = color_from(0xC3CBD2),
          .pad_glow = 0.25F,
          .lamp_halo = 0.F,
          .sky_light = {0.44F, 0.47F, 0.51F},
          .ground_light = {0.27F, 0.27F, 0.26F},
          .key_light = {0.76F, 0.73F, 0.68F},
          .signals = standard_signals()};
}

Theme standard_lights_out() {
  return {.background_top = color_from(0x05070A),
          .background_bottom = color_from(0x0B0F14),
          .aisle = color_from(0x434B55),
          .zone = color_from(0x373F48),
          .pad = color_from(0x2E353D),
          .pad_edge = color_from(0x76838F),
          .conveyor = color_from(0x2A3138),
          .curb = color_from(0x59636E),
          .aisle_line = color_from(0x7A6C2C),
          .bottleneck = color_from(0xFFFFFF),
          .text = color_from(0xE6EDF3),
          .faint_text = color_from(0x9AA7B4),
          .panel = color_from(0x10161D),
          .body = color_from(0xB4BEC8),
          .pad_glow = 0.75F,
          .lamp_halo = 1.F,
          .sky_light = {0.15F, 0.18F, 0.23F},
          .ground_light = {0.05F, 0.05F, 0.07F},
          .key_light = {0.22F, 0.27F, 0.36F},
          .signals = standard_signals()};
}

}  // namespace

const Palette& standard_palette() {
  static const Palette palette = {standard_day(), standard_lights_out()};
  return palette;
}

const Theme& theme_of(bool lights_out) {
  return standard_palette().theme(lights_out);
}

const Color& Signals::lamp_of(const StateLook& look) const {
  for (std::size_t i = 0; i < lamps.size(); ++i) {
    if (state_looks()[i].name == look.name) return lamps[i];
  }
  DARKLINE_CHECK(false, fmt::format("no lamp of the name {}", look.name));
}

Color pad_color(StationState state, const Theme& theme) {
  const StateLook& look = look_of(state);
  return look.abnormal ? theme.signals.lamp_of(look) : theme.pad;
}

Color mix(const Color& a, const Color& b, float share) {
  Color out = {};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (1.F - share) * a[i] + share * b[i];
  return out;
}

Color color_along(std::span<const Color> stops, double share) {
  const auto last = static_cast<double>(stops.size() - 1);
  const double at = std::clamp(share, 0.0, 1.0) * last;
  const std::size_t i = std::min(static_cast<std::size_t>(at), stops.size() - 2);
  return mix(stops[i], stops[i + 1], static_cast<float>(at - static_cast<double>(i)));
}

}  // namespace darkline
