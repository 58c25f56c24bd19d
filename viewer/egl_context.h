// An OpenGL context without a window or a display server (EGL, Mesa's surfaceless platform).
#pragma once

#include <memory>

#include "viewer/core/camera.h"

namespace darkline {

class EglContext {
 public:
  // @throws IoError: says which step failed and which package to install.
  explicit EglContext(const PictureSize& size);
  ~EglContext();
  EglContext(const EglContext&) = delete;
  EglContext& operator=(const EglContext&) = delete;

  // OpenGL calls of this thread go to this context from now on.
  void make_current();

  // The widest and highest picture that the driver can hold.
  static PictureSize largest_picture();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
