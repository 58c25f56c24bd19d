#include "viewer/panels/cost_panel.h"

#include <fmt/format.h>

#include "viewer/panels/panel_drawing.h"

namespace darkline {
namespace {

void figure_row(const std::string& name, const std::string& value, const std::string& delta) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  text(name);
  ImGui::TableNextColumn();
  text(value);
  ImGui::TableNextColumn();
  faint_text(delta);
}

void cost_rows(const CostTicker& costs) {
  const CostAt &now = costs.now(), &own = costs.own();
  const auto row = [](const char* name, double usd, double half_width_usd, double own_usd) {
    figure_row(name, usd_text(usd, half_width_usd), delta_text(usd - own_usd));
  };
  row("conversion, a body", now.conversion_usd, now.conversion_half_width_usd, own.conversion_usd);
  row("body in white", now.body_in_white_usd, now.conversion_half_width_usd, own.body_in_white_usd);
  row("landed vehicle", now.landed_usd, now.landed_half_width_usd, own.landed_usd);
}

void made_rows(const ViewSession& session, const CostTicker& costs) {
  const auto& kwh = costs.coefficients().kwh_per_body;
  figure_row("energy, a body",
             kwh.half_width ? fmt::format("{:.2f} ± {:.2f} kWh", kwh.mean, *kwh.half_width)
                            : fmt::format("{:.2f} kWh", kwh.mean),
             "as in the run");
  const BodyCount* const finished = session.insight().finished();
  if (finished == nullptr || session.time() == nullptr) return;
  const std::size_t bodies = finished->until(session.time()->now_ns());
  figure_row("finished so far", fmt::format("{} bodies", bodies),
             fmt::format("{:.0f} USD of conversion",
                         static_cast<double>(bodies) * costs.now().conversion_usd));
}

void lever_row(ViewSession& session, const CostTicker& costs, CostLever lever) {
  const auto& range = costs.coefficients().levers[static_cast<std::size_t>(lever)];
  if (!range.matters) return;
  const bool is_price = lever == CostLever::robot_price;
  const double unit = is_price ? 1e3 : 0.01;
  auto value = static_cast<float>(costs.setting(lever) / unit);
  const std::string label = fmt::format("{}##lever", title_of(lever));
  ImGui::SetNextItemWidth(170.F);
  const bool moved =
      ImGui::SliderFloat(label.c_str(), &value, static_cast<float>(range.least / unit),
                         static_cast<float>(range.most / unit), is_price ? "%.1f kUSD" : "%.1f %%");
  if (ImGui::IsItemHovered()) {
    const double own = costs.coefficients().own[static_cast<std::size_t>(lever)];
    ImGui::SetTooltip("the run: %s%s%s", setting_text(lever, own).c_str(),
                      range.note.empty() ? "" : "\n", range.note.c_str());
  }
  if (moved) session.set_lever(lever, unit * static_cast<double>(value));
}

}  // namespace

void cost_panel(ViewSession& session) {
  if (!session.insight().shows_costs()) return;
  begin_at("numbers", 0.55F, 0.F);
  const CostTicker* const costs = session.insight().costs();
  if (costs == nullptr) {
    text("no costs: the run folder has no cost_coefficients.json");
    faint_text("of a recording or a living plant, --run FOLDER names its run");
    ImGui::End();
    return;
  }
  text(costs->is_own() ? "what a body costs in this run"
                       : "what a body would cost, all else as in the run");
  if (ImGui::BeginTable("figures", 3)) {
    cost_rows(*costs);
    made_rows(session, *costs);
    ImGui::EndTable();
  }
  ImGui::Separator();
  for (std::size_t i = 0; i < kCostLevers; ++i) {
    lever_row(session, *costs, static_cast<CostLever>(i));
  }
  if (ImGui::Button("as in the run")) session.reset_levers();
  ImGui::SameLine();
  faint_text(costs->is_own() ? "USD of the run's year" : "turned: no longer the run's own");
  ImGui::End();
}

}  // namespace darkline
