// Dear ImGui over an OpenSceneGraph camera: panels are drawn after the scene, and input goes to
// them first.
#pragma once

#include <functional>
#include <string>

#include <osg/Camera>
#include <osgGA/GUIEventAdapter>

#include "viewer/core/camera.h"

struct ImVec2;

namespace darkline {

class ImguiLayer {
 public:
  // Draws with every frame of `camera` what `panels` builds with ImGui's functions, with the
  // letters of `words` beside those of Latin alphabets.
  // @throws IoError if a font is missing: names its package.
  ImguiLayer(osg::Camera& camera, const std::string& words, std::function<void()> panels);
  ~ImguiLayer();
  ImguiLayer(const ImguiLayer&) = delete;
  ImguiLayer& operator=(const ImguiLayer&) = delete;

  // Of the picture, before its first frame and whenever it changes.
  void resize(const PictureSize& size);

  // Tells the panels of an event; true if it is theirs alone. Letters that are typed while a field
  // is still opening (`text_is_expected`) are kept for it.
  bool take(const osgGA::GUIEventAdapter& event, bool text_is_expected);

  // Whether letters or Return wait for a field that is still opening: it takes some frames.
  bool waits() const;

  // Whether a panel has got more or less in it than its size, which follows a frame later, allows.
  bool is_unsettled() const;

 private:
  class Draw;
  ImVec2 place_of(const osgGA::GUIEventAdapter& event) const;
  void take_mouse(const osgGA::GUIEventAdapter& event);
  osg::Camera& camera_;
  float height_px_ = 0.F;
  osg::ref_ptr<Draw> draw_;
};

}  // namespace darkline
