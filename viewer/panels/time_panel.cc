#include "viewer/panels/time_panel.h"

#include "viewer/panels/panel_drawing.h"

namespace darkline {

void TimePanel::build(ViewSession& session) {
  if (session.field() != ViewSession::Field::time) {
    open_ = false;
    return;
  }
  const Texts& texts = session.texts();
  begin_at("time", 0.5F, 0.3F);
  text(texts(Text::time_title));
  if (!open_) ImGui::SetKeyboardFocusHere();
  open_ = true;
  const bool entered =
      ImGui::InputText("##typed", typed_.data(), typed_.size(),
                       ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  faint_text(texts(Text::time_forms));
  ImGui::End();
  if (!entered) return;
  if (session.go_to_typed(typed_.data())) {
    session.close_field();
  } else {
    open_ = false;  // to be mended
  }
}

}  // namespace darkline
