// What is written over the picture: title, caption, legend, zone signs, and pins over stations
// that need attention. Flat shapes and lines of text in pixels; the renderer only draws them.
#pragma once

#include <string>
#include <vector>

#include "viewer/core/camera.h"
#include "viewer/core/hall_scene.h"

namespace darkline {

struct OverlayVertex {
  Eigen::Vector2d p_px = Eigen::Vector2d::Zero();  // from the upper left corner, y down
  Color color = {1.F, 1.F, 1.F};
  float opacity = 1.F;
};

struct OverlayText {
  enum class Align { left, center, right };
  std::string text;                                // UTF-8, one line
  Eigen::Vector2d p_px = Eigen::Vector2d::Zero();  // of the middle of its height
  double height_px = 16.0;                         // of a capital letter's line
  Align align = Align::left;
  bool bold = false;
  Color color = {0.F, 0.F, 0.F};
};

struct Overlay {
  std::vector<OverlayVertex> light;   // triangles that brighten what is darker: halos of lamps
  std::vector<OverlayVertex> shapes;  // triangles, in painting order
  std::vector<OverlayText> texts;     // above all shapes
};

// How wide a line of DejaVu Sans is, within some 15 %: enough to size the panel behind it.
double text_width_px(const std::string& text, double height_px, bool bold = false);

Overlay build_overlay(const HallSnapshot& hall, const HallScene& scene, const Camera& camera,
                      const PictureSize& size, const Theme& theme);

}  // namespace darkline
