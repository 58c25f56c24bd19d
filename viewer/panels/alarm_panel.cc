#include "viewer/panels/alarm_panel.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

// The last ones of `alarms` that are wanted, the last first.
std::vector<const PlantEvent*> last_wanted(const ViewSession& session,
                                           std::span<const PlantEvent> alarms, std::size_t most) {
  std::vector<const PlantEvent*> last;
  for (auto each = alarms.rbegin(); each != alarms.rend() && last.size() < most; ++each) {
    if (session.shows_alarms(kind_of(*each))) last.push_back(&*each);
  }
  return last;
}

}  // namespace

void alarm_panel(ViewSession& session) {
  constexpr std::size_t kFew = 3, kMost = 12;
  if (session.time() == nullptr) return;
  const std::span<const PlantEvent> all = session.alarms();
  const auto end = std::ranges::upper_bound(all, session.time()->now_ns(), {}, &PlantEvent::t_ns);
  const auto is_wanted = [&](const PlantEvent& event) {
    return session.shows_alarms(kind_of(event));
  };
  const auto so_far = std::count_if(all.begin(), end, is_wanted);
  const Texts& texts = session.texts();
  begin_above_clock("alarms", 0.F, true);
  const bool is_open =
      ImGui::TreeNodeEx("list", ImGuiTreeNodeFlags_NoTreePushOnOpen, "%s",
                        texts(Text::alarms, so_far, std::ranges::count_if(all, is_wanted)).c_str());
  for (const PlantEvent* each :
       last_wanted(session, all.first(static_cast<std::size_t>(end - all.begin())),
                   is_open ? kMost : kFew)) {
    const std::string label = fmt::format("{} {}##{}", plant_clock(each->t_ns),
                                          text_of(*each, session.hall(), texts), each - all.data());
    if (!ImGui::Selectable(label.c_str(), false, 0, {420.F, 0.F})) continue;
    const bool robot = each->kind == PlantEvent::Kind::robot;
    session.go_to(each->t_ns);
    session.select_and_fly(
        {robot ? Selection::Kind::robot : Selection::Kind::station, each->subject});
  }
  ImGui::End();
}

}  // namespace darkline
