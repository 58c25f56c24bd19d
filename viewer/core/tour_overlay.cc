#include "viewer/core/tour_overlay.h"

#include <algorithm>
#include <utility>

#include "models/stream/plant_recording.h"

namespace darkline {

using Eigen::Vector2d;

std::string running_clock(std::int64_t t_ns) {
  constexpr std::int64_t kSecondNs = 1'000'000'000;
  return plant_clock(t_ns / kSecondNs * kSecondNs);
}

void add_tour_overlay(Overlay& overlay, const std::string& caption, const std::string& clock,
                      const PictureSize& size, const Theme& theme) {
  constexpr double kWidest = 0.9;
  const double unit = size.height / 1080.0;
  if (!clock.empty()) {
    overlay.texts.push_back({.text = clock,
                             .p_px = {size.width - 36.0 * unit, 84.0 * unit},
                             .height_px = 26.0 * unit,
                             .align = OverlayText::Align::right,
                             .bold = true,
                             .color = theme.text});
  }
  if (caption.empty()) return;
  const double wide = text_width_px(caption, 34.0 * unit);
  const double height = 34.0 * unit * std::min(1.0, kWidest * size.width / wide);
  const Vector2d middle(0.5 * size.width, size.height - 130.0 * unit);
  const Vector2d half(0.5 * text_width_px(caption, height) + 1.1 * height, 1.05 * height);
  const auto corner = [&](double x, double y) {
    return OverlayVertex{
        {middle.x() + x * half.x(), middle.y() + y * half.y()}, theme.panel, 0.86F};
  };
  for (const auto& [x, y] :
       {std::pair{-1.0, -1.0}, {1.0, -1.0}, {1.0, 1.0}, {-1.0, -1.0}, {1.0, 1.0}, {-1.0, 1.0}}) {
    overlay.shapes.push_back(corner(x, y));
  }
  overlay.texts.push_back({.text = caption,
                           .p_px = middle,
                           .height_px = height,
                           .align = OverlayText::Align::center,
                           .bold = false,
                           .color = theme.text});
}

}  // namespace darkline
