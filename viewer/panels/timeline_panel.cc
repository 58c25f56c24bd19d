#include "viewer/panels/timeline_panel.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
void timeline_panel(ViewSession& session) {
  constexpr float kWidth = 520.F;
  const TimeController* const time = session.time();
  if (time == nullptr) return;
  begin_at("timeline", 0.5F, 1.F);
  if (ImGui::Button(time->plays() ? "stand" : "play")) session.key({.special = SpecialKey::space});
  ImGui::SameLine();
  text(fmt::format("{} of {}   {:g}x{}", plant_clock(time->now_ns()), plant_clock(time->last_ns()),
                   time->speed(), time->loops() ? ", over and over" : ""));
  if (session.is_live()) {
    ImGui::SameLine();
    if (time->is_live()) {
      text("live");
    } else if (ImGui::Button("go live")) {
      session.key({.special = SpecialKey::end});
    }
  }
  const std::string complaint = session.complaint();
  if (!complaint.empty()) text(complaint);
  const double first = static_cast<double>(time->first_ns());
  const double whole = std::max(1.0, static_cast<double>(time->last_ns()) - first);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  auto share = static_cast<float>((static_cast<double>(time->now_ns()) - first) / whole);
  ImGui::PushItemWidth(kWidth);
  if (ImGui::SliderFloat("##time", &share, 0.F, 1.F, "")) {
    session.go_to(time->first_ns() + static_cast<std::int64_t>(static_cast<double>(share) * whole));
  }
  ImGui::PopItemWidth();
  for (const PlantEvent& alarm : session.alarms()) {
    const auto x = static_cast<float>((static_cast<double>(alarm.t_ns) - first) / whole);
    ImGui::GetWindowDrawList()->AddLine({at.x + x * kWidth, at.y + 14.F},
                                        {at.x + x * kWidth, at.y + 20.F},
                                        IM_COL32(255, 90, 80, 255));
  }
  ImGui::End();
}

}  // namespace darkline
