#include "viewer/panels/alarm_panel.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
void alarm_panel(ViewSession& session) {
  constexpr std::ptrdiff_t kMost = 12;
  if (session.time() == nullptr) return;
  const std::span<const PlantEvent> all = session.alarms();
  const std::int64_t now_ns = session.time()->now_ns();
  const auto end = std::ranges::upper_bound(all, now_ns, {}, &PlantEvent::t_ns);
  const Texts& texts = session.texts();
  begin_above_clock("alarms", 0.F, true);
  text(texts(Text::alarms, end - all.begin(), all.size()));
  for (auto each = end; each != all.begin() && end - each < kMost;) {
    --each;
    const std::string label =
        fmt::format("{} {}##{}", plant_clock(each->t_ns), text_of(*each, session.hall(), texts),
                    each - all.begin());
    if (!ImGui::Selectable(label.c_str(), false, 0, {420.F, 0.F})) continue;
    const bool robot = each->kind == PlantEvent::Kind::robot;
    session.go_to(each->t_ns);
    session.select_and_fly(
        {robot ? Selection::Kind::robot : Selection::Kind::station, each->subject});
  }
  ImGui::End();
}

}  // namespace darkline
