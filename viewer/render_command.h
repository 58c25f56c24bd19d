// `darkline-viewer render`: one picture of a hall, or of a moment of a recording of a plant or a
// cell, without a display.
#pragma once

#include <filesystem>
#include <string>

#include "viewer/core/camera.h"

namespace darkline {

struct RenderOptions {
  std::filesystem::path hall_json;  // or a recording
  std::filesystem::path out;
  std::filesystem::path data;  // the folder that holds robots/; empty: the shipped one
  PictureSize size;
  std::string camera = "overview";
  bool lights_out = false;
  std::string at;  // the moment of a recording: "00:12:30", "12.3 s"; empty: its start
};

// Writes the picture whole or not at all.
// @throws UsageError for an unknown camera, a moment that is no time or of a hall that has none,
// InputError for a damaged hall or robot, IoError for
//   files and graphics.
void render_hall(const RenderOptions& options);

}  // namespace darkline
