// F3: what a frame costs, and how well the window keeps up with the plant.
#pragma once

#include <array>
#include <cstddef>

#include "viewer/core/view_session.h"

namespace darkline {

struct FrameTimes {
  double list_ms = 0.0, draw_ms = 0.0;  // choosing what is seen; drawing it with its panels
  std::size_t draws = 0, triangles = 0;
  std::array<std::size_t, kLodCount> robots_by_lod = {};
};

class ProfilerPanel {
 public:
  void add(const FrameTimes& frame);
  // Nothing unless the session shows it.
  void build(const ViewSession& session) const;

 private:
  FrameTimes last_;
  std::array<float, 120> frames_ms_ = {};  // of the last ones, oldest at next_
  std::size_t next_ = 0, n_ = 0;
};

}  // namespace darkline
