// What stands over the picture in the window, panel by panel: a subject a file.
#pragma once

#include <string>

#include "viewer/core/view_session.h"
#include "viewer/panels/find_panel.h"
#include "viewer/panels/profiler_panel.h"
#include "viewer/panels/time_panel.h"

namespace darkline {

class Panels {
 public:
  // Builds them with ImGui's functions for one frame; what is clicked goes to the session.
  void build(ViewSession& session);

  // What the last frame cost, for the profiler.
  void time_frame(const FrameTimes& times) { profiler_.add(times); }

  // A line under the title: "saved darkline-1.png"; empty: none.
  void say(std::string text) { message_ = std::move(text); }

 private:
  FindPanel find_;
  TimePanel time_;
  ProfilerPanel profiler_;
  std::string message_;
};

}  // namespace darkline
