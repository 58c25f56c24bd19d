#include "viewer/panels/title_panel.h"

#include "viewer/panels/minimap_panel.h"
#include "viewer/panels/panel_drawing.h"

namespace darkline {

constexpr float kWidest_px = 340.F;  // the panel of costs beside it begins there at 1280 pixels

void title_panel(ViewSession& session, const std::string& message) {
  const Texts& texts = session.texts();
  begin_at("title", 0.F, 0.F);
  ImGui::PushTextWrapPos(kWidest_px);
  text(session.hall().title);
  if (!session.hall().caption.empty()) faint_text(session.hall().caption);
  faint_text(texts(Text::title_keys, word_of(session.floor_map(), texts)));
  if (const std::string followed = session.followed(); !followed.empty()) {
    text(texts(Text::follows, followed));
  }
  if (!session.notice().empty()) text(session.notice());
  if (!message.empty()) text(message);
  ImGui::PopTextWrapPos();
  ImGui::SetNextItemOpen(true, ImGuiCond_Once);
  if (ImGui::TreeNodeEx("hall plan", ImGuiTreeNodeFlags_NoTreePushOnOpen, "%s",
                        texts(Text::plan).c_str())) {
    minimap(session);
  }
  ImGui::End();
}

}  // namespace darkline
