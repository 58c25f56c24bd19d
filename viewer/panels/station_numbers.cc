#include "viewer/panels/station_numbers.h"

#include <algorithm>

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

void cost_text(const CostTicker& costs, const std::string& address, const Texts& texts) {
  const auto& stations = costs.coefficients().stations;
  const auto found = std::ranges::find(stations, address, &CostCoefficients::Station::address);
  if (found == stations.end()) return;
  ImGui::Separator();
  const double usd = costs.station_usd()[static_cast<std::size_t>(found - stations.begin())];
  text(texts(Text::of_each_body));
  text(texts(Text::cost_of_conversion, fmt::format("{:.2f} USD", usd)));
  text(fmt::format("{:.3f} kWh", found->kwh_per_body));
  text(texts(Text::spots_and_caps, found->spots_per_body, found->tip_pairs_per_body));
}

}  // namespace

void station_numbers(const ViewSession& session, std::size_t station) {
  const Insight& insight = session.insight();
  const HallSnapshot& hall = session.hall();
  if (const auto wait = insight.chain().wait_of(hall, station)) {
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + 250.F);
    text(wait_text(*wait, hall, session.state(), session.texts()));
    ImGui::PopTextWrapPos();
  }
  if (insight.costs() == nullptr) return;
  cost_text(*insight.costs(), hall.stations[station].address, session.texts());
}

}  // namespace darkline
