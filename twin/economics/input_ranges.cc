#include "twin/economics/input_ranges.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <variant>

#include <fmt/format.h>

#include "models/base/quantity.h"
#include "models/scenario/scenario_schema.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/trade_channels.h"

namespace darkline {
namespace {

using DoubleField = double& (*)(Scenario&);

const Key<Scenario>* key_named(const std::string& path) {
  const auto keys = scenario_keys();
  const auto found = std::find_if(keys.begin(), keys.end(),
                                  [&](const Key<Scenario>& key) { return key.spec.path == path; });
  return found == keys.end() ? nullptr : &*found;
}

// A number of the fact in the key's base unit.
double in_base_unit(double value, const Fact& fact, Dimension dimension) {
  if (dimension == Dimension::none) return value;
  return parse_quantity(fmt::format("{} {}", value, fact.unit), dimension);
}

bool is_near(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

}  // namespace

double InputRange::swing_usd() const {
  return std::abs(landed_high_usd - landed_low_usd);
}

bool is_assumption(const Fact& fact) {
  return fact.confidence >= Confidence::approximate;
}

std::vector<InputRange> input_ranges(const Scenario& scenario, const PlantYear& year,
                                     const FactBook& book, Date day) {
  std::vector<InputRange> ranges;
  for (const Fact& fact : book.facts()) {
    if (fact.id.rfind("cost.", 0) != 0 || !(fact.from <= day && day < fact.to)) continue;
    const Key<Scenario>* const key = key_named(fact.id);
    if (key == nullptr || !std::holds_alternative<DoubleField>(key->field)) continue;
    const DoubleField field = std::get<DoubleField>(key->field);
    Scenario moved = scenario;
    if (!is_near(field(moved), in_base_unit(fact.value, fact, key->spec.dimension))) continue;
    const auto totals_at = [&](double end) {
      field(moved) =
          std::clamp(in_base_unit(end, fact, key->spec.dimension), key->spec.low, key->spec.high);
      return totals_of(CostModel(moved).items_usd(year));
    };
    const CostTotals low = totals_at(fact.low), high = totals_at(fact.high);
    ranges.push_back(
        {fact.id, &fact, low.conversion_usd, high.conversion_usd, low.landed_usd, high.landed_usd});
  }
  std::stable_sort(ranges.begin(), ranges.end(), [](const InputRange& a, const InputRange& b) {
    return a.swing_usd() > b.swing_usd();
  });
  return ranges;
}

std::vector<DutyRange> duty_ranges(const Scenario& scenario, const PlantYear& year) {
  if (scenario.trade.date.empty() || scenario.trade.date == "-") return {};
  Scenario untyped = scenario;
  auto& cost = untyped.cost;
  cost.robot_duty = cost.gun_duty = cost.cap_duty = cost.steel_duty = 0.0;
  cost.vehicle_duty = cost.edge_duty = 0.0;
  const TradeDuties duties = trade_duties(untyped);
  std::vector<DutyRange> ranges;
  for (const ChannelDuty& duty : duties.channels) {
    if (!duty.established || duty.domestic || duty.high <= duty.low) continue;
    const auto totals_at = [&](double listed) {
      TradeDuties one{.day = duties.day, .channels = {duty}};
      one.channels.front().paid = listed * duty.passed;
      return totals_of(CostModel(with_duties(scenario, one)).items_usd(year));
    };
    const CostTotals low = totals_at(duty.low), high = totals_at(duty.high);
    ranges.push_back({.good = duty.good,
                      .paid_low = duty.low * duty.passed,
                      .paid_high = duty.high * duty.passed,
                      .confidence = duty.confidence,
                      .conversion_low_usd = low.conversion_usd,
                      .conversion_high_usd = high.conversion_usd,
                      .landed_low_usd = low.landed_usd,
                      .landed_high_usd = high.landed_usd});
  }
  std::ranges::stable_sort(ranges, std::greater<>(), &DutyRange::swing_usd);
  return ranges;
}

}  // namespace darkline
