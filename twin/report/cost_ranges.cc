// What the cost of a run hangs on, and all of it for programs: parts of cost_report.h.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "twin/economics/cost_provenance.h"
#include "twin/economics/finance.h"
#include "twin/economics/input_ranges.h"
#include "twin/economics/trade_matrix.h"
#include "twin/report/cost_report.h"
#include "twin/report/wrapped.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

// An input by name, from any item that has it.
double input_of(const RunCost& cost, const char* name, double otherwise) {
  for (const CostItemEstimate& each : cost.unit_cost.items) {
    for (const CostInput& one : each.item.inputs) {
      if (one.name == name) return one.value;
    }
  }
  return otherwise;
}

// A year of the line from the inputs of the items.
PlantYear year_of(const RunCost& cost) {
  const auto input = [&](const char* name) { return input_of(cost, name, 0.0); };
  PlantYear year;
  year.good_bodies_per_year = input("good_bodies_per_year");
  year.kwh_per_body = input("kwh_per_body");
  year.spots_per_body = input("spots_per_body");
  year.sealer_m_per_body = input("sealer_m_per_body");
  year.studs_per_body = input("studs_per_body");
  year.rivets_per_body = input("rivets_per_body");
  year.rework_share = input("rework_share");
  year.scrap_share = input("scrap_share");
  year.spot_robots = static_cast<int>(std::lround(input("spot_robots")));
  year.other_robots = static_cast<int>(std::lround(input("other_robots")));
  return year;
}

// The scenario with the prices that the run found: duties of the ledger, the route of compute,
// subsidies.
Scenario priced(const RunCost& cost) {
  Scenario scenario = cost.scenario;
  auto& prices = scenario.cost;
  constexpr std::pair<const char*, double decltype(Scenario::cost)::*> kFound[] = {
      {"robot_usd", &decltype(Scenario::cost)::robot_usd},
      {"robot_duty", &decltype(Scenario::cost)::robot_duty},
      {"gun_duty", &decltype(Scenario::cost)::gun_duty},
      {"cap_duty", &decltype(Scenario::cost)::cap_duty},
      {"steel_duty", &decltype(Scenario::cost)::steel_duty},
      {"edge_duty", &decltype(Scenario::cost)::edge_duty},
      {"edge_box_usd", &decltype(Scenario::cost)::edge_box_usd},
      {"gpu_usd_per_h", &decltype(Scenario::cost)::gpu_usd_per_h},
      {"training_usd", &decltype(Scenario::cost)::training_usd},
      {"base_model_usd", &decltype(Scenario::cost)::base_model_usd},
      {"vehicle_duty", &decltype(Scenario::cost)::vehicle_duty},
      {"vehicle_duty_on_freight", &decltype(Scenario::cost)::vehicle_duty_on_freight}};
  for (const auto& [name, field] : kFound) {
    prices.*field = input_of(cost, name, prices.*field);
  }
  prices.retrain_s =
      input_of(cost, "retrain_y", prices.retrain_s / kSecondsPerYear) * kSecondsPerYear;
  return scenario;
}

Json estimate_json(const Estimate& estimate) {
  return {{"mean", estimate.mean},
          {"half_width", std::isfinite(estimate.half_width) ? Json(estimate.half_width) : Json()},
          {"n", estimate.n}};
}

Json ranges_json(const RunCost& cost, const FactBook& book, Date day) {
  Json rows = Json::array();
  for (const InputRange& each : input_ranges(priced(cost), year_of(cost), book, day)) {
    rows.push_back({{"key", each.key},
                    {"low", each.fact->low},
                    {"value", each.fact->value},
                    {"high", each.fact->high},
                    {"unit", each.fact->unit},
                    {"conversion_usd", {each.conversion_low_usd, each.conversion_high_usd}},
                    {"landed_usd", {each.landed_low_usd, each.landed_high_usd}},
                    {"confidence", info_of(each.fact->confidence).letter},
                    {"source", each.fact->source}});
  }
  return rows;
}

// Sites, origins and markets of the anchors; the run's own are among them or come first.
TradeMatrix matrix_of(const RunCost& cost) {
  const TradeConfig& trade = cost.scenario.trade;
  if (trade.date == "-") {
    throw InputError({.key = "--trade",
                      .found = "a run without trade.date: its duties are those typed under [cost]",
                      .wanted = "a run whose duties come from the ledger",
                      .mend = "run it with --set trade.date=2025-01-01"});
  }
  const auto with = [](std::vector<std::string> all, const std::string& own) {
    if (std::ranges::find(all, own) == all.end()) all.insert(all.begin(), own);
    return all;
  };
  constexpr double kFreight_usd = 1500.0;  // where the scenario sells at home, and has none
  const double typed = cost.scenario.cost.vehicle_freight_usd;
  return trade_matrix(
      priced(cost), year_of(cost), with({"CN", "US", "DE", "MX"}, trade.site),
      with({"CN", "JP", "KR", "DE"}, trade.robot_origin),
      std::vector<std::string>{"US", "EU", "CN", "CA", "MX", "BR", "TR", "KR", "JP", "GB"},
      typed > 0.0 ? typed : kFreight_usd);
}

}  // namespace

std::string trade_text(const RunCost& cost) {
  const TradeMatrix matrix = matrix_of(cost);
  std::string text = fmt::format(
      "{}\n  duties of {} and what they do, by site, origin of robots and market\n\n"
      "  {:<5}{:<8}{:>8}{:>11}   landed vehicle, USD, by market\n  {:<5}{:<8}{:>8}{:>11}",
      cost.title, cost.scenario.trade.date, "site", "robots", "duty", "conversion", "", "",
      "on them", "");
  for (const std::string& market : matrix.markets) text += fmt::format("{:>8}", market);
  const std::string* site = nullptr;
  for (const TradeRow& row : matrix.rows) {
    if (site == nullptr || *site != row.site) text += "\n";
    site = &row.site;
    text += fmt::format("\n  {:<5}{:<8}{:>6.4g} %{:>10.2f}{}", row.site, row.robot_origin,
                        100.0 * row.robot_duty, row.conversion_usd,
                        !row.known      ? '*'
                        : !row.complete ? '?'
                                        : ' ');
    for (const TradeCell& cell : row.cells) {
      text += cell.known ? fmt::format("{:>7.0f}{}", cell.landed_usd, cell.complete ? ' ' : '?')
                         : fmt::format("{:>7} ", "-");
    }
  }
  text += "\n\n  duty on the car, percent, by site\n";
  site = nullptr;
  for (const TradeRow& row : matrix.rows) {
    if (site != nullptr && *site == row.site) continue;
    site = &row.site;
    text += fmt::format("  {:<32}", row.site);
    for (const TradeCell& cell : row.cells) {
      text += cell.known
                  ? fmt::format("{:>7.4g}{}", 100.0 * cell.vehicle_duty, cell.complete ? ' ' : '?')
                  : fmt::format("{:>7} ", "-");
    }
    text += "\n";
  }
  return text + "\n" +
         wrapped(fmt::format(
                     "Wages, power and prices are those of the scenario at every site, so that "
                     "nothing but duties and the freight of {:.0f} USD a car between territories "
                     "differs. *: the ledger lacks a duty of the plant, which counts as nothing. "
                     "?: a rate is not established. -: the ledger lacks the duty on the car.",
                     matrix.freight_usd),
                 2, 100);
}

std::string trade_json(const RunCost& cost) {
  const TradeMatrix matrix = matrix_of(cost);
  Json json{{"schema", "darkline.trade_matrix/1"},
            {"scenario", cost.title},
            {"date", cost.scenario.trade.date},
            {"freight_usd", matrix.freight_usd},
            {"rows", Json::array()}};
  for (const TradeRow& row : matrix.rows) {
    Json markets = Json::array();
    for (std::size_t k = 0; k < row.cells.size(); ++k) {
      const TradeCell& cell = row.cells[k];
      markets.push_back({{"market", matrix.markets[k]},
                         {"vehicle_duty", cell.vehicle_duty},
                         {"landed_usd", cell.landed_usd},
                         {"domestic", cell.domestic},
                         {"established", cell.known},
                         {"complete", cell.complete}});
    }
    json["rows"].push_back({{"site", row.site},
                            {"robot_origin", row.robot_origin},
                            {"robot_duty", row.robot_duty},
                            {"gun_duty", row.gun_duty},
                            {"cap_duty", row.cap_duty},
                            {"conversion_usd", row.conversion_usd},
                            {"body_in_white_usd", row.body_in_white_usd},
                            {"established", row.known},
                            {"complete", row.complete},
                            {"markets", std::move(markets)}});
  }
  return json.dump(1) + "\n";
}

std::string doubt_text(const RunCost& cost, const FactBook& book, Date day) {
  constexpr double kCent = 0.005;
  constexpr std::size_t kRows = 15;
  const auto ranges = input_ranges(priced(cost), year_of(cost), book, day);
  std::string text = fmt::format(
      "{}\n  each input from the low to the high end of its fact, the others as they are; USD a "
      "body\n\n  {:<26}{:>26}{:>22}{:>22}\n",
      cost.title, "input", "from, to", "conversion", "landed");
  std::size_t assumed = 0, moving = 0;
  for (const InputRange& each : ranges) {
    if (is_assumption(*each.fact)) ++assumed;
    if (each.swing_usd() < kCent || ++moving > kRows) continue;
    text += fmt::format(
        "  {:<26}{:>26}{:>22}{:>22}  [{}]\n", each.key,
        fmt::format("{:.9g} to {:.9g} {}", each.fact->low, each.fact->high,
                    each.fact->unit == "1" ? "" : each.fact->unit),
        fmt::format("{:.2f} to {:.2f}", each.conversion_low_usd, each.conversion_high_usd),
        fmt::format("{:.2f} to {:.2f}", each.landed_low_usd, each.landed_high_usd),
        info_of(each.fact->confidence).letter);
  }
  if (moving > kRows) text += fmt::format("  and {} that move it less\n", moving - kRows);
  for (const DutyRange& each : duty_ranges(priced(cost), year_of(cost))) {
    if (each.swing_usd() < kCent) continue;
    text += fmt::format(
        "  {:<26}{:>26}{:>22}{:>22}  [{}]\n", "duty on " + each.good,
        fmt::format("{:.4g} to {:.4g} %", 100.0 * each.paid_low, 100.0 * each.paid_high),
        fmt::format("{:.2f} to {:.2f}", each.conversion_low_usd, each.conversion_high_usd),
        fmt::format("{:.2f} to {:.2f}", each.landed_low_usd, each.landed_high_usd),
        info_of(each.confidence).letter);
  }
  return text + "\n" +
         wrapped(fmt::format(
                     "Of {} inputs that rest on facts {} are assumptions or not verified [A, M]; "
                     "who says so is in --why. Inputs that the scenario sets itself have no range "
                     "here. The half-widths of the other tables are of the line alone: they do not "
                     "hold this doubt.",
                     ranges.size(), assumed),
                 2, 100);
}

std::string cost_json(const RunCost& cost, const FactBook& book, Date day) {
  Json json{{"schema", "darkline.cost/1"}, {"scenario", cost.title}, {"items", Json::array()}};
  for (const CostItemEstimate& each : cost.unit_cost.items) {
    Json inputs = Json::array();
    for (const InputSource& source : sources_of(each.item, book, day)) {
      Json one{{"name", source.input.name},
               {"value", source.input.value},
               {"unit", source.input.unit},
               {"key", source.key},
               {"source", source.text}};
      if (source.fact != nullptr) {
        one["confidence"] = info_of(source.fact->confidence).letter;
        one["low"] = source.fact->low;
        one["high"] = source.fact->high;
        one["range_unit"] = source.fact->unit;
      }
      inputs.push_back(std::move(one));
    }
    json["items"].push_back({{"name", each.item.name},
                             {"usd_per_body", each.usd_per_body.mean},
                             {"half_width", estimate_json(each.usd_per_body)["half_width"]},
                             {"kind", name_of(each.item.kind)},
                             {"formula", each.item.formula},
                             {"inputs", std::move(inputs)}});
  }
  json["conversion_usd"] = cost.unit_cost.conversion.mean;
  json["body_in_white_usd"] = cost.unit_cost.body_in_white.mean;
  json["landed_usd"] = cost.unit_cost.landed.mean;
  json["confidence"] = cost.confidence;
  json["replications"] = cost.replications;
  json["conversion"] = estimate_json(cost.unit_cost.conversion);
  json["body_in_white"] = estimate_json(cost.unit_cost.body_in_white);
  json["landed"] = estimate_json(cost.unit_cost.landed);
  json["ranges"] = ranges_json(cost, book, day);
  json["duty_ranges"] = Json::array();
  for (const DutyRange& each : duty_ranges(priced(cost), year_of(cost))) {
    json["duty_ranges"].push_back(
        {{"good", each.good},
         {"low", each.paid_low},
         {"high", each.paid_high},
         {"conversion_usd", {each.conversion_low_usd, each.conversion_high_usd}},
         {"landed_usd", {each.landed_low_usd, each.landed_high_usd}},
         {"confidence", info_of(each.confidence).letter}});
  }
  const Json parts = Json::parse(cost.parts_json);
  for (const auto& [name, value] : parts.items()) json[name] = value;
  return json.dump(1) + "\n";
}

}  // namespace darkline
