// What stands over the picture in the window: title, inspector, what needs attention, legend, help.
#pragma once

#include <array>
#include <string>

#include "viewer/core/view_session.h"

namespace darkline {

class Panels {
 public:
  // Builds them with ImGui's functions for one frame; what is clicked goes to the session.
  void build(ViewSession& session);

  // A line under the title: "saved darkline-1.png"; empty: none.
  void say(std::string text) { message_ = std::move(text); }

 private:
  void title(const ViewSession& session) const;
  void inspector(ViewSession& session) const;
  void attention(ViewSession& session) const;
  void alarms(ViewSession& session) const;
  void legend(const ViewSession& session) const;
  void timeline(ViewSession& session) const;
  void help(const ViewSession& session) const;
  void search(ViewSession& session);

  std::array<char, 64> wanted_ = {};
  bool searching_ = false;
  std::string message_;
};

}  // namespace darkline
