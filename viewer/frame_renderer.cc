#include "viewer/frame_renderer.h"

#include <osg/GL>
#include <osgViewer/Viewer>

#include "viewer/egl_context.h"
#include "viewer/frame_buffer.h"
#include "viewer/frame_scene.h"
#include "viewer/osg_scene.h"
#include "viewer/osg_warnings.h"

namespace darkline {

struct FrameRenderer::Impl {
  Impl(const PictureSize& frame_size, const Theme& theme, int n_times)
      : size(frame_size),
        times(n_times),
        drawn{times * size.width, times * size.height},
        context(drawn),
        scene(theme),
        over(new osg::Group) {
    viewer.setThreadingModel(osgViewer::ViewerBase::SingleThreaded);
    window = viewer.setUpViewerAsEmbeddedInWindow(0, 0, drawn.width, drawn.height);
    window->getState()->setCheckForGLErrors(osg::State::NEVER_CHECK_GL_ERRORS);
    prepare_camera(*viewer.getCamera());
    viewer.setLightingMode(osg::View::NO_LIGHT);
    over->setCullingActive(false);
    scene.root()->addChild(over);
    viewer.setSceneData(scene.root());
    viewer.realize();
  }
  ~Impl() {
    context.make_current();
    window->close();
  }

  PictureSize size;
  int times;
  PictureSize drawn;
  OsgWarnings warnings;
  EglContext context;
  FrameScene scene;
  osg::ref_ptr<osg::Group> over;
  osgViewer::Viewer viewer;
  osg::ref_ptr<osgViewer::GraphicsWindowEmbedded> window;
};

FrameRenderer::FrameRenderer(const PictureSize& size, const Theme& theme, int times)
    : impl_(std::make_unique<Impl>(size, theme, times)) {}

FrameRenderer::~FrameRenderer() = default;

void FrameRenderer::draw(const DrawList& list, const DrawList& shadows, const Camera& camera,
                         const Overlay* overlay) {
  Impl& my = *impl_;
  my.over->removeChildren(0, my.over->getNumChildren());
  if (overlay != nullptr) my.over->addChild(overlay_node(*overlay, my.size));
  my.scene.update(list, shadows, camera, my.size.aspect(), *my.viewer.getCamera());
  my.context.make_current();
  my.viewer.frame(0.0);
  glFinish();
  my.warnings.check();
}

Picture FrameRenderer::picture() const {
  impl_->context.make_current();
  return mean_picture(read_pixels(impl_->drawn), impl_->size, impl_->times);
}

}  // namespace darkline
