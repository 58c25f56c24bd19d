// The small face that a graphics library wears: everything above it speaks of scenes, cameras and
// pictures, so that another library can take its place.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "viewer/core/camera.h"
#include "viewer/core/draw_list.h"
#include "viewer/core/overlay.h"

namespace darkline {

struct Picture {
  PictureSize size;
  std::vector<std::uint8_t> rgb;  // (height x width x 3), from the upper left corner, row by row
};

struct RenderJob {
  const HallScene& scene;
  const DrawList& list;
  const Overlay& overlay;
  Camera camera;
  PictureSize size;
  const Theme& theme;
};

class Renderer {
 public:
  Renderer() = default;
  virtual ~Renderer() = default;
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  // The same job gives the same bytes.
  // @throws IoError if the graphics library fails.
  virtual Picture render(const RenderJob& job) = 0;
};

// Draws without a display, with OpenSceneGraph on a surfaceless EGL context.
// @throws IoError if there is no such context or no font: says what to install.
std::unique_ptr<Renderer> make_headless_renderer();

// The bytes of a PNG file. @throws IoError if the writer fails or writes nothing.
std::string to_png(const Picture& picture);

}  // namespace darkline
