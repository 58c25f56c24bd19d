#include "viewer/panels/label_layer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "viewer/core/hall_labels.h"
#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

constexpr ImU32 kPaper = IM_COL32(16, 22, 29, 215), kInk = IM_COL32(240, 244, 248, 255);

// A plate that stands on its point, with a glyph before the name where there is one.
void plate(ImDrawList& list, const Eigen::Vector2d& at_px, const std::string& name,
           const StateLook* look, bool chosen, const Signals& signals) {
  constexpr float kRoom = 4.F;
  const ImVec2 words = ImGui::CalcTextSize(name.c_str());
  const float side = look != nullptr ? words.y : 0.F;
  const float gap = look != nullptr ? kRoom : 0.F;
  const float width = words.x + side + gap + 2.F * kRoom;
  const ImVec2 low(static_cast<float>(at_px.x()) - 0.5F * width,
                   static_cast<float>(at_px.y()) - words.y - 2.F * kRoom);
  const ImVec2 high(low.x + width, static_cast<float>(at_px.y()));
  list.AddRectFilled(low, high, kPaper, 3.F);
  if (chosen) list.AddRect(low, high, paint_of(signals.selection), 3.F, 0, 2.F);
  if (look != nullptr) draw_state(list, *look, signals, {low.x + kRoom, low.y + kRoom}, side);
  list.AddText({low.x + kRoom + side + gap, low.y + kRoom}, kInk, name.c_str());
}

// As many boxes as it has places, those with a body filled, and the count in figures.
void buffer_bar(ImDrawList& list, const Eigen::Vector2d& at_px, int level, int places) {
  constexpr float kHigh = 10.F, kMost = 60.F;
  const float cell = std::min(10.F, kMost / static_cast<float>(places));
  const std::string count = fmt::format("{}/{}", level, places);
  const ImVec2 words = ImGui::CalcTextSize(count.c_str());
  const float width = cell * static_cast<float>(places) + 6.F + words.x;
  const ImVec2 low(static_cast<float>(at_px.x()) - 0.5F * width,
                   static_cast<float>(at_px.y()) - words.y);
  list.AddRectFilled({low.x - 4.F, low.y - 2.F}, {low.x + width + 4.F, low.y + words.y + 2.F},
                     kPaper, 3.F);
  const float top = low.y + 0.5F * (words.y - kHigh);
  for (int i = 0; i < places; ++i) {
    const float x = low.x + cell * static_cast<float>(i);
    if (i < level) list.AddRectFilled({x, top}, {x + cell - 1.F, top + kHigh}, kInk);
    if (cell >= 4.F) list.AddRect({x, top}, {x + cell - 1.F, top + kHigh}, kInk);
  }
  list.AddRect({low.x, top}, {low.x + cell * static_cast<float>(places), top + kHigh}, kInk);
  list.AddText({low.x + cell * static_cast<float>(places) + 6.F, low.y}, kInk, count.c_str());
}

void buffers(ImDrawList& list, const ViewSession& session) {
  constexpr double kNear_m = 45.0;
  for (const HallSnapshot::Buffer& buffer : session.hall().buffers) {
    Eigen::Vector3d p_m = 0.5 * (buffer.p_from_m + buffer.p_to_m);
    p_m.z() = 2.0;
    const bool near = (p_m - session.camera().eye_m).norm() <= kNear_m;
    const auto at_px = pixel_of(session.camera(), session.size(), p_m);
    if (buffer.places < 1 || !near || !at_px) continue;
    buffer_bar(list, *at_px, static_cast<int>(std::lround(buffer.mean_level)), buffer.places);
  }
}

}  // namespace

void label_layer(const ViewSession& session) {
  if (!session.shown().labels) return;
  using Why = HallLabel::Why;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  buffers(list, session);
  for (const HallLabel& each : hall_labels(session.hall(), session.scene(), session.selection(),
                                           session.camera(), session.size())) {
    const bool is_station = each.what.kind == Selection::Kind::station;
    const StateLook* const look =
        is_station ? &look_of(session.hall().stations[each.what.index].state) : nullptr;
    const bool shows_glyph = look != nullptr && look->abnormal;
    plate(list, each.at_px, each.name, shows_glyph ? look : nullptr, each.why == Why::selected,
          session.theme().signals);
  }
}

}  // namespace darkline
