// The window: a session's picture on a screen, its panels over it, the hand's events to both.
#pragma once

#include <memory>

#include "viewer/core/view_session.h"

namespace darkline {

class HallWindow {
 public:
  // `log`: prints to stdout what is done, a line each: "selected framing/st03/r2".
  // @throws IoError if there is no screen, or none that OpenGL can draw on: says what to do.
  HallWindow(ViewSession& session, bool log);
  ~HallWindow();
  HallWindow(const HallWindow&) = delete;
  HallWindow& operator=(const HallWindow&) = delete;

  // Until the window is closed. Draws only when something has changed.
  void run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
