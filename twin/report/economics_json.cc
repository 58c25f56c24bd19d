#include "twin/report/economics_json.h"

#include <cmath>

#include "twin/economics/resilience.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

Json finite_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json usd(const Estimate& estimate) {
  return {{"mean", estimate.mean},
          {"half_width", finite_or_null(estimate.half_width)},
          {"n", estimate.n},
          {"unit", "USD"},
          {"fidelity", "line"}};
}

}  // namespace

Json trade_json(const TradeDuties& duties) {
  Json json{{"date", duties.day ? Json(text_of(*duties.day)) : Json()}, {"duties", Json::array()}};
  for (const ChannelDuty& duty : duties.channels) {
    json["duties"].push_back({{"channel", name_of(duty.channel)},
                              {"good", duty.good},
                              {"hs", duty.hs},
                              {"origin", duty.origin},
                              {"destination", duty.destination},
                              {"listed", duty.listed},
                              {"low", duty.low},
                              {"high", duty.high},
                              {"paid", duty.paid},
                              {"domestic", duty.domestic},
                              {"established", duty.established},
                              {"complete", duty.complete},
                              {"confidence", info_of(duty.confidence).letter},
                              {"note", duty.note}});
  }
  return json;
}

Json compute_json(const ComputeChoice& choice) {
  Json json{{"route", choice.from_routes ? choice.route : "-"},
            {"gpu_usd_per_h", choice.gpu_usd_per_h},
            {"run_usd", choice.run_usd},
            {"wait_days", choice.wait_s / 86400.0},
            {"adverse_counterfactual", choice.adverse},
            {"text", choice.text},
            {"regimes", Json::object()},
            {"routes", Json::array()}};
  for (std::size_t k = 0; k < kExportRegimes; ++k) {
    if (choice.regimes[k] > 0.0) {
      json["regimes"][name_of(static_cast<ExportRegime>(k))] = choice.regimes[k];
    }
  }
  for (const RouteCost& cost : choice.routes) {
    json["routes"].push_back({{"name", cost.route->name},
                              {"title", cost.route->title},
                              {"legality", name_of(cost.route->legality)},
                              {"gpu_usd_per_h", cost.gpu_usd_per_h},
                              {"run_usd", cost.run_usd},
                              {"wait_days", cost.wait_s / 86400.0},
                              {"failure_inflation", cost.failure_inflation},
                              {"closing_per_y", cost.closing_per_y},
                              {"confidence", info_of(cost.confidence).letter}});
  }
  return json;
}

Json supply_json(const SupplyEffect& effect) {
  return {{"time_to_survive_days", finite_or_null(effect.time_to_survive_s / 86400.0)},
          {"idle_share", effect.idle_share},
          {"ramp_share", effect.ramp_share},
          {"volume_factor", effect.volume_factor}};
}

Json resilience_json(const RunResult& result) {
  const ResilienceCurve curve = resilience_curve(result.prices.scenario);
  Json json{{"time_to_survive_days", finite_or_null(curve.time_to_survive_s / 86400.0)},
            {"time_to_recover_days", curve.time_to_recover_s / 86400.0},
            {"whole_again_days", finite_or_null(curve.whole_again_s / 86400.0)},
            {"depth", curve.depth},
            {"area", curve.area},
            {"lost_days", curve.lost_days},
            {"nodes", Json::array()},
            {"text", result.resilience}};
  for (const NodeRisk& risk : result.node_risks) {
    json["nodes"].push_back({{"node", risk.node},
                             {"time_to_recover_days", risk.time_to_recover_d},
                             {"time_to_survive_days", risk.time_to_survive_d},
                             {"lost_usd", risk.lost_usd},
                             {"lost_usd_without_stock", risk.lost_usd_without_stock},
                             {"exposure", risk.exposure}});
  }
  return json;
}

namespace {

Json share(const Estimate& estimate) {
  Json json = usd(estimate);
  json["unit"] = "1";
  return json;
}

Json absorbed_json(const AbsorbedDuty& found) {
  Json json{{"saved", usd(found.saved_usd)},
            {"of_conversion", share(found.of_conversion)},
            {"of_body_in_white", share(found.of_body_in_white)},
            {"of_vehicle", share(found.of_vehicle)},
            {"base_line_base_prices", usd(found.base_line_base_prices)},
            {"base_line_prices", usd(found.base_line_now_prices)},
            {"line_base_prices", usd(found.now_line_base_prices)},
            {"line_prices", usd(found.now_line_now_prices)},
            {"free_robots", share(found.free_robots)},
            {"free_conversion", share(found.free_conversion)},
            {"date", text_of(found.day)},
            {"levied", Json::array()}};
  for (const LeviedDuty& each : found.levied) {
    json["levied"].push_back(
        {{"market", each.market}, {"rate", each.rate}, {"complete", each.complete}});
  }
  return json;
}

}  // namespace

Json change_json(const RunResult& result) {
  const CostChange& change = *result.change;
  Json json{{"base", result.base_title},
            {"conversion", usd(change.conversion)},
            {"body_in_white", usd(change.body_in_white)},
            {"landed", usd(change.landed)},
            {"drivers", Json::array()},
            {"text", {change_text(change, result.base_title, result.prices)}}};
  for (const DriverChange& each : change.drivers) {
    json["drivers"].push_back({{"driver", name_of(each.driver)},
                               {"conversion", usd(each.conversion)},
                               {"body_in_white", usd(each.body_in_white)},
                               {"landed", usd(each.landed)}});
  }
  if (change.absorbed) {
    json["absorbed"] = absorbed_json(*change.absorbed);
    json["text"].push_back(
        absorbed_text(*change.absorbed, result.base_title, result.factory.scenario.info.title));
  }
  return json;
}

}  // namespace darkline
