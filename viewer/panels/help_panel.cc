#include "viewer/panels/help_panel.h"

#include "viewer/panels/panel_drawing.h"

namespace darkline {

void help_panel(const ViewSession& session) {
  if (!session.help()) return;
  begin_in_the_middle("help", ImGuiWindowFlags_NoInputs);
  if (ImGui::BeginTable("keys", 2)) {
    for (const KeyHelp& row : key_help()) {
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
