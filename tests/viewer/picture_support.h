// What the tests of pictures share: software drawing, the shipped robots, pixels.
#pragma once

#include <cstdlib>

#include <Eigen/Core>

#include "tests/viewer/shipped_models.h"
#include "viewer/renderer.h"

namespace darkline::testing {

// Mesa's software driver without worker threads: cheaper on small machines. Read when the first
// context is made.
struct OneThread {
  OneThread() { ::setenv("LP_NUM_THREADS", "0", 0); }
};

inline Eigen::Vector3i pixel(const Picture& picture, int x, int y) {
  const auto at = static_cast<std::size_t>(3 * (y * picture.size.width + x));
  return {picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]};
}

// How many pixels of two pictures of one size differ by more than `levels` in a colour.
inline int pixels_apart(const Picture& a, const Picture& b, int levels) {
  int apart = 0;
  for (int y = 0; y < a.size.height; ++y) {
    for (int x = 0; x < a.size.width; ++x) {
      if ((pixel(a, x, y) - pixel(b, x, y)).cwiseAbs().maxCoeff() > levels) ++apart;
    }
  }
  return apart;
}

}  // namespace darkline::testing
