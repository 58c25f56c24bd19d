#include "viewer/core/overlay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace darkline {
namespace {

using Eigen::Vector2d;
using Align = OverlayText::Align;

void add_triangle(std::vector<OverlayVertex>& out, const Vector2d& a, const Vector2d& b,
                  const Vector2d& c, const Color& color, float opacity) {
  for (const Vector2d& p : {a, b, c}) out.push_back({p, color, opacity});
}

// A disc that fades from `inner` opacity in the middle to `outer` at its rim.
void add_disc(std::vector<OverlayVertex>& out, const Vector2d& center, double radius,
              const Color& color, float inner, float outer) {
  constexpr int kPieces = 24;
  const auto rim = [&](int i) -> Vector2d {
    const double angle = 2.0 * std::numbers::pi * i / kPieces;
    return center + radius * Vector2d(std::cos(angle), std::sin(angle));
  };
  for (int i = 0; i < kPieces; ++i) {
    out.push_back({center, color, inner});
    out.push_back({rim(i), color, outer});
    out.push_back({rim(i + 1), color, outer});
  }
}

// A rectangle with round ends.
void add_pill(std::vector<OverlayVertex>& out, const Vector2d& low, const Vector2d& high,
              double round, const Color& color, float opacity) {
  constexpr int kPieces = 8;
  const Vector2d middle = 0.5 * (low + high);
  std::vector<Vector2d> rim;
  for (int corner = 0; corner < 4; ++corner) {
    const double from = 0.5 * std::numbers::pi * corner;
    const Vector2d center((corner == 0 || corner == 3) ? high.x() - round : low.x() + round,
                          corner < 2 ? high.y() - round : low.y() + round);
    for (int i = 0; i <= kPieces; ++i) {
      const double angle = from + 0.5 * std::numbers::pi * i / kPieces;
      rim.emplace_back(center + round * Vector2d(std::cos(angle), std::sin(angle)));
    }
  }
  for (std::size_t i = 0; i < rim.size(); ++i) {
    add_triangle(out, middle, rim[i], rim[(i + 1) % rim.size()], color, opacity);
  }
}

void add_glyph(std::vector<OverlayVertex>& out, Glyph glyph, const Vector2d& center, double radius,
               const Color& color) {
  for (const Vector2d& p : glyph_triangles(glyph)) {
    out.push_back({center + radius * Vector2d(p.x(), -p.y()), color, 1.F});
  }
}

struct Writer {
  const HallSnapshot& hall;
  const HallScene& scene;
  const Camera& camera;
  const PictureSize& size;
  const Theme& theme;
  double unit;  // 1 pixel of a picture 1080 pixels high
  Overlay overlay = {};

  void write(const std::string& text, const Vector2d& p, double height, const Color& color,
             bool bold = false, Align align = Align::left) {
    if (!text.empty()) overlay.texts.push_back({text, p, height, align, bold, color});
  }

  void halos() {
    if (theme.lamp_halo <= 0.F) return;
    for (const HallScene::Lamp& lamp : scene.lamps) {
      const auto p = pixel_of(camera, size, lit_lamp_m(lamp));
      if (!p) continue;
      const StateLook& look = look_of(lamp.state);
      const double scale_m = look.abnormal ? 2.2 : 0.9;
      const double radius = std::clamp(scale_m / metres_per_pixel(camera, size, lamp.p_W_m),
                                       (look.abnormal ? 14.0 : 6.0) * unit, 160.0 * unit);
      add_disc(overlay.light, *p, radius, theme.signals.lamp_of(look), 0.55F * theme.lamp_halo,
               0.F);
    }
    for (const HallScene::Spark& spark : scene.sparks) {
      const Eigen::Vector3d p_W_m = spark.X_WS.col(3).cast<double>();
      const auto p = pixel_of(camera, size, p_W_m);
      if (!p) continue;
      const double radius =
          std::clamp(1.1 / metres_per_pixel(camera, size, p_W_m), 5.0 * unit, 140.0 * unit);
      add_disc(overlay.light, *p, radius, color_from(0xFFC878), 0.5F * theme.lamp_halo, 0.F);
    }
  }

  struct Area {
    Vector2d low, high;
  };
  std::vector<Area> taken = {};  // by pins and signs

  bool is_free(const Area& area) const {
    const double edge_top = 100.0 * unit, edge_bottom = size.height - 70.0 * unit;
    if (area.low.x() < 0.0 || area.high.x() > size.width || area.low.y() < edge_top ||
        area.high.y() > edge_bottom) {
      return false;
    }
    return std::none_of(taken.begin(), taken.end(), [&](const Area& other) {
      return area.low.x() < other.high.x() && other.low.x() < area.high.x() &&
             area.low.y() < other.high.y() && other.low.y() < area.high.y();
    });
  }

  // Each at the first free place along its row; a sign without one is left out.
  void zone_signs() {
    constexpr int kTries = 12;
    for (const HallScene::ZoneSign& sign : scene.zone_signs) {
      const double height = 16.0 * unit;
      const Vector2d half(0.5 * text_width_px(sign.title, height) + 0.6 * height, 0.8 * height);
      for (int i = 0; i <= kTries; ++i) {
        const auto p =
            pixel_of(camera, size, sign.p_from_m + i * (sign.p_to_m - sign.p_from_m) / kTries);
        if (!p || !is_free({*p - half, *p + half})) continue;
        add_pill(overlay.shapes, *p - half, *p + half, half.y(), theme.panel, 0.9F);
        write(sign.title, *p, height, theme.text, false, Align::center);
        taken.push_back({*p - half, *p + half});
        break;
      }
    }
  }

  // Behind title and legend the picture fades, so that they can be read over any view.
  void bands() {
    const double w = size.width, h = size.height;
    const auto band = [&](double y_full, double y_clear, const Color& color) {
      const OverlayVertex a{{0.0, y_full}, color, 0.92F}, b{{w, y_full}, color, 0.92F};
      const OverlayVertex c{{w, y_clear}, color, 0.F}, d{{0.0, y_clear}, color, 0.F};
      for (const OverlayVertex& vertex : {a, b, c, a, c, d}) overlay.shapes.push_back(vertex);
    };
    band(0.0, 150.0 * unit, theme.background_top);
    band(h, h - 110.0 * unit, theme.background_bottom);
  }

  // Stations of one state that follow one another, with the pins' feet.
  struct Run {
    StationState state = StationState::working;
    std::string bottleneck = {};  // the address, if it is one: such a run has one station
    std::vector<Vector2d> feet = {};
  };

  // Neighbours whose pins would touch share a pin.
  std::vector<Run> runs(double radius) const {
    std::vector<Run> found;
    for (const auto& station : hall.stations) {
      if (!look_of(station.state).abnormal && !station.bottleneck) continue;
      const Eigen::Vector3d top = station.X_WC.translation() + Eigen::Vector3d(0, 0, 3.4);
      const auto p = pixel_of(camera, size, top);
      if (!p || p->y() < 130.0 * unit || p->y() > size.height - 60.0 * unit) continue;
      const bool joins = !found.empty() && !station.bottleneck && found.back().bottleneck.empty() &&
                         found.back().state == station.state &&
                         (found.back().feet.back() - *p).norm() < 3.4 * radius;
      if (!joins) {
        found.push_back({station.state, station.bottleneck ? station.address : std::string()});
      }
      found.back().feet.push_back(*p);
    }
    return found;
  }

  // A disc with the state's glyph on a stem above the middle of each run, and how many it stands
  // for.
  void pins() {
    const double radius = 11.0 * unit, height = 15.0 * unit;
    const std::vector<Run> all = runs(radius);
    for (const Run& run : all) {
      const StateLook& look = look_of(run.state);
      const Vector2d foot = run.feet[run.feet.size() / 2];
      const Vector2d disc = foot - Vector2d(0.0, 2.2 * radius);
      const std::string count = run.feet.size() > 1 ? std::to_string(run.feet.size()) : "";
      const double right = count.empty()
                               ? 1.18 * radius
                               : 1.5 * radius + text_width_px(count, height, true) + 0.5 * radius;
      add_triangle(overlay.shapes, foot, disc + Vector2d(0.55 * radius, 0.8 * radius),
                   disc + Vector2d(-0.55 * radius, 0.8 * radius), theme.panel, 1.F);
      add_pill(overlay.shapes, disc - Vector2d(1.18, 1.18) * radius,
               disc + Vector2d(right, 1.18 * radius), 1.18 * radius, theme.panel, 1.F);
      taken.push_back({disc - Vector2d(1.2, 1.2) * radius, disc + Vector2d(right, 2.2 * radius)});
      const bool grey = !look.abnormal;
      add_disc(overlay.shapes, disc, radius, grey ? theme.bottleneck : theme.signals.lamp_of(look),
               1.F, 1.F);
      if (grey) add_disc(overlay.shapes, disc, 0.45 * radius, theme.panel, 1.F, 1.F);
      add_glyph(overlay.shapes, look.glyph, disc, 0.62 * radius, {1.F, 1.F, 1.F});
      write(count, disc + Vector2d(1.5 * radius, 0.0), height, theme.text, true);
    }
    for (const Run& run : all) {
      if (run.bottleneck.empty()) continue;
      bottleneck_sign(run.bottleneck, run.feet.front() - Vector2d(0.0, 2.2 * radius), radius);
    }
  }

  // At the right of its pin, else at the left, else above.
  void bottleneck_sign(const std::string& address, const Vector2d& disc, double radius) {
    const double height = 16.0 * unit;
    const std::string text = "bottleneck " + address;
    const Vector2d extent(text_width_px(text, height, true) + height, 1.6 * height);
    const std::array<Vector2d, 3> corners = {
        disc + Vector2d(1.5 * radius, -0.5 * extent.y()),
        disc - Vector2d(1.5 * radius + extent.x(), 0.5 * extent.y()),
        disc - Vector2d(0.5 * extent.x(), 1.5 * radius + extent.y())};
    const auto free = std::find_if(corners.begin(), corners.end(), [&](const Vector2d& low) {
      return is_free({low, low + extent});
    });
    const Vector2d low = free == corners.end() ? corners.front() : *free, high = low + extent;
    add_pill(overlay.shapes, low, high, 0.8 * height, theme.bottleneck, 0.95F);
    taken.push_back({low, high});
    write(text, 0.5 * (low + high), height, theme.panel, true, Align::center);
  }

  void title() {
    write(hall.title, {36.0 * unit, 44.0 * unit}, 32.0 * unit, theme.text, true);
    write(hall.caption, {36.0 * unit, 84.0 * unit}, 20.0 * unit, theme.faint_text);
    write("darkline", {size.width - 36.0 * unit, 44.0 * unit}, 22.0 * unit, theme.faint_text, true,
          Align::right);
  }

  void legend() {
    const double y = size.height - 40.0 * unit, height = 18.0 * unit, radius = 11.0 * unit;
    double x = 36.0 * unit;
    for (const StationState state : {StationState::working, StationState::starved,
                                     StationState::blocked, StationState::down}) {
      const StateLook& look = look_of(state);
      const auto count = std::count_if(hall.stations.begin(), hall.stations.end(),
                                       [&](const auto& s) { return s.state == state; });
      const Vector2d middle(x + radius, y);
      add_disc(overlay.shapes, middle, radius, pad_color(state, theme), 1.F, 1.F);
      add_glyph(overlay.shapes, look.glyph, middle, 0.62 * radius, {1.F, 1.F, 1.F});
      std::string text = fmt::format("{} {}", count, look.name);
      if (!look.condition.empty()) text += fmt::format(": {}", look.condition);
      write(text, {x + 2.0 * radius + 8.0 * unit, y}, height, theme.text);
      x += 2.0 * radius + 8.0 * unit + text_width_px(text, height) + 34.0 * unit;
    }
    const Vector2d low(x, y - 0.8 * radius), high(x + 2.4 * radius, y + 0.8 * radius);
    add_pill(overlay.shapes, low, high, 1.0, theme.bottleneck, 1.F);
    add_pill(overlay.shapes, low + Vector2d(3, 3) * unit, high - Vector2d(3, 3) * unit, 1.0,
             theme.pad, 1.F);
    write("bottleneck", {high.x() + 8.0 * unit, y}, height, theme.text);
  }
};

}  // namespace

double text_width_px(const std::string& text, double height_px, bool bold) {
  const auto letters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // bytes that start a UTF-8 letter
  });
  return (bold ? 0.62 : 0.54) * height_px * static_cast<double>(letters);
}

Overlay build_overlay(const HallSnapshot& hall, const HallScene& scene, const Camera& camera,
                      const PictureSize& size, const Theme& theme) {
  Writer writer{hall, scene, camera, size, theme, size.height / 1080.0};
  writer.halos();
  writer.bands();
  writer.pins();
  writer.zone_signs();
  writer.title();
  writer.legend();
  return std::move(writer.overlay);
}

}  // namespace darkline
