#include "viewer/panels/legend_panel.h"

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
void legend_panel(const ViewSession& session) {
  begin_at("legend", 1.F, 1.F, ImGuiWindowFlags_NoInputs);
  if (session.floor_map() == FloorMap::none) {
    for (const StationState state : {StationState::down, StationState::blocked,
                                     StationState::starved, StationState::working}) {
      state_text(look_of(state));
    }
  } else {
    text(fmt::format("share of time {}", title_of(session.floor_map())));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    constexpr float kWidth = 220.F, kHeight = 14.F;
    constexpr int kSteps = 22;
    for (int i = 0; i < kSteps; ++i) {
      const Color color = viridis((i + 0.5) / kSteps);
      ImGui::GetWindowDrawList()->AddRectFilled(
          {at.x + kWidth * static_cast<float>(i) / kSteps, at.y},
          {at.x + kWidth * static_cast<float>(i + 1) / kSteps, at.y + kHeight}, paint_of(color));
    }
    ImGui::Dummy({kWidth, kHeight});
    text("0 %                 50 %              100 %");
  }
  ImGui::End();
}

}  // namespace darkline
