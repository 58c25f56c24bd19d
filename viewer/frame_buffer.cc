#include "viewer/frame_buffer.h"

#include <osg/GL>

namespace darkline {

void prepare_camera(osg::Camera& camera) {
  camera.setComputeNearFarMode(osg::CullSettings::DO_NOT_COMPUTE_NEAR_FAR);
  camera.setProjectionResizePolicy(osg::Camera::FIXED);
  camera.setCullingActive(false);
  camera.setClearMask(GL_DEPTH_BUFFER_BIT);
}

std::vector<std::uint8_t> read_pixels(const PictureSize& size) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size.width) *
                                   static_cast<std::size_t>(size.height) * 3);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, size.width, size.height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  return pixels;
}

Picture mean_picture(const std::vector<std::uint8_t>& pixels, const PictureSize& size, int times) {
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

}  // namespace darkline
