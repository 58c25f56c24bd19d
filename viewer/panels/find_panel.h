// A robot or station by words of its address.
#pragma once

#include <array>

#include "viewer/core/view_session.h"

namespace darkline {

class FindPanel {
 public:
  // Nothing unless the session wants to find something.
  void build(ViewSession& session);

 private:
  std::array<char, 64> wanted_ = {};
  bool open_ = false;
};

}  // namespace darkline
