#include "viewer/egl_context.h"

#include <array>
#include <string>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

[[noreturn]] void fail(const std::string& step) {
  throw IoError(fmt::format(
      "cannot draw without a display: {} failed (EGL error 0x{:04x}); install Mesa's drivers: "
      "apt install libegl1 libegl-mesa0 libgl1-mesa-dri",
      step, eglGetError()));
}

// The display is one for the whole process and is never terminated: EGL counts no references.
EGLDisplay surfaceless_display() {
  static const EGLDisplay display = [] {
    EGLDisplay opened =
        eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (opened == EGL_NO_DISPLAY) fail("opening EGL's surfaceless platform");
    if (eglInitialize(opened, nullptr, nullptr) == EGL_FALSE) fail("starting EGL");
    return opened;
  }();
  return display;
}

EGLConfig config_of(EGLDisplay display) {
  constexpr std::array<EGLint, 17> kWanted = {EGL_SURFACE_TYPE,
                                              EGL_PBUFFER_BIT,
                                              EGL_RENDERABLE_TYPE,
                                              EGL_OPENGL_BIT,
                                              EGL_RED_SIZE,
                                              8,
                                              EGL_GREEN_SIZE,
                                              8,
                                              EGL_BLUE_SIZE,
                                              8,
                                              EGL_ALPHA_SIZE,
                                              8,
                                              EGL_DEPTH_SIZE,
                                              24,
                                              EGL_SAMPLES,
                                              0,
                                              EGL_NONE};
  EGLConfig config = nullptr;
  EGLint found = 0;
  if (eglChooseConfig(display, kWanted.data(), &config, 1, &found) == EGL_FALSE || found == 0) {
    fail("choosing a pixel format of 24 bits with depth");
  }
  return config;
}

}  // namespace

struct EglContext::Impl {
  EGLDisplay display = EGL_NO_DISPLAY;
  EGLSurface surface = EGL_NO_SURFACE;
  EGLContext context = EGL_NO_CONTEXT;
};

EglContext::EglContext(const PictureSize& size) : impl_(std::make_unique<Impl>()) {
  impl_->display = surfaceless_display();
  const EGLConfig config = config_of(impl_->display);
  const std::array<EGLint, 5> extent = {EGL_WIDTH, size.width, EGL_HEIGHT, size.height, EGL_NONE};
  impl_->surface = eglCreatePbufferSurface(impl_->display, config, extent.data());
  if (impl_->surface == EGL_NO_SURFACE) {
    fail(fmt::format("making a surface of {} x {} pixels", size.width, size.height));
  }
  if (eglBindAPI(EGL_OPENGL_API) == EGL_FALSE) fail("choosing OpenGL");
  // No version is asked for: the driver then gives its newest compatibility profile, which
  // OpenSceneGraph's fixed functions need.
  impl_->context = eglCreateContext(impl_->display, config, EGL_NO_CONTEXT, nullptr);
  if (impl_->context == EGL_NO_CONTEXT) fail("making an OpenGL context");
  make_current();
}

EglContext::~EglContext() {
  eglMakeCurrent(impl_->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  if (impl_->context != EGL_NO_CONTEXT) eglDestroyContext(impl_->display, impl_->context);
  if (impl_->surface != EGL_NO_SURFACE) eglDestroySurface(impl_->display, impl_->surface);
}

void EglContext::make_current() {
  if (eglMakeCurrent(impl_->display, impl_->surface, impl_->surface, impl_->context) == EGL_FALSE) {
    fail("using the OpenGL context");
  }
}

PictureSize EglContext::largest_picture() {
  const EGLDisplay display = surfaceless_display();
  const EGLConfig config = config_of(display);
  EGLint width = 0, height = 0;
  eglGetConfigAttrib(display, config, EGL_MAX_PBUFFER_WIDTH, &width);
  eglGetConfigAttrib(display, config, EGL_MAX_PBUFFER_HEIGHT, &height);
  return {width, height};
}

}  // namespace darkline
