#include "twin/economics/unit_cost.h"

#include <cstddef>
#include <utility>

#include "models/base/error.h"
#include "twin/economics/finance.h"

namespace darkline {
namespace {

using Id = CostItemId;
using Inputs = std::vector<CostInput>;

CostInput given(const char* name, double value, const char* unit) {
  return {name, value, 0.0, unit, CostInputSource::scenario};
}

CostInput measured(const char* name, double value, const char* unit) {
  return {name, value, 0.0, unit, CostInputSource::line};
}

CostInput from_item(const char* name, double usd) {
  return {name, usd, 0.0, "USD", CostInputSource::item};
}

CostInput years(const char* name, double seconds) {
  return given(name, seconds / kSecondsPerYear, "y");
}

// The inputs of one replication.
struct Made {
  const decltype(Scenario::cost)& cost;
  const PlantYear& year;
  const ItemsUsd& items;

  double of(CostItemId id) const { return items[index_of(id)]; }
  CostInput interest() const { return given("interest_per_y", cost.interest_per_y, "1/y"); }
  CostInput spot_robots() const { return measured("spot_robots", year.spot_robots, ""); }
  CostInput other_robots() const { return measured("other_robots", year.other_robots, ""); }
  CostInput good_bodies() const {
    return measured("good_bodies_per_year", year.good_bodies_per_year, "1/y");
  }
};

Inputs inputs_of_fixed(CostItemId id, const Made& made) {
  const auto& cost = made.cost;
  switch (id) {
    case Id::robot_stations:
      return {made.spot_robots(),
              made.other_robots(),
              given("robot_usd", cost.robot_usd, "USD"),
              given("robot_freight", cost.robot_freight, ""),
              given("robot_duty", cost.robot_duty, ""),
              given("installation", cost.installation, ""),
              given("integration_usd", cost.integration_usd, "USD"),
              given("gun_usd", cost.gun_usd, "USD"),
              given("gun_duty", cost.gun_duty, ""),
              given("salvage", cost.salvage, ""),
              made.interest(),
              years("robot_life_y", cost.robot_life_s),
              made.good_bodies()};
    case Id::tooling:
      return {given("tooling_usd", cost.tooling_usd, "USD"), made.interest(),
              years("tooling_life_y", cost.tooling_life_s), made.good_bodies()};
    case Id::building:
      return {given("building_usd", cost.building_usd, "USD"), made.interest(),
              years("building_life_y", cost.building_life_s), made.good_bodies()};
    case Id::maintenance:
      return {given("maintenance", cost.maintenance, ""),
              from_item("robot_stations", made.of(Id::robot_stations)),
              from_item("tooling", made.of(Id::tooling)),
              from_item("building", made.of(Id::building))};
    case Id::labour:
      return {given("direct_heads", cost.direct_heads, ""),
              given("support_heads", cost.support_heads, ""),
              given("technician_share", cost.technician_share, ""),
              given("technician_premium", cost.technician_premium, ""),
              given("logistics_share", cost.logistics_share, ""),
              given("logistics_premium", cost.logistics_premium, ""),
              given("quality_share", cost.quality_share, ""),
              given("quality_premium", cost.quality_premium, ""),
              given("supervision_premium", cost.supervision_premium, ""),
              given("later_shifts", cost.later_shifts, ""),
              given("shift_premium", cost.shift_premium, ""),
              given("paid_per_head_h", cost.paid_per_head_s / 3600.0, "h/y"),
              given("wage_usd_per_h", cost.wage_usd_per_h, "USD/h"),
              made.good_bodies()};
    case Id::overhead:
      return {given("overhead", cost.overhead, ""), from_item("labour", made.of(Id::labour))};
    default:  // edge_computing
      return {made.spot_robots(),
              made.other_robots(),
              given("edge_box_usd", cost.edge_box_usd, "USD"),
              given("edge_duty", cost.edge_duty, ""),
              made.interest(),
              years("edge_box_life_y", cost.edge_box_life_s),
              made.good_bodies()};
  }
}

// All of the conversion cost but working capital itself.
double conversion_before_usd(const ItemsUsd& items) {
  ItemsUsd before = items;
  before[index_of(Id::working_capital)] = 0.0;
  return totals_of(before).conversion_usd;
}

Inputs inputs_of_variable(CostItemId id, const Made& made) {
  const auto& [cost, year, items] = made;
  switch (id) {
    case Id::ai_training:
      return {given("training_gpu_h", cost.training_gpu_h, "GPU-h"),
              given("gpu_usd_per_h", cost.gpu_usd_per_h, "USD/GPU-h"),
              given("training_usd", cost.training_usd, "USD"),
              given("rework_usd", cost.rework_usd, "USD"),
              given("drift_per_y", cost.drift_per_y, "1/y"),
              made.good_bodies(),
              years("retrain_y", cost.retrain_s),
              given("base_model_usd", cost.base_model_usd, "USD/y")};
    case Id::working_capital:
      return {made.interest(), years("working_capital_y", cost.working_capital_s),
              from_item("conversion_before", conversion_before_usd(items)),
              from_item("steel", made.of(Id::steel))};
    case Id::energy:
      return {measured("kwh_per_body", year.kwh_per_body, "kWh"),
              given("energy_usd_per_kwh", cost.energy_usd_per_kwh, "USD/kWh")};
    case Id::electrode_caps:
      return {measured("spots_per_body", year.spots_per_body, ""),
              given("cap_pair_usd", cost.cap_pair_usd, "USD"), given("cap_duty", cost.cap_duty, ""),
              given("spots_per_cap_pair", cost.spots_per_cap_pair, "")};
    case Id::sealer_and_fasteners:
      return {measured("sealer_m_per_body", year.sealer_m_per_body, "m"),
              given("sealer_usd_per_m", cost.sealer_usd_per_m, "USD/m"),
              measured("studs_per_body", year.studs_per_body, ""),
              given("stud_usd", cost.stud_usd, "USD"),
              measured("rivets_per_body", year.rivets_per_body, ""),
              given("rivet_usd", cost.rivet_usd, "USD")};
    case Id::rework_and_scrap:
      return {measured("rework_share", year.rework_share, ""),
              given("rework_usd", cost.rework_usd, "USD"),
              measured("scrap_share", year.scrap_share, ""),
              given("scrap_usd", cost.scrap_usd, "USD")};
    case Id::steel:
      return {given("steel_kg", cost.steel_kg, "kg"),
              given("steel_usd_per_kg", cost.steel_usd_per_kg, "USD/kg"),
              given("steel_imported", cost.steel_imported, ""),
              given("steel_duty", cost.steel_duty, ""),
              given("pass_through", cost.pass_through, "")};
    case Id::rest_of_vehicle:
      return {given("rest_of_vehicle_usd", cost.rest_of_vehicle_usd, "USD")};
    case Id::vehicle_duty:
      return {from_item("body_in_white", totals_of(items).body_in_white_usd),
              from_item("rest_of_vehicle", made.of(Id::rest_of_vehicle)),
              given("vehicle_duty_on_freight", cost.vehicle_duty_on_freight, ""),
              given("vehicle_freight_usd", cost.vehicle_freight_usd, "USD"),
              given("vehicle_duty", cost.vehicle_duty, "")};
    default:
      return {given("vehicle_freight_usd", cost.vehicle_freight_usd, "USD")};
  }
}

CostItem item_of(CostItemId id, const Made& made) {
  const CostItemInfo& info = info_of(id);
  return {id,
          info.name,
          info.title,
          made.of(id),
          info.formula,
          info.kind,
          info.kind == CostKind::fixed ? inputs_of_fixed(id, made) : inputs_of_variable(id, made)};
}

// Mean and half-width of `value_of(replication)` over the replications.
template <class ValueOf>
Estimate estimate_over(std::size_t n, double confidence, const ValueOf& value_of) {
  std::vector<double> values(n);
  for (std::size_t r = 0; r < n; ++r) values[r] = value_of(r);
  return estimate_mean(values, confidence);
}

}  // namespace

const char* name_of(CostInputSource source) {
  switch (source) {
    case CostInputSource::scenario:
      return "scenario";
    case CostInputSource::line:
      return "line";
    default:
      return "item";
  }
}

UnitCost unit_cost(const Scenario& scenario, const PlantYear& year) {
  const ItemsUsd items = CostModel(scenario).items_usd(year);
  const Made made = {scenario.cost, year, items};
  UnitCost unit;
  unit.items.reserve(kCostItemCount);
  for (std::size_t i = 0; i < kCostItemCount; ++i) {
    unit.items.push_back(item_of(static_cast<CostItemId>(i), made));
  }
  unit.totals = totals_of(items);
  return unit;
}

UnitCostEstimate estimate_unit_cost(const Scenario& scenario,
                                    std::span<const PlantYear> replications) {
  DARKLINE_CHECK(!replications.empty(), "a unit cost of no replication");
  const std::size_t n = replications.size();
  const double confidence = scenario.simulation.confidence;
  std::vector<UnitCost> each;
  each.reserve(n);
  for (const PlantYear& year : replications) each.push_back(unit_cost(scenario, year));

  UnitCostEstimate estimate;
  estimate.items.reserve(kCostItemCount);
  ItemsUsd means = {};
  for (std::size_t i = 0; i < kCostItemCount; ++i) {
    CostItemEstimate made = {each[0].items[i], {}};
    made.usd_per_body =
        estimate_over(n, confidence, [&](std::size_t r) { return each[r].items[i].usd_per_body; });
    made.item.usd_per_body = means[i] = made.usd_per_body.mean;
    for (std::size_t k = 0; k < made.item.inputs.size(); ++k) {
      CostInput& input = made.item.inputs[k];
      if (input.source == CostInputSource::scenario || n == 1) continue;
      const Estimate over = estimate_over(
          n, confidence, [&](std::size_t r) { return each[r].items[i].inputs[k].value; });
      input.value = over.mean;
      input.half_width = over.half_width;
    }
    estimate.items.push_back(std::move(made));
  }

  const auto total = [&](double CostTotals::*of) {
    Estimate sum = estimate_over(n, confidence, [&](std::size_t r) { return each[r].totals.*of; });
    sum.mean = totals_of(means).*of;  // the same but for rounding; so that the items add up
    return sum;
  };
  estimate.conversion = total(&CostTotals::conversion_usd);
  estimate.body_in_white = total(&CostTotals::body_in_white_usd);
  estimate.landed = total(&CostTotals::landed_usd);
  return estimate;
}

}  // namespace darkline
