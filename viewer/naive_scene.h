// The scene as one would first write it: a transform per link, all in full detail, culled by
// OpenSceneGraph. What the frames of frame_renderer.h are measured against; nothing else uses it.
#pragma once

#include <memory>

#include "viewer/core/camera.h"
#include "viewer/core/hall_scene.h"
#include "viewer/renderer.h"

namespace darkline {

class NaiveScene {
 public:
  // @throws IoError if there is no surfaceless EGL context.
  NaiveScene(const HallScene& scene, const PictureSize& size, const Theme& theme);
  ~NaiveScene();
  NaiveScene(const NaiveScene&) = delete;
  NaiveScene& operator=(const NaiveScene&) = delete;

  // The scene's robots as they stand now.
  void draw(const HallScene& scene, const Camera& camera);
  Picture picture() const;  // of the frame drawn last

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
