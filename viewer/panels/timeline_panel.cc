#include "viewer/panels/timeline_panel.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "viewer/core/event_ticks.h"
#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

constexpr float kWidth = 520.F;

// A shape for each kind, so that colour does not stand alone: a cross, a square, a diamond.
void tick(ImDrawList& list, TickKind kind, float x, float y, const Signals& signals) {
  constexpr float r = 3.F;
  switch (kind) {
    case TickKind::robot: {
      const ImU32 color = paint_of(signals.tick_robot);
      list.AddLine({x - r, y - r}, {x + r, y + r}, color, 1.5F);
      list.AddLine({x - r, y + r}, {x + r, y - r}, color, 1.5F);
      return;
    }
    case TickKind::station:
      list.AddRectFilled({x - r, y - r}, {x + r, y + r}, paint_of(signals.tick_station));
      return;
    case TickKind::controller:
      list.AddQuadFilled({x, y - r - 1.F}, {x + r + 1.F, y}, {x, y + r + 1.F}, {x - r - 1.F, y},
                         paint_of(signals.tick_controller));
      return;
  }
}

void flag(ImDrawList& list, float x, float y, ImU32 color) {
  list.AddLine({x, y - 5.F}, {x, y + 5.F}, color, 1.5F);
  list.AddTriangleFilled({x, y - 5.F}, {x + 6.F, y - 2.F}, {x, y + 1.F}, color);
}

// A row for each kind of event under the bar, and one for the bookmarks.
void ticks(const ViewSession& session, float grip_px) {
  constexpr float kRow = 9.F;
  constexpr int kColumn = 3;  // pixels: nearer ones are one tick
  const TimeController& time = *session.time();
  const Signals& signals = session.theme().signals;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  // the slider's knob stays inside its bar by half its width
  const float from = at.x + grip_px, wide = kWidth - 2.F * grip_px;
  const auto x_of = [&](double share) { return from + static_cast<float>(share) * wide; };
  const int columns = static_cast<int>(wide) / kColumn;
  for (const EventTick& each :
       event_ticks(session.alarms(), time.first_ns(), time.last_ns(), columns)) {
    if (!session.shows_alarms(each.kind)) continue;
    tick(list, each.kind, x_of(static_cast<double>(each.column) / (columns - 1)),
         at.y + kRow * (0.5F + static_cast<float>(each.kind)), signals);
  }
  const double whole = std::max(1.0, static_cast<double>(time.last_ns() - time.first_ns()));
  for (const std::int64_t mark_ns : session.time_marks().all()) {
    flag(list, x_of(static_cast<double>(mark_ns - time.first_ns()) / whole),
         at.y + kRow * (0.5F + static_cast<float>(kTickKinds)), paint_of(signals.bookmark));
  }
  const bool marked = !session.time_marks().all().empty();
  ImGui::Dummy({kWidth, kRow * (static_cast<float>(kTickKinds) + (marked ? 1.F : 0.F))});
}

// What the ticks mean, in one line, and which of them are wanted.
void tick_legend(ViewSession& session) {
  constexpr std::pair<TickKind, Text> kKinds[] = {{TickKind::robot, Text::ticks_robot},
                                                  {TickKind::station, Text::ticks_station},
                                                  {TickKind::controller, Text::ticks_controller}};
  const float high = ImGui::GetTextLineHeight();
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0.F, 0.F});  // boxes as high as the line
  for (const auto& [kind, words] : kKinds) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    tick(*ImGui::GetWindowDrawList(), kind, at.x + 5.F, at.y + 0.5F * high,
         session.theme().signals);
    ImGui::Dummy({10.F, high});
    ImGui::SameLine();
    bool shown = session.shows_alarms(kind);
    if (ImGui::Checkbox(session.texts()(words).c_str(), &shown)) session.show_alarms(kind, shown);
    if (kind != TickKind::controller) ImGui::SameLine(0.F, 18.F);
  }
  ImGui::PopStyleVar();
}

void clock_line(ViewSession& session) {
  const TimeController& time = *session.time();
  const Texts& texts = session.texts();
  if (ImGui::Button(texts(time.plays() ? Text::stand : Text::play).c_str())) {
    session.key({.special = SpecialKey::space});
  }
  ImGui::SameLine();
  text(texts(Text::clock, plant_clock(time.now_ns()), plant_clock(time.last_ns())));
  ImGui::SameLine(0.F, 18.F);
  text((time.plays() ? texts(Text::speed, time.speed(), session.rate())
                     : fmt::format("{:g}x", time.speed())) +
       (time.loops() ? ", " + texts(Text::over_and_over) : ""));
  if (!session.is_live()) return;
  ImGui::SameLine(0.F, 18.F);
  if (time.is_live()) {
    text(texts(Text::live));
  } else if (ImGui::Button(texts(Text::go_live).c_str())) {
    session.key({.special = SpecialKey::end});
  }
}

}  // namespace

void timeline_panel(ViewSession& session) {
  const TimeController* const time = session.time();
  if (time == nullptr) return;
  begin_at("timeline", 0.5F, 1.F);
  clock_line(session);
  if (const std::string complaint = session.complaint(); !complaint.empty()) text(complaint);
  const double first = static_cast<double>(time->first_ns());
  const double whole = std::max(1.0, static_cast<double>(time->last_ns()) - first);
  auto share = static_cast<float>((static_cast<double>(time->now_ns()) - first) / whole);
  ImGui::PushItemWidth(kWidth);
  if (ImGui::SliderFloat("##time", &share, 0.F, 1.F, "")) {
    session.go_to(time->first_ns() + static_cast<std::int64_t>(static_cast<double>(share) * whole));
  }
  ImGui::PopItemWidth();
  const ImGuiStyle& style = ImGui::GetStyle();
  ticks(session, 2.F + 0.5F * style.GrabMinSize);
  tick_legend(session);
  ImGui::End();
}

}  // namespace darkline
