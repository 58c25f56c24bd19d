#include "viewer/panels/waiting_panel.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

// Over the robots, where it is seen from any side.
Eigen::Vector3d above(const HallSnapshot::StationPose& station) {
  constexpr double kAbove_m = 3.2;
  return station.X_WC.translation() + Eigen::Vector3d(0.0, 0.0, kAbove_m);
}

ImVec2 point_of(const Eigen::Vector2d& p_px) {
  return {static_cast<float>(p_px.x()), static_cast<float>(p_px.y())};
}

// From the one that waits to the next towards the cause, with the sign of its state at its tail. A
// dark edge under it shows on light and dark floors.
void draw_arrow(const ViewSession& session, const WaitArrow& arrow, bool is_main) {
  const auto& stations = session.hall().stations;
  const auto from = pixel_of(session.camera(), session.size(), above(stations[arrow.from]));
  const auto to = pixel_of(session.camera(), session.size(), above(stations[arrow.to]));
  if (!from || !to || (*to - *from).norm() < 4.0) return;
  const Eigen::Vector2d way = (*to - *from).normalized(), across(-way.y(), way.x());
  const double head_px = std::min(is_main ? 13.0 : 9.0, 0.5 * (*to - *from).norm());
  const Eigen::Vector2d neck = *to - head_px * way;
  ImDrawList* const list = ImGui::GetBackgroundDrawList();
  const ImU32 lamp = paint_of(session.theme().signals.lamp_of(arrow.why));
  const auto draw = [&](ImU32 color, float thick_px, double more_px) {
    list->AddLine(point_of(*from), point_of(neck), color, thick_px);
    const double half_px = 0.55 * head_px + more_px;
    list->AddTriangleFilled(point_of(*to + more_px * way), point_of(neck + half_px * across),
                            point_of(neck - half_px * across), color);
  };
  const float thick_px = is_main ? 4.F : 2.F;
  draw(IM_COL32(20, 24, 28, 220), thick_px + 2.5F, 2.0);
  draw(lamp, thick_px, 0.0);
  list->AddCircleFilled(point_of(*from), is_main ? 5.F : 3.5F, IM_COL32(20, 24, 28, 220));
  list->AddCircleFilled(point_of(*from), is_main ? 4.F : 2.5F, lamp);
}

// A ring about the cause that is told of.
void draw_cause(const ViewSession& session, std::size_t cause) {
  const auto at = pixel_of(session.camera(), session.size(), above(session.hall().stations[cause]));
  if (!at) return;
  ImDrawList* const list = ImGui::GetBackgroundDrawList();
  list->AddCircle(point_of(*at), 12.F, IM_COL32(20, 24, 28, 230), 0, 6.F);
  list->AddCircle(point_of(*at), 12.F, IM_COL32(255, 255, 255, 255), 0, 2.5F);
}

void count_text(const std::vector<Wait>& waits, std::size_t cause, const HallSnapshot& hall,
                const Texts& texts) {
  const auto held = [&](StationState why) {
    return std::count_if(waits.begin(), waits.end(), [&](const Wait& wait) {
      return wait.cause() == cause && wait.why == why;
    });
  };
  const auto& station = hall.stations[cause];
  const std::string name = station.bottleneck
                               ? fmt::format("{} ({})", station.address, texts(Text::bottleneck))
                               : station.address;
  text(texts(Text::wait_cause, name, texts(station.state), held(StationState::blocked),
             held(StationState::starved)));
}

}  // namespace

void waiting_panel(const ViewSession& session) {
  const Insight& insight = session.insight();
  if (!insight.shows_waiting()) return;
  const HallSnapshot& hall = session.hall();
  const Texts& texts = session.texts();
  const std::vector<Wait>& waits = insight.waits();
  begin_at("numbers", 0.55F, 0.F);  // below the costs, where they are open
  if (insight.shows_costs()) ImGui::Separator();
  if (!insight.chain().knows_ways()) {
    text(texts(Text::wait_no_ways));
  } else if (waits.empty()) {
    text(texts(Text::wait_nobody));
  } else {
    const std::size_t cause = *most_waited_for(waits, hall);
    text(texts(Text::wait_most, waits.size(), hall.stations.size()));
    count_text(waits, cause, hall, texts);
    for (std::size_t s = 0; s < hall.stations.size(); ++s) {
      if (hall.stations[s].bottleneck && s != cause) count_text(waits, s, hall, texts);
    }
    faint_text(texts(Text::wait_ways));
    for (const WaitArrow& arrow : wait_arrows(waits)) {
      draw_arrow(session, arrow, arrow.cause == cause);
    }
    draw_cause(session, cause);
  }
  ImGui::End();
}

}  // namespace darkline
