#include "viewer/frame_renderer.h"

#include <osg/GL>
#include <osgViewer/Viewer>

#include "viewer/egl_context.h"
#include "viewer/frame_buffer.h"
#include "viewer/frame_scene.h"
#include "viewer/osg_warnings.h"

namespace darkline {

struct FrameRenderer::Impl {
  Impl(const PictureSize& frame_size, const Theme& theme)
      : size(frame_size), context(size), scene(theme) {
    viewer.setThreadingModel(osgViewer::ViewerBase::SingleThreaded);
    window = viewer.setUpViewerAsEmbeddedInWindow(0, 0, size.width, size.height);
    window->getState()->setCheckForGLErrors(osg::State::NEVER_CHECK_GL_ERRORS);
    prepare_camera(*viewer.getCamera());
    viewer.setLightingMode(osg::View::NO_LIGHT);
    viewer.setSceneData(scene.root());
    viewer.realize();
  }
  ~Impl() {
    context.make_current();
    window->close();
  }

  PictureSize size;
  OsgWarnings warnings;
  EglContext context;
  FrameScene scene;
  osgViewer::Viewer viewer;
  osg::ref_ptr<osgViewer::GraphicsWindowEmbedded> window;
};

FrameRenderer::FrameRenderer(const PictureSize& size, const Theme& theme)
    : impl_(std::make_unique<Impl>(size, theme)) {}

FrameRenderer::~FrameRenderer() = default;

void FrameRenderer::draw(const DrawList& list, const DrawList& shadows, const Camera& camera) {
  Impl& my = *impl_;
  my.scene.update(list, shadows, camera, my.size.aspect(), *my.viewer.getCamera());
  my.context.make_current();
  my.viewer.frame(0.0);
  glFinish();
  my.warnings.check();
}

Picture FrameRenderer::picture() const {
  impl_->context.make_current();
  return mean_picture(read_pixels(impl_->size), impl_->size, 1);
}

}  // namespace darkline
