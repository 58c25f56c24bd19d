// `darkline-viewer render`: one picture of a hall, without a display.
#pragma once

#include <filesystem>
#include <string>

#include "viewer/core/camera.h"

namespace darkline {

struct RenderOptions {
  std::filesystem::path hall_json;
  std::filesystem::path out;
  std::filesystem::path data;  // the folder that holds robots/; empty: the shipped one
  PictureSize size;
  std::string camera = "overview";
  bool lights_out = false;
};

// Writes the picture whole or not at all.
// @throws UsageError for an unknown camera, InputError for a damaged hall or robot, IoError for
//   files and graphics.
void render_hall(const RenderOptions& options);

}  // namespace darkline
