#include "viewer/panels/title_panel.h"

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {

void title_panel(const ViewSession& session, const std::string& message) {
  begin_at("title", 0.F, 0.F);
  text(session.hall().title);
  if (!session.hall().caption.empty()) faint_text(session.hall().caption);
  faint_text(fmt::format("F1 help   F6 floor: {}   F7 lights out", title_of(session.floor_map())));
  if (!message.empty()) text(message);
  ImGui::End();
}

}  // namespace darkline
