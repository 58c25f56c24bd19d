#include "viewer/panels/panel_drawing.h"

#include <cstddef>

#include <fmt/format.h>

namespace darkline {

ImVec4 vec4_of(const Color& color) {
  return {color[0], color[1], color[2], 1.F};
}

ImU32 paint_of(const Color& color) {
  return ImGui::ColorConvertFloat4ToU32(vec4_of(color));
}

ImVec2 screen() {
  return ImGui::GetIO().DisplaySize;
}

void begin_at(const char* name, float share_x, float share_y, ImGuiWindowFlags more) {
  ImGui::SetNextWindowPos({kPanelEdge_px + share_x * (screen().x - 2.F * kPanelEdge_px),
                           kPanelEdge_px + share_y * (screen().y - 2.F * kPanelEdge_px)},
                          ImGuiCond_Always, {share_x, share_y});
  ImGui::SetNextWindowBgAlpha(0.86F);
  ImGui::Begin(name, nullptr, kFixedPanel | more);
}

void begin_above_clock(const char* name, float share_x, bool has_clock, ImGuiWindowFlags more) {
  constexpr float kClock_px = 128.F;  // with the row of bookmarks
  ImGui::SetNextWindowPos({kPanelEdge_px + share_x * (screen().x - 2.F * kPanelEdge_px),
                           screen().y - kPanelEdge_px - (has_clock ? kClock_px : 0.F)},
                          ImGuiCond_Always, {share_x, 1.F});
  ImGui::SetNextWindowBgAlpha(0.86F);
  ImGui::Begin(name, nullptr, kFixedPanel | more);
}

void begin_in_the_middle(const char* name, ImGuiWindowFlags more) {
  ImGui::SetNextWindowPos({0.5F * screen().x, 0.5F * screen().y}, ImGuiCond_Always, {0.5F, 0.5F});
  ImGui::SetNextWindowBgAlpha(0.94F);
  ImGui::Begin(name, nullptr, kFixedPanel | more);
}

void text(const std::string& line) {
  ImGui::TextUnformatted(line.c_str());
}

void faint_text(const std::string& line) {
  ImGui::TextDisabled("%s", line.c_str());
}

void draw_state(ImDrawList& list, const StateLook& look, const Signals& signals, const ImVec2& at,
                float side) {
  list.AddRectFilled(at, {at.x + side, at.y + side}, paint_of(signals.lamp_of(look)), 0.2F * side);
  const auto flat = glyph_triangles(look.glyph);
  const auto point = [&](std::size_t i) {
    const auto px = [&](double v) { return static_cast<float>(0.5 + 0.36 * v) * side; };
    return ImVec2(at.x + px(flat[i].x()), at.y + px(-flat[i].y()));
  };
  for (std::size_t i = 0; i + 2 < flat.size(); i += 3) {
    list.AddTriangleFilled(point(i), point(i + 1), point(i + 2), IM_COL32(255, 255, 255, 255));
  }
}

void state_text(const StateLook& look, const ViewSession& session) {
  const float side = ImGui::GetTextLineHeight();
  draw_state(*ImGui::GetWindowDrawList(), look, session.theme().signals,
             ImGui::GetCursorScreenPos(), side);
  ImGui::Dummy({side, side});
  ImGui::SameLine();
  text(session.texts().state(look.name));
}

bool begin_table(const char* name) {
  return ImGui::BeginTable(name, 2, ImGuiTableFlags_SizingFixedFit);
}

void table_row(const std::string& name, const std::string& value) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  faint_text(name);
  ImGui::TableNextColumn();
  text(value);
}

std::string word_of(FloorMap map, const Texts& texts) {
  switch (map) {
    case FloorMap::none:
      return texts(Text::floor_states);
    case FloorMap::energy:
      return texts(Text::map_energy);
    case FloorMap::cost:
      return texts(Text::map_cost);
    case FloorMap::wear:
      return texts(Text::map_wear);
    default:
      return texts.state(title_of(map));
  }
}

void labelled_bar(const std::string& label, double share, const Color& color) {
  ImGui::PushStyleColor(ImGuiCol_PlotHistogram, vec4_of(color));
  ImGui::ProgressBar(static_cast<float>(share), {260.F, ImGui::GetTextLineHeight() + 2.F},
                     label.c_str());
  ImGui::PopStyleColor();
}

void share_bar(const std::string& name, double share, const Color& color) {
  labelled_bar(fmt::format("{} {:.1f} %", name, 100.0 * share), share, color);
}

}  // namespace darkline
