// `darkline-viewer render`: a picture of a hall, or of a moment of a recording of a plant or a
// cell; or a movie of a plant's recording; without a display.
#pragma once

#include <filesystem>
#include <string>

#include "viewer/core/camera.h"

namespace darkline {

struct RenderOptions {
  std::filesystem::path hall_json;  // or a recording
  std::filesystem::path out;        // *.mp4: a movie
  std::filesystem::path data;       // the folder that holds robots/; empty: the shipped one
  std::filesystem::path palette;    // colours in place of the standard ones; empty: those
  PictureSize size;
  std::string camera = "overview";
  bool lights_out = false;
  bool json = false;           // what was written is told so
  std::string at;              // the moment of a recording: "00:12:30", "12.3 s"; empty: its start
  std::filesystem::path tour;  // instead of a camera; empty: none
  std::string second;          // of the tour, for a picture; empty: its start
  // --- of a movie
  std::string from, to;  // of a recording; empty: its start and its end
  double speed = 1.0;    // seconds of the plant in one of the movie
  int fps = 25, crf = 20;
};

// Writes the picture or movie whole or not at all.
// @throws UsageError for an unknown camera, a moment that is no time or of a hall that has none,
//   InputError for a damaged hall, tour, palette or robot, IoError for files and graphics.
void render_hall(const RenderOptions& options);

}  // namespace darkline
