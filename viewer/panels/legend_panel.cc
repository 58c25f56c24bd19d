#include "viewer/panels/legend_panel.h"

#include <utility>

#include "viewer/panels/floor_legend.h"
#include "viewer/panels/panel_drawing.h"

namespace darkline {
float legend_panel(const ViewSession& session) {
  const Texts& texts = session.texts();
  begin_above_clock("legend", 1.F, session.time() != nullptr, ImGuiWindowFlags_NoInputs);
  const FloorScale* const floor = session.insight().floor();
  if (floor == nullptr) {
    constexpr std::pair<StationState, Text> kRows[] = {
        {StationState::down, Text::condition_down},
        {StationState::blocked, Text::condition_blocked},
        {StationState::starved, Text::condition_starved}};
    for (const auto& [state, condition] : kRows) {
      state_text(look_of(state), session);
      ImGui::SameLine(110.F);
      faint_text(texts(condition));
    }
    state_text(look_of(StationState::working), session);
  } else {
    floor_legend(*floor, session);
  }
  const float top_px = ImGui::GetWindowPos().y;
  ImGui::End();
  return top_px;
}

}  // namespace darkline
