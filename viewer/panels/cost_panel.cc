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

void cost_rows(const CostTicker& costs, const Texts& texts) {
  const CostAt &now = costs.now(), &own = costs.own();
  const auto row = [&](Text name, double usd, double half_width_usd, double own_usd) {
    figure_row(texts(name), usd_text(usd, half_width_usd), delta_text(usd - own_usd, texts));
  };
  row(Text::cost_conversion, now.conversion_usd, now.conversion_half_width_usd, own.conversion_usd);
  row(Text::cost_body_in_white, now.body_in_white_usd, now.conversion_half_width_usd,
      own.body_in_white_usd);
  row(Text::cost_landed, now.landed_usd, now.landed_half_width_usd, own.landed_usd);
}

void made_rows(const ViewSession& session, const CostTicker& costs) {
  const Texts& texts = session.texts();
  const auto& kwh = costs.coefficients().kwh_per_body;
  figure_row(texts(Text::cost_energy),
             kwh.half_width ? fmt::format("{:.2f} ± {:.2f} kWh", kwh.mean, *kwh.half_width)
                            : fmt::format("{:.2f} kWh", kwh.mean),
             texts(Text::cost_as_in_run));
  const BodyCount* const finished = session.insight().finished();
  if (finished == nullptr || session.time() == nullptr) return;
  const std::size_t bodies = finished->until(session.time()->now_ns());
  const double usd = static_cast<double>(bodies) * costs.now().conversion_usd;
  figure_row(texts(Text::cost_finished), texts(Text::cost_bodies, bodies),
             texts(Text::cost_of_conversion, fmt::format("{:.0f} USD", usd)));
}

void lever_row(ViewSession& session, const CostTicker& costs, CostLever lever) {
  const Texts& texts = session.texts();
  const auto& range = costs.coefficients().levers[static_cast<std::size_t>(lever)];
  if (!range.matters) return;
  const bool is_price = lever == CostLever::robot_price;
  const double unit = is_price ? 1e3 : 0.01;
  auto value = static_cast<float>(costs.setting(lever) / unit);
  const std::string label = fmt::format("{}##lever", texts(lever));
  ImGui::SetNextItemWidth(170.F);
  const bool moved =
      ImGui::SliderFloat(label.c_str(), &value, static_cast<float>(range.least / unit),
                         static_cast<float>(range.most / unit), is_price ? "%.1f kUSD" : "%.1f %%");
  if (ImGui::IsItemHovered()) {
    const double own = costs.coefficients().own[static_cast<std::size_t>(lever)];
    ImGui::SetTooltip("%s%s%s", texts(Text::cost_the_run, setting_text(lever, own)).c_str(),
                      range.note.empty() ? "" : "\n", range.note.c_str());
  }
  if (moved) session.set_lever(lever, unit * static_cast<double>(value));
}

}  // namespace

void cost_panel(ViewSession& session) {
  if (!session.insight().shows_costs()) return;
  begin_at("numbers", 0.55F, 0.F);
  const Texts& texts = session.texts();
  const CostTicker* const costs = session.insight().costs();
  if (costs == nullptr) {
    text(texts(Text::cost_none));
    faint_text(texts(Text::cost_name_run));
    ImGui::End();
    return;
  }
  text(texts(costs->is_own() ? Text::cost_in_run : Text::cost_if_turned));
  if (ImGui::BeginTable("figures", 3)) {
    cost_rows(*costs, texts);
    made_rows(session, *costs);
    ImGui::EndTable();
  }
  ImGui::Separator();
  for (std::size_t i = 0; i < kCostLevers; ++i) {
    lever_row(session, *costs, static_cast<CostLever>(i));
  }
  if (ImGui::Button(texts(Text::cost_as_in_run).c_str())) session.reset_levers();
  ImGui::SameLine();
  faint_text(texts(costs->is_own() ? Text::cost_year : Text::cost_turned));
  ImGui::End();
}

}  // namespace darkline
