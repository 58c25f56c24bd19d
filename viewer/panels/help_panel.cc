#include "viewer/panels/help_panel.h"

#include "viewer/panels/panel_drawing.h"

namespace darkline {

void help_panel(const ViewSession& session) {
  if (!session.shown().help) return;
  begin_in_the_middle("help", ImGuiWindowFlags_NoInputs);
  if (ImGui::BeginTable("keys", 2)) {
    for (const KeyHelp& row : key_help(session.texts().language())) {
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      text(std::string(row.keys));
      ImGui::TableNextColumn();
      text(std::string(row.does));
    }
    ImGui::EndTable();
  }
  ImGui::End();
}

}  // namespace darkline
