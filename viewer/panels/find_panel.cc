#include "viewer/panels/find_panel.h"

#include <optional>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
void FindPanel::build(ViewSession& session) {
  constexpr std::size_t kMost = 10;
  if (session.field() != ViewSession::Field::address) {
    open_ = false;
    return;
  }
  begin_at("find", 0.5F, 0.3F);
  text(session.texts()(Text::find_title));
  if (!open_) ImGui::SetKeyboardFocusHere();
  open_ = true;
  const bool entered =
      ImGui::InputText("##wanted", wanted_.data(), wanted_.size(),
                       ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  std::optional<Selection> chosen;
  const auto hits = session.find(wanted_.data(), kMost);
  for (const Selection& hit : hits) {
    if (ImGui::Selectable(session.address_of(hit).c_str())) chosen = hit;
  }
  if (entered && !hits.empty()) chosen = hits.front();
  if (hits.empty() && wanted_[0] != '\0') faint_text(session.texts()(Text::find_nothing));
  ImGui::End();
  if (!chosen) return;
  session.select_and_fly(*chosen);
  session.close_field();
}

}  // namespace darkline
