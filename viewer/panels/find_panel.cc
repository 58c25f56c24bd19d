#include "viewer/panels/find_panel.h"

#include <optional>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
void FindPanel::build(ViewSession& session) {
  constexpr std::size_t kMost = 10;
  if (!session.wants_to_find()) {
    open_ = false;
    return;
  }
  begin_at("find", 0.5F, 0.F);
  text("Find a robot or station");
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
  if (hits.empty() && wanted_[0] != '\0') ImGui::TextDisabled("nothing has that in its address");
  ImGui::End();
  if (!chosen) return;
  session.select_and_fly(*chosen);
  session.found();
}

}  // namespace darkline
