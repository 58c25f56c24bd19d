#include "twin/economics/cost_model.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/economics/finance.h"

namespace darkline {
namespace {

using Id = CostItemId;

constexpr std::array<CostItemInfo, kCostItemCount> kInfos = {{
    {Id::robot_stations, "robot_stations", "Robot stations", CostKind::fixed,
     "((spot_robots + other_robots) x (robot_usd x (1 + robot_freight + robot_duty + installation) "
     "+ integration_usd) + spot_robots x gun_usd x (1 + gun_duty + installation)) x (1 - salvage x "
     "PV(interest_per_y, robot_life_y)) x AP(interest_per_y, robot_life_y) / "
     "good_bodies_per_year"},
    {Id::tooling, "tooling", "Tooling", CostKind::fixed,
     "tooling_usd x AP(interest_per_y, tooling_life_y) / good_bodies_per_year"},
    {Id::building, "building", "Building", CostKind::fixed,
     "building_usd x AP(interest_per_y, building_life_y) / good_bodies_per_year"},
    {Id::maintenance, "maintenance", "Maintenance", CostKind::fixed,
     "maintenance x (robot_stations + tooling + building)"},
    {Id::labour, "labour", "Labour", CostKind::fixed,
     "(direct_heads + support_heads x (1 + technician_share x technician_premium + logistics_share "
     "x logistics_premium + quality_share x quality_premium + (1 - technician_share - "
     "logistics_share - quality_share) x supervision_premium)) x (1 + later_shifts x "
     "shift_premium) x paid_per_head_h x wage_usd_per_h / good_bodies_per_year"},
    {Id::energy, "energy", "Energy", CostKind::variable, "kwh_per_body x energy_usd_per_kwh"},
    {Id::electrode_caps, "electrode_caps", "Electrode caps", CostKind::variable,
     "spots_per_body x cap_pair_usd x (1 + cap_duty) / spots_per_cap_pair"},
    {Id::sealer_and_fasteners, "sealer_and_fasteners", "Sealer and fasteners", CostKind::variable,
     "sealer_m_per_body x sealer_usd_per_m + studs_per_body x stud_usd + rivets_per_body x "
     "rivet_usd"},
    {Id::rework_and_scrap, "rework_and_scrap", "Rework and scrap", CostKind::variable,
     "rework_share x rework_usd + scrap_share x scrap_usd"},
    {Id::edge_computing, "edge_computing", "Edge computing", CostKind::fixed,
     "(spot_robots + other_robots) x edge_box_usd x (1 + edge_duty) x AP(interest_per_y, "
     "edge_box_life_y) / good_bodies_per_year"},
    {Id::ai_training, "ai_training", "AI training", CostKind::mixed,
     "SQRT(2 x (training_gpu_h x gpu_usd_per_h + training_usd) x rework_usd x drift_per_y / "
     "good_bodies_per_year) + rework_usd x drift_per_y x retrain_y + base_model_usd / "
     "good_bodies_per_year"},
    {Id::overhead, "overhead", "Overhead", CostKind::fixed, "overhead x labour"},
    {Id::working_capital, "working_capital", "Working capital", CostKind::mixed,
     "interest_per_y x working_capital_y x (conversion_before + steel)"},
    {Id::steel, "steel", "Steel", CostKind::variable,
     "steel_kg x steel_usd_per_kg x (1 + steel_imported x steel_duty x pass_through)"},
    {Id::rest_of_vehicle, "rest_of_vehicle", "Rest of the vehicle", CostKind::variable,
     "rest_of_vehicle_usd"},
    {Id::vehicle_duty, "vehicle_duty", "Duty on the vehicle", CostKind::mixed,
     "(body_in_white + rest_of_vehicle + vehicle_duty_on_freight x vehicle_freight_usd) x "
     "vehicle_duty"},
    {Id::vehicle_freight, "vehicle_freight", "Freight to the market", CostKind::variable,
     "vehicle_freight_usd"},
}};

void check_not_negative(const char* name, double value) {
  DARKLINE_CHECK(std::isfinite(value) && value >= 0.0, fmt::format("{} is {}", name, value));
}

void check_positive(const char* name, double value) {
  DARKLINE_CHECK(std::isfinite(value) && value > 0.0, fmt::format("{} is {}", name, value));
}

void check_share(const char* name, double value) {
  DARKLINE_CHECK(value >= 0.0 && value <= 1.0, fmt::format("{} is {}", name, value));
}

void check_cost(const decltype(Scenario::cost)& cost) {
  const std::array<std::pair<const char*, double>, 42> not_negative = {{
      {"gun_usd", cost.gun_usd},
      {"integration_usd", cost.integration_usd},
      {"robot_freight", cost.robot_freight},
      {"interest_per_y", cost.interest_per_y},
      {"tooling_usd", cost.tooling_usd},
      {"building_usd", cost.building_usd},
      {"maintenance", cost.maintenance},
      {"direct_heads", cost.direct_heads},
      {"support_heads", cost.support_heads},
      {"paid_per_head_s", cost.paid_per_head_s},
      {"wage_usd_per_h", cost.wage_usd_per_h},
      {"energy_usd_per_kwh", cost.energy_usd_per_kwh},
      {"cap_pair_usd", cost.cap_pair_usd},
      {"sealer_usd_per_m", cost.sealer_usd_per_m},
      {"stud_usd", cost.stud_usd},
      {"rivet_usd", cost.rivet_usd},
      {"rework_usd", cost.rework_usd},
      {"scrap_usd", cost.scrap_usd},
      {"edge_box_usd", cost.edge_box_usd},
      {"steel_kg", cost.steel_kg},
      {"steel_usd_per_kg", cost.steel_usd_per_kg},
      {"steel_duty", cost.steel_duty},
      {"pass_through", cost.pass_through},
      {"rest_of_vehicle_usd", cost.rest_of_vehicle_usd},
      {"vehicle_freight_usd", cost.vehicle_freight_usd},
      {"gun_duty", cost.gun_duty},
      {"cap_duty", cost.cap_duty},
      {"installation", cost.installation},
      {"technician_premium", cost.technician_premium},
      {"logistics_premium", cost.logistics_premium},
      {"quality_premium", cost.quality_premium},
      {"supervision_premium", cost.supervision_premium},
      {"shift_premium", cost.shift_premium},
      {"overhead", cost.overhead},
      {"working_capital_s", cost.working_capital_s},
      {"edge_duty", cost.edge_duty},
      {"training_gpu_h", cost.training_gpu_h},
      {"gpu_usd_per_h", cost.gpu_usd_per_h},
      {"training_usd", cost.training_usd},
      {"base_model_usd", cost.base_model_usd},
      {"drift_per_y", cost.drift_per_y},
      {"retrain_s", cost.retrain_s},
  }};
  for (const auto& [name, value] : not_negative) check_not_negative(name, value);
  check_positive("robot_life_s", cost.robot_life_s);
  check_positive("tooling_life_s", cost.tooling_life_s);
  check_positive("building_life_s", cost.building_life_s);
  check_positive("edge_box_life_s", cost.edge_box_life_s);
  check_positive("spots_per_cap_pair", cost.spots_per_cap_pair);
  check_share("salvage", cost.salvage);
  check_share("steel_imported", cost.steel_imported);
  check_share("later_shifts", cost.later_shifts);
  check_share("vehicle_duty_on_freight", cost.vehicle_duty_on_freight);
  check_share("the roles of support heads",
              cost.technician_share + cost.logistics_share + cost.quality_share);
}

void check_year(const PlantYear& year) {
  check_positive("good_bodies_per_year", year.good_bodies_per_year);
  check_not_negative("kwh_per_body", year.kwh_per_body);
  check_not_negative("spots_per_body", year.spots_per_body);
  check_not_negative("sealer_m_per_body", year.sealer_m_per_body);
  check_not_negative("studs_per_body", year.studs_per_body);
  check_not_negative("rivets_per_body", year.rivets_per_body);
  check_not_negative("rework_share", year.rework_share);
  check_not_negative("scrap_share", year.scrap_share);
  DARKLINE_CHECK(year.spot_robots >= 0 && year.other_robots >= 0,
                 fmt::format("{} and {} robots", year.spot_robots, year.other_robots));
}

void check_point(const PricePoint& point) {
  check_not_negative("robot_usd", point.robot_usd);
  check_not_negative("robot_duty", point.robot_duty);
  check_not_negative("vehicle_duty", point.vehicle_duty);
}

}  // namespace

const char* name_of(CostKind kind) {
  switch (kind) {
    case CostKind::fixed:
      return "fixed";
    case CostKind::variable:
      return "variable";
    default:
      return "mixed";
  }
}

const CostItemInfo& info_of(CostItemId id) {
  return kInfos[index_of(id)];
}

CostTotals totals_of(const ItemsUsd& items) {
  CostTotals totals;
  double sum_usd = 0.0;
  for (std::size_t i = 0; i < kCostItemCount; ++i) {
    sum_usd += items[i];
    if (i + 1 == kConversionItems) totals.conversion_usd = sum_usd;
    if (i + 1 == kBodyInWhiteItems) totals.body_in_white_usd = sum_usd;
  }
  totals.landed_usd = sum_usd;
  return totals;
}

double support_wage_factor(const Scenario& scenario) {
  const auto& cost = scenario.cost;
  const double supervision_share =
      1.0 - cost.technician_share - cost.logistics_share - cost.quality_share;
  return 1.0 + cost.technician_share * cost.technician_premium +
         cost.logistics_share * cost.logistics_premium + cost.quality_share * cost.quality_premium +
         supervision_share * cost.supervision_premium;
}

PricePoint price_point_of(const Scenario& scenario) {
  return {scenario.cost.robot_usd, scenario.cost.robot_duty, scenario.cost.vehicle_duty};
}

CostModel::CostModel(const Scenario& scenario)
    : cost_(scenario.cost), scenario_point_(price_point_of(scenario)) {
  check_cost(cost_);
  check_point(scenario_point_);
  const auto capital = [this](double usd, double salvage, double life_s) {
    return capital_usd_per_y(usd, salvage, cost_.interest_per_y, life_s / kSecondsPerYear);
  };
  station_capital_per_y_ = capital(1.0, cost_.salvage, cost_.robot_life_s);
  tooling_usd_per_y_ = capital(cost_.tooling_usd, 0.0, cost_.tooling_life_s);
  building_usd_per_y_ = capital(cost_.building_usd, 0.0, cost_.building_life_s);
  edge_usd_per_robot_y_ =
      capital(cost_.edge_box_usd * (1.0 + cost_.edge_duty), 0.0, cost_.edge_box_life_s);
  const double heads = cost_.direct_heads + cost_.support_heads * support_wage_factor(scenario);
  labour_usd_per_y_ = heads * (1.0 + cost_.later_shifts * cost_.shift_premium) *
                      (cost_.paid_per_head_s / 3600.0) * cost_.wage_usd_per_h;
  const double run_usd = cost_.training_gpu_h * cost_.gpu_usd_per_h + cost_.training_usd;
  const double drift_usd_per_y = cost_.rework_usd * cost_.drift_per_y;
  training_usd2_ = 2.0 * run_usd * drift_usd_per_y;
  waiting_usd_ = drift_usd_per_y * (cost_.retrain_s / kSecondsPerYear);
  bound_share_ = cost_.interest_per_y * (cost_.working_capital_s / kSecondsPerYear);
  cap_usd_per_spot_ = cost_.cap_pair_usd * (1.0 + cost_.cap_duty) / cost_.spots_per_cap_pair;
  steel_usd_ = cost_.steel_kg * cost_.steel_usd_per_kg *
               (1.0 + cost_.steel_imported * cost_.steel_duty * cost_.pass_through);
}

ItemsUsd CostModel::items_usd(const PlantYear& year, const PricePoint& point) const {
  check_year(year);
  check_point(point);
  const double bodies = year.good_bodies_per_year;
  const double robots = static_cast<double>(year.spot_robots) + year.other_robots;
  const double bare_station_usd =
      point.robot_usd * (1.0 + cost_.robot_freight + point.robot_duty + cost_.installation) +
      cost_.integration_usd;
  const double gun_usd = cost_.gun_usd * (1.0 + cost_.gun_duty + cost_.installation);
  const double stations_usd = robots * bare_station_usd + year.spot_robots * gun_usd;

  ItemsUsd items = {};
  const auto item = [&items](CostItemId id) -> double& { return items[index_of(id)]; };
  item(Id::robot_stations) = stations_usd * station_capital_per_y_ / bodies;
  item(Id::tooling) = tooling_usd_per_y_ / bodies;
  item(Id::building) = building_usd_per_y_ / bodies;
  item(Id::maintenance) =
      cost_.maintenance * (item(Id::robot_stations) + item(Id::tooling) + item(Id::building));
  item(Id::labour) = labour_usd_per_y_ / bodies;
  item(Id::energy) = year.kwh_per_body * cost_.energy_usd_per_kwh;
  item(Id::electrode_caps) = year.spots_per_body * cap_usd_per_spot_;
  item(Id::sealer_and_fasteners) = year.sealer_m_per_body * cost_.sealer_usd_per_m +
                                   year.studs_per_body * cost_.stud_usd +
                                   year.rivets_per_body * cost_.rivet_usd;
  item(Id::rework_and_scrap) =
      year.rework_share * cost_.rework_usd + year.scrap_share * cost_.scrap_usd;
  item(Id::edge_computing) = robots * edge_usd_per_robot_y_ / bodies;
  item(Id::ai_training) =
      std::sqrt(training_usd2_ / bodies) + waiting_usd_ + cost_.base_model_usd / bodies;
  item(Id::overhead) = cost_.overhead * item(Id::labour);
  const double before_usd = totals_of(items).conversion_usd;  // working capital is not set yet
  item(Id::working_capital) = bound_share_ * (before_usd + steel_usd_);
  item(Id::steel) = steel_usd_;
  item(Id::rest_of_vehicle) = cost_.rest_of_vehicle_usd;

  const double vehicle_usd = totals_of(items).landed_usd;  // nothing after the rest is set yet
  item(Id::vehicle_duty) =
      (vehicle_usd + cost_.vehicle_duty_on_freight * cost_.vehicle_freight_usd) *
      point.vehicle_duty;
  item(Id::vehicle_freight) = cost_.vehicle_freight_usd;
  return items;
}

}  // namespace darkline
