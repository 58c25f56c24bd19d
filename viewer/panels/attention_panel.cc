#include "viewer/panels/attention_panel.h"

#include <algorithm>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
void attention_panel(ViewSession& session) {
  constexpr std::size_t kMost = 12;
  if (session.time() != nullptr) return;
  const std::vector<Selection> stations = session.needing_attention();
  if (stations.empty()) return;
  const Texts& texts = session.texts();
  begin_at("attention", 0.F, 1.F);
  text(texts(Text::attention, stations.size()));
  ImGui::Separator();
  for (std::size_t i = 0; i < std::min(kMost, stations.size()); ++i) {
    const auto& station = session.hall().stations[stations[i].index];
    state_text(look_of(station.state), session);
    ImGui::SameLine(110.F);
    const std::string label = station.address +
                              (station.bottleneck ? "  " + texts(Text::bottleneck) : "") + "##" +
                              std::to_string(i);
    if (ImGui::Selectable(label.c_str(), false, 0, {220.F, 0.F})) {
      session.select_and_fly(stations[i]);
    }
  }
  if (stations.size() > kMost) text(texts(Text::and_more, stations.size() - kMost));
  ImGui::End();
}

}  // namespace darkline
