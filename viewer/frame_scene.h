// The nodes of a hall that moves: background, hall and flat shadows, under a camera that is set for
// each frame. The window and the headless frames show the same.
#pragma once

#include <osg/Camera>
#include <osg/Group>

#include "viewer/core/camera.h"
#include "viewer/core/palette.h"
#include "viewer/hall_nodes.h"

namespace darkline {

class FrameScene {
 public:
  explicit FrameScene(const Theme& theme);

  osg::Group* root() { return root_.get(); }

  // Shows a draw list as `seen` sees it, and the shadows of another; `camera` is the one that draws
  // root().
  void update(const DrawList& list, const DrawList& shadows, const Camera& seen, double aspect,
              osg::Camera& camera);

 private:
  HallNodes nodes_, shadow_nodes_;
  osg::ref_ptr<osg::Group> root_;
  osg::ref_ptr<osg::Uniform> eye_W_;
};

}  // namespace darkline
