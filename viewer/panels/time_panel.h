// A moment that somebody types.
#pragma once

#include <array>

#include "viewer/core/view_session.h"

namespace darkline {

class TimePanel {
 public:
  // Nothing unless the session has its field open.
  void build(ViewSession& session);

 private:
  std::array<char, 32> typed_ = {};
  bool open_ = false;
};

}  // namespace darkline
