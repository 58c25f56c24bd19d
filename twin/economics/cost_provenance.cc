#include "twin/economics/cost_provenance.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

// clang-format off
constexpr std::pair<std::string_view, std::string_view> kKeys[] = {
    {"robot_usd", "cost.robot_price"}, {"robot_freight", "cost.robot_freight"},
    {"robot_duty", "cost.robot_duty"}, {"installation", "cost.installation"},
    {"integration_usd", "cost.integration"}, {"gun_usd", "cost.gun_price"},
    {"gun_duty", "cost.gun_duty"}, {"salvage", "cost.salvage"},
    {"interest_per_y", "cost.interest"}, {"robot_life_y", "cost.robot_life"},
    {"tooling_usd", "cost.tooling"}, {"tooling_life_y", "cost.tooling_life"},
    {"building_usd", "cost.building"}, {"building_life_y", "cost.building_life"},
    {"maintenance", "cost.maintenance"}, {"direct_heads", "cost.direct_heads"},
    {"support_heads", "cost.support_heads"}, {"technician_share", "cost.technician_share"},
    {"logistics_share", "cost.logistics_share"}, {"quality_share", "cost.quality_share"},
    {"technician_premium", "cost.technician_premium"},
    {"logistics_premium", "cost.logistics_premium"},
    {"quality_premium", "cost.quality_premium"},
    {"supervision_premium", "cost.supervision_premium"},
    {"later_shifts", "cost.later_shifts"}, {"shift_premium", "cost.shift_premium"},
    {"paid_per_head_h", "cost.paid_time"}, {"wage_usd_per_h", "cost.wage"},
    {"energy_usd_per_kwh", "cost.electricity"}, {"cap_pair_usd", "cost.cap_pair"},
    {"cap_duty", "cost.cap_duty"}, {"spots_per_cap_pair", "cost.spots_per_cap_pair"},
    {"sealer_usd_per_m", "cost.sealer_per_metre"}, {"stud_usd", "cost.stud"},
    {"rivet_usd", "cost.rivet"}, {"rework_usd", "cost.rework"}, {"scrap_usd", "cost.scrap"},
    {"rework_share", "quality.rework"}, {"scrap_share", "quality.scrap"},
    {"edge_box_usd", "cost.edge_box"}, {"edge_duty", "cost.edge_duty"},
    {"edge_box_life_y", "cost.edge_box_life"}, {"training_gpu_h", "cost.training_compute"},
    {"gpu_usd_per_h", "cost.gpu_hour"}, {"training_usd", "cost.training_run"},
    {"drift_per_y", "cost.drift"}, {"retrain_y", "cost.retrain_wait"},
    {"base_model_usd", "cost.base_model"}, {"overhead", "cost.overhead"},
    {"working_capital_y", "cost.working_capital"}, {"steel_kg", "cost.steel"},
    {"steel_usd_per_kg", "cost.steel_price"}, {"steel_imported", "cost.steel_imported"},
    {"steel_duty", "cost.steel_duty"}, {"pass_through", "cost.pass_through"},
    {"rest_of_vehicle_usd", "cost.rest_of_vehicle"},
    {"vehicle_freight_usd", "cost.vehicle_freight"},
    {"vehicle_duty", "cost.vehicle_duty"},
    {"vehicle_duty_on_freight", "cost.vehicle_duty_on_freight"},
};
// clang-format on

// The value of a fact in the unit of the inputs: shares as such, lives in years, work in hours.
double in_input_unit(const Fact& fact, const CostInput& input) {
  constexpr double kDaysPerYear = 365.0;
  if (fact.unit == "%" || fact.unit == "%/y") return fact.value / 100.0;
  if (fact.unit == "d" && input.unit == "y") return fact.value / kDaysPerYear;
  return fact.value;
}

const Fact* fact_for(const FactBook& book, std::string_view key, Date day) {
  const Fact* found = nullptr;
  for (const Fact& fact : book.facts()) {
    if (fact.id == key && fact.from <= day && day < fact.to) found = &fact;
  }
  return found;
}

bool is_near(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

}  // namespace

std::string_view key_of_input(std::string_view input) {
  for (const auto& [name, key] : kKeys) {
    if (name == input) return key;
  }
  return {};
}

std::vector<InputSource> sources_of(const CostItem& item, const FactBook& book, Date day) {
  std::vector<InputSource> sources;
  for (const CostInput& input : item.inputs) {
    InputSource source{.input = input, .key = std::string(key_of_input(input.name)), .text = {}};
    if (!source.key.empty()) source.fact = fact_for(book, source.key, day);
    if (input.source == CostInputSource::item) {
      source.text = "another item of the same body";
    } else if (source.key.empty()) {
      source.text = "measured: the line, its robots under physics";
    } else if (source.fact == nullptr) {
      source.text = fmt::format("the scenario, {}", source.key);
    } else {
      // a share of the good bodies is a little more than one of all
      const double slack = input.source == CostInputSource::line ? 2e-3 : 0.0;
      const double value = in_input_unit(*source.fact, input);
      source.value_is_of_fact =
          is_near(value, input.value) || std::abs(value - input.value) <= slack * std::abs(value);
      source.text = source.value_is_of_fact
                        ? source.fact->source
                        : fmt::format("the scenario, {}; the fact book has {}{} ({})", source.key,
                                      source.fact->value,
                                      source.fact->unit == "1" ? "" : " " + source.fact->unit,
                                      source.fact->source);
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace darkline
