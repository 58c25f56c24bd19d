// Draws frame after frame of a hall that moves, without a display. Light is worked out per vertex
// and nothing is averaged, so a frame costs a small share of a still picture (renderer.h).
#pragma once

#include <memory>

#include "viewer/core/camera.h"
#include "viewer/core/draw_list.h"
#include "viewer/core/palette.h"
#include "viewer/renderer.h"

namespace darkline {

class FrameRenderer {
 public:
  // `times`: drawn so many times as wide and high, and averaged.
  // @throws IoError if there is no surfaceless EGL context: says what to install.
  FrameRenderer(const PictureSize& size, const Theme& theme, int times = 1);
  ~FrameRenderer();
  FrameRenderer(const FrameRenderer&) = delete;
  FrameRenderer& operator=(const FrameRenderer&) = delete;

  // Returns when the frame is finished. The lists' meshes are read once: they stay as they are.
  // `shadows` (update_shadow_list) may be empty; an overlay is drawn over everything.
  // @throws IoError if the graphics library fails.
  void draw(const DrawList& list, const DrawList& shadows, const Camera& camera,
            const Overlay* overlay = nullptr);

  // Of the frame drawn last.
  Picture picture() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
