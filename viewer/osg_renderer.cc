// The renderer on OpenSceneGraph: a shadow map from the key light, the hall, the overlay; drawn at
// twice the size and averaged, which costs less trouble than multisampling and is the same on
// every driver.
#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <osg/Camera>
#include <osg/GL>
#include <osg/Notify>
#include <osg/PolygonOffset>
#include <osg/Program>
#include <osg/Texture2D>
#include <osgDB/Registry>
#include <osgViewer/Viewer>

#include "models/base/error.h"
#include "viewer/core/camera_rig.h"
#include "viewer/egl_context.h"
#include "viewer/osg_convert.h"
#include "viewer/osg_scene.h"
#include "viewer/renderer.h"
#include "viewer/shaders.h"

namespace darkline {
namespace {

const Eigen::Vector3d kLightWay = Eigen::Vector3d(0.38, 0.42, -0.82).normalized();
constexpr int kShadowTexels = 4096;

// What OpenSceneGraph would print: warnings mean a wrong picture, a shader that does not compile
// for instance, so they are kept and thrown.
class Warnings : public osg::NotifyHandler {
 public:
  void notify(osg::NotifySeverity severity, const char* message) override {
    if (severity <= osg::WARN) text_ += message;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

osg::ref_ptr<osg::Program> program_of(const char* vertex, const char* fragment) {
  osg::ref_ptr<osg::Program> program = new osg::Program;
  program->addShader(new osg::Shader(osg::Shader::VERTEX, vertex));
  program->addShader(new osg::Shader(osg::Shader::FRAGMENT, fragment));
  return program;
}

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

osg::ref_ptr<osg::Camera> shadow_pass(const DrawList& list, const ShadowView& view,
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
  camera->addChild(hall_node(list, true));
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
  state.addUniform(new osg::Uniform("records", kRecordsUnit));
  state.addUniform(new osg::Uniform("eye_W", to_osg(job.camera.eye_m)));
  state.addUniform(new osg::Uniform("light_way_W", to_osg(kLightWay)));
  state.addUniform(new osg::Uniform("sky_light", to_osg(theme.sky_light)));
  state.addUniform(new osg::Uniform("ground_light", to_osg(theme.ground_light)));
  state.addUniform(new osg::Uniform("key_light", to_osg(theme.key_light)));
  state.addUniform(new osg::Uniform(
      "background", to_osg(mix(theme.background_top, theme.background_bottom, 0.5F))));
  const double fog_m = job.camera.parallel_height_m > 0.0 ? 1e6 : 2.0 * job.camera.near_m + 260.0;
  state.addUniform(new osg::Uniform("fog_m", static_cast<float>(fog_m)));
}

osg::ref_ptr<osg::Group> picture_root(const RenderJob& job) {
  const ShadowView shadow = shadow_view(job.camera, job.size, job.scene.box, kLightWay);
  const auto texture = shadow_texture();
  osg::ref_ptr<osg::Group> hall = hall_node(job.list, false);
  osg::StateSet* state = hall->getOrCreateStateSet();
  state->setAttributeAndModes(program_of(kHallVertexShader, kHallFragmentShader));
  state->setTextureAttribute(kShadowUnit, texture);
  set_light(*state, job, shadow);

  osg::ref_ptr<osg::Group> root = new osg::Group;
  root->setCullingActive(false);
  root->addChild(shadow_pass(job.list, shadow, texture));
  root->addChild(background_node(job.theme));
  root->addChild(hall);
  root->addChild(overlay_node(job.overlay, job.size));
  return root;
}

// The mean of `times` x `times` pixels, upper row first.
Picture shrink(const std::vector<std::uint8_t>& pixels, const PictureSize& size, int times) {
  Picture picture{.size = size, .rgb = {}};
  const auto width = static_cast<std::size_t>(size.width), n = static_cast<std::size_t>(times);
  const auto height = static_cast<std::size_t>(size.height), row = width * n * 3;
  picture.rgb.resize(width * height * 3);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        std::size_t sum = n * n / 2;
        for (std::size_t j = 0; j < n; ++j) {
          for (std::size_t i = 0; i < n; ++i) {
            sum += pixels[(((height - 1 - y) * n) + j) * row + (x * n + i) * 3 + channel];
          }
        }
        picture.rgb[(y * width + x) * 3 + channel] = static_cast<std::uint8_t>(sum / (n * n));
      }
    }
  }
  return picture;
}

class OsgRenderer : public Renderer {
 public:
  OsgRenderer() : warnings_(new Warnings) {
    osg::setNotifyLevel(osg::WARN);
    osg::setNotifyHandler(warnings_.get());
  }
  ~OsgRenderer() override { osg::setNotifyHandler(new osg::StandardNotifyHandler); }

  Picture render(const RenderJob& job) override {
    constexpr std::int64_t kMostPixels = 3840LL * 2160;  // beyond, memory grows faster than looks
    const PictureSize largest = EglContext::largest_picture();
    const bool twice = 2 * job.size.width <= largest.width &&
                       2 * job.size.height <= largest.height &&
                       static_cast<std::int64_t>(job.size.width) * job.size.height <= kMostPixels;
    const int times = twice ? 2 : 1;
    const PictureSize drawn{times * job.size.width, times * job.size.height};
    EglContext context(drawn);
    return shrink(draw(job, drawn, context), job.size, times);
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
    camera->setComputeNearFarMode(osg::CullSettings::DO_NOT_COMPUTE_NEAR_FAR);
    camera->setProjectionResizePolicy(osg::Camera::FIXED);
    camera->setCullingActive(false);
    camera->setClearMask(GL_DEPTH_BUFFER_BIT);
    viewer.setLightingMode(osg::View::NO_LIGHT);
    viewer.setSceneData(picture_root(job));
    viewer.realize();
    context.make_current();
    viewer.frame(0.0);
    glFinish();

    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(drawn.width) *
                                     static_cast<std::size_t>(drawn.height) * 3);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, drawn.width, drawn.height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
    const GLenum error = glGetError();
    // Closing the window frees the buffers of this context; the next one may get its number.
    window->close();
    if (error != GL_NO_ERROR) {
      throw IoError(fmt::format("OpenGL reports error 0x{:04x}: the picture is not whole", error));
    }
    if (!warnings_->text().empty()) {
      throw IoError("OpenSceneGraph cannot draw the picture: " + warnings_->text());
    }
    return pixels;
  }

  osg::ref_ptr<Warnings> warnings_;
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
