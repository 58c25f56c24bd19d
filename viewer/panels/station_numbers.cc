#include "viewer/panels/station_numbers.h"

#include <algorithm>

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

void cost_text(const CostTicker& costs, const std::string& address) {
  const auto& stations = costs.coefficients().stations;
  const auto found = std::ranges::find(stations, address, &CostCoefficients::Station::address);
  if (found == stations.end()) return;
  ImGui::Separator();
  text("of each body");
  text(fmt::format("{:.2f} USD of conversion",
                   costs.station_usd()[static_cast<std::size_t>(found - stations.begin())]));
  text(fmt::format("{:.3f} kWh", found->kwh_per_body));
  text(fmt::format("{:.0f} spots, {:.4f} pairs of caps", found->spots_per_body,
                   found->tip_pairs_per_body));
}

}  // namespace

void station_numbers(const ViewSession& session, std::size_t station) {
  const Insight& insight = session.insight();
  const HallSnapshot& hall = session.hall();
  if (const auto wait = insight.chain().wait_of(hall, station)) {
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + 250.F);
    text(wait_text(*wait, hall, session.state()));
    ImGui::PopTextWrapPos();
  }
  if (insight.costs() != nullptr) cost_text(*insight.costs(), hall.stations[station].address);
}

}  // namespace darkline
