#include "viewer/panels/legend_panel.h"

#include <utility>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
void legend_panel(const ViewSession& session) {
  const Texts& texts = session.texts();
  begin_above_clock("legend", 1.F, session.time() != nullptr, ImGuiWindowFlags_NoInputs);
  if (session.floor_map() == FloorMap::none) {
    constexpr std::pair<StationState, Text> kRows[] = {
        {StationState::down, Text::condition_down},
        {StationState::blocked, Text::condition_blocked},
        {StationState::starved, Text::condition_starved}};
    for (const auto& [state, condition] : kRows) {
      state_text(look_of(state), texts);
      ImGui::SameLine(110.F);
      faint_text(texts(condition));
    }
    state_text(look_of(StationState::working), texts);
  } else {
    text(texts(Text::floor_share, word_of(session.floor_map(), texts)));
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
