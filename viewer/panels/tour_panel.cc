#include "viewer/panels/tour_panel.h"

#include "viewer/core/tour_overlay.h"
#include "viewer/panels/panel_drawing.h"

namespace darkline {

bool tour_panel(const ViewSession& session) {
  const Presenter* const presenter = session.presenter();
  if (presenter == nullptr || !presenter->is_on()) return false;
  begin_at("tour title", 0.F, 0.F);
  text(presenter->tour().title.empty() ? session.hall().title : presenter->tour().title);
  faint_text(session.texts()(Text::tour_hint));
  ImGui::End();
  if (session.time() != nullptr) {
    begin_at("tour clock", 1.F, 0.F);
    ImGui::SetWindowFontScale(1.4F);
    text(running_clock(session.time()->now_ns()));
    ImGui::End();
  }
  if (!presenter->moment().caption.empty()) {
    begin_at("tour caption", 0.5F, 0.95F);
    ImGui::SetWindowFontScale(1.5F);
    text(presenter->moment().caption);
    ImGui::End();
  }
  return true;
}

}  // namespace darkline
