// The renderer on OpenSceneGraph: a shadow map from the key light, the hall, the overlay; drawn at
// twice the size and averaged, which costs less trouble than multisampling and is the same on
// every driver.
#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <osg/Camera>
#include <osg/GL>
#include <osg/PolygonOffset>
#include <osg/Texture2D>
#include <osgDB/Registry>
#include <osgViewer/Viewer>

#include "models/base/error.h"
#include "viewer/core/camera_rig.h"
#include "viewer/egl_context.h"
#include "viewer/frame_buffer.h"
#include "viewer/hall_light.h"
#include "viewer/hall_nodes.h"
#include "viewer/osg_convert.h"
#include "viewer/osg_geometry.h"
#include "viewer/osg_scene.h"
#include "viewer/osg_warnings.h"
#include "viewer/renderer.h"
#include "viewer/shaders.h"

namespace darkline {
namespace {

constexpr int kShadowTexels = 4096;

osg::ref_ptr<osg::Texture2D> shadow_texture() {
  osg::ref_ptr<osg::Texture2D> texture = new osg::Texture2D;
  texture->setTextureSize(kShadowTexels, kShadowTexels);
  texture->setInternalFormat(GL_DEPTH_COMPONENT24);
  texture->setSourceFormat(GL_DEPTH_COMPONENT);
  texture->setSourceType(GL_UNSIGNED_INT);
  texture->setShadowComparison(true);
  texture->setShadowCompareFunc(osg::Texture::LEQUAL);
  texture->setFilter(osg::Texture::MIN_FILTER, osg::Texture::LINEAR);
  texture->setFilter(osg::Texture::MAG_FILTER, osg::Texture::LINEAR);
  texture->setWrap(osg::Texture::WRAP_S, osg::Texture::CLAMP_TO_EDGE);
  texture->setWrap(osg::Texture::WRAP_T, osg::Texture::CLAMP_TO_EDGE);
  return texture;
}

osg::ref_ptr<osg::Camera> shadow_pass(osg::Group* casters, const ShadowView& view,
                                      osg::Texture2D* texture) {
  osg::ref_ptr<osg::Camera> camera = new osg::Camera;
  camera->setReferenceFrame(osg::Transform::ABSOLUTE_RF);
  camera->setViewMatrix(to_osg(view_matrix(view.camera)));
  camera->setProjectionMatrix(to_osg(projection_matrix(view.camera, view.aspect)));
  camera->setComputeNearFarMode(osg::CullSettings::DO_NOT_COMPUTE_NEAR_FAR);
  camera->setCullingActive(false);
  camera->setViewport(0, 0, kShadowTexels, kShadowTexels);
  camera->setRenderOrder(osg::Camera::PRE_RENDER, 0);
  camera->setRenderTargetImplementation(osg::Camera::FRAME_BUFFER_OBJECT);
  camera->attach(osg::Camera::DEPTH_BUFFER, texture);
  camera->setClearMask(GL_DEPTH_BUFFER_BIT);
  camera->setDrawBuffer(GL_NONE);
  camera->setReadBuffer(GL_NONE);
  osg::StateSet* state = camera->getOrCreateStateSet();
  state->setAttributeAndModes(program_of(kHallVertexShader, kShadowFragmentShader));
  state->addUniform(new osg::Uniform("records", kRecordsUnit));
  camera->addChild(casters);
  return camera;
}

void set_light(osg::StateSet& state, const RenderJob& job, const ShadowView& shadow) {
  const Theme& theme = job.theme;
  Eigen::Matrix4d to_texture = Eigen::Matrix4d::Identity();  // -1..1 to 0..1
  to_texture.topLeftCorner<3, 3>() *= 0.5;
  to_texture.topRightCorner<3, 1>().setConstant(0.5);
  const Eigen::Matrix4d matrix =
      to_texture * projection_matrix(shadow.camera, shadow.aspect) * view_matrix(shadow.camera);
  state.addUniform(new osg::Uniform("shadow_matrix", osg::Matrixf(to_osg(matrix))));
  state.addUniform(new osg::Uniform("shadow_map", kShadowUnit));
  state.addUniform(new osg::Uniform("eye_W", to_osg(job.camera.eye_m)));
  add_hall_light(state, theme);
  state.addUniform(new osg::Uniform(
      "background", to_osg(mix(theme.background_top, theme.background_bottom, 0.5F))));
  const double fog_m = job.camera.parallel_height_m > 0.0 ? 1e6 : 2.0 * job.camera.near_m + 260.0;
  state.addUniform(new osg::Uniform("fog_m", static_cast<float>(fog_m)));
}

osg::ref_ptr<osg::Group> picture_root(const RenderJob& job) {
  const ShadowView shadow = shadow_view(job.camera, job.size, job.scene.box, light_way());
  const auto texture = shadow_texture();
  HallNodes nodes;
  nodes.update(job.list);
  osg::ref_ptr<osg::Group> hall = new osg::Group;
  hall->setCullingActive(false);
  hall->addChild(nodes.root());
  osg::StateSet* state = hall->getOrCreateStateSet();
  state->setAttributeAndModes(program_of(kHallVertexShader, kHallFragmentShader));
  state->setTextureAttribute(kShadowUnit, texture);
  set_light(*state, job, shadow);

  osg::ref_ptr<osg::Group> root = new osg::Group;
  root->setCullingActive(false);
  root->addChild(shadow_pass(nodes.casters(), shadow, texture));
  root->addChild(background_node(job.theme));
  root->addChild(hall);
  root->addChild(overlay_node(job.overlay, job.size));
  return root;
}

class OsgRenderer : public Renderer {
 public:
  Picture render(const RenderJob& job) override {
    constexpr std::int64_t kMostPixels = 3840LL * 2160;  // beyond, memory grows faster than looks
    const PictureSize largest = EglContext::largest_picture();
    const bool twice = 2 * job.size.width <= largest.width &&
                       2 * job.size.height <= largest.height &&
                       static_cast<std::int64_t>(job.size.width) * job.size.height <= kMostPixels;
    const int times = twice ? 2 : 1;
    const PictureSize drawn{times * job.size.width, times * job.size.height};
    EglContext context(drawn);
    return mean_picture(draw(job, drawn, context), job.size, times);
  }

 private:
  std::vector<std::uint8_t> draw(const RenderJob& job, const PictureSize& drawn,
                                 EglContext& context) {
    osgViewer::Viewer viewer;
    viewer.setThreadingModel(osgViewer::ViewerBase::SingleThreaded);
    const osg::ref_ptr<osgViewer::GraphicsWindowEmbedded> window =
        viewer.setUpViewerAsEmbeddedInWindow(0, 0, drawn.width, drawn.height);
    window->getState()->setCheckForGLErrors(osg::State::NEVER_CHECK_GL_ERRORS);
    osg::Camera* camera = viewer.getCamera();
    camera->setViewMatrix(to_osg(view_matrix(job.camera)));
    camera->setProjectionMatrix(to_osg(projection_matrix(job.camera, job.size.aspect())));
    prepare_camera(*camera);
    viewer.setLightingMode(osg::View::NO_LIGHT);
    viewer.setSceneData(picture_root(job));
    viewer.realize();
    context.make_current();
    viewer.frame(0.0);
    glFinish();

    std::vector<std::uint8_t> pixels = read_pixels(drawn);
    const GLenum error = glGetError();
    // Closing the window frees the buffers of this context; the next one may get its number.
    window->close();
    if (error != GL_NO_ERROR) {
      throw IoError(fmt::format("OpenGL reports error 0x{:04x}: the picture is not whole", error));
    }
    warnings_.check();
    return pixels;
  }

  OsgWarnings warnings_;
};

}  // namespace

std::unique_ptr<Renderer> make_headless_renderer() {
  return std::make_unique<OsgRenderer>();
}

std::string to_png(const Picture& picture) {
  osgDB::ReaderWriter* writer = osgDB::Registry::instance()->getReaderWriterForExtension("png");
  if (writer == nullptr) {
    throw IoError(
        "cannot write PNG: OpenSceneGraph's png plugin is missing: apt install "
        "libopenscenegraph161");
  }
  osg::ref_ptr<osg::Image> image = new osg::Image;
  image->allocateImage(picture.size.width, picture.size.height, 1, GL_RGB, GL_UNSIGNED_BYTE);
  std::copy(picture.rgb.begin(), picture.rgb.end(), image->data());
  image->flipVertical();
  std::ostringstream out(std::ios::binary);
  const auto result = writer->writeImage(*image, out);
  std::string bytes = out.str();
  if (!result.success() || bytes.size() < 8) {
    throw IoError("cannot write PNG: OpenSceneGraph's png plugin failed");
  }
  return bytes;
}

}  // namespace darkline
