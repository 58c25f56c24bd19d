#include "viewer/panels/minimap_panel.h"

#include <cmath>

#include "viewer/core/minimap.h"
#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

constexpr float kWide_px = 260.F, kHigh_px = 150.F;

struct Plan {
  const Minimap& map;
  ImVec2 corner;
  ImDrawList& list;

  ImVec2 at(const Eigen::Vector2d& px) const {
    return {corner.x + static_cast<float>(px.x()), corner.y + static_cast<float>(px.y())};
  }
  ImVec2 at(const Eigen::Vector3d& p_W_m) const { return at(map.px_of(p_W_m)); }
};

void pads(const Plan& plan, const HallSnapshot& hall, const Theme& theme) {
  for (const auto& station : hall.stations) {
    const double x = 0.5 * station.length_m, y = 0.5 * station.width_m;
    plan.list.AddQuadFilled(plan.at(station.X_WC * Eigen::Vector3d(-x, -y, 0.0)),
                            plan.at(station.X_WC * Eigen::Vector3d(x, -y, 0.0)),
                            plan.at(station.X_WC * Eigen::Vector3d(x, y, 0.0)),
                            plan.at(station.X_WC * Eigen::Vector3d(-x, y, 0.0)),
                            paint_of(theme.pad_edge));
  }
}

void abnormal_ones(const Plan& plan, const HallSnapshot& hall, const Signals& signals) {
  constexpr float kSide = 9.F;
  for (const auto& station : hall.stations) {
    const StateLook& look = look_of(station.state);
    if (!look.abnormal) continue;
    const ImVec2 at = plan.at(Eigen::Vector3d(station.X_WC.translation()));
    draw_state(plan.list, look, signals, {at.x - 0.5F * kSide, at.y - 0.5F * kSide}, kSide);
  }
}

void view_and_selection(const Plan& plan, const ViewSession& session) {
  const ImU32 ink = paint_of(session.panel_theme().text);
  const auto corners = plan.map.view_px(session.camera(), session.size());
  for (std::size_t i = 0; i < corners.size(); ++i) {
    plan.list.AddLine(plan.at(corners[i]), plan.at(corners[(i + 1) % corners.size()]), ink, 1.5F);
  }
  const ImVec2 eye = plan.at(session.camera().eye_m);
  plan.list.AddCircleFilled(eye, 3.F, ink);
  if (!session.selection()) return;
  const Selection& selection = *session.selection();
  const Eigen::Vector3d p_m =
      selection.kind == Selection::Kind::robot
          ? Eigen::Vector3d(session.scene().robots[selection.index].X_WB.translation())
          : Eigen::Vector3d(session.hall().stations[selection.index].X_WC.translation());
  plan.list.AddCircle(plan.at(p_m), 7.F, paint_of(session.theme().signals.selection), 0, 2.F);
}

// To the station that is hit, else to the floor there.
void go_to(ViewSession& session, const Eigen::Vector3d& p_W_m) {
  const HallSnapshot& hall = session.hall();
  for (std::size_t i = 0; i < hall.stations.size(); ++i) {
    const auto& station = hall.stations[i];
    const Eigen::Vector3d p_C = station.X_WC.inverse() * p_W_m;
    if (std::abs(p_C.x()) <= 0.5 * station.length_m && std::abs(p_C.y()) <= 0.5 * station.width_m) {
      return session.select_and_fly({Selection::Kind::station, i});
    }
  }
  session.look_at_floor(p_W_m);
}

}  // namespace

void minimap(ViewSession& session) {
  const Minimap map(session.hall(), {kWide_px, kHigh_px});
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const ImVec2 size(static_cast<float>(map.size_px().x()), static_cast<float>(map.size_px().y()));
  const bool clicked = ImGui::InvisibleButton("plan", size);
  const Plan plan{map, corner, *ImGui::GetWindowDrawList()};
  const ImVec2 end(corner.x + size.x, corner.y + size.y);
  plan.list.AddRectFilled(corner, end, paint_of(session.panel_theme().pad));
  plan.list.PushClipRect(corner, end, true);
  pads(plan, session.hall(), session.panel_theme());
  view_and_selection(plan, session);
  abnormal_ones(plan, session.hall(), session.theme().signals);
  plan.list.PopClipRect();
  if (!clicked) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  go_to(session, map.on_floor({mouse.x - corner.x, mouse.y - corner.y}));
}

}  // namespace darkline
