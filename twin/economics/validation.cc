#include "twin/economics/validation.h"

#include <array>
#include <cmath>
#include <utility>

#include "twin/economics/cost_model.h"
#include "twin/economics/finance.h"
#include "twin/economics/supply_effect.h"
#include "twin/economics/training.h"
#include "twin/economics/zone_cost.h"

namespace darkline {
namespace {

using Id = CostItemId;
using Rows = std::vector<CostValidationRow>;

constexpr double kUlsabBodies = 225e3;
constexpr double kAssembly = 0.005, kStamping = 0.025;  // tolerances of economics facts 7.2
constexpr double kExact = 1e-7;                         // values published to ten digits

void add(Rows& rows, std::string name, std::string source, double published, double found,
         double tolerance) {
  const bool passed = std::abs(found - published) <= tolerance * std::abs(published);
  rows.push_back({std::move(name), std::move(source), published, found, tolerance, passed});
}

// What ULSAB has in common (p. 55): 12 %, 240 days of 8 h a head, 44 USD an hour. Equipment is one
// "robot" whose price is all integration; it is written off over `equipment_life_y`.
Scenario ulsab(double tool_usd, double equipment_usd, double equipment_life_y,
               double building_usd) {
  Scenario scenario;
  auto& cost = scenario.cost;
  cost.interest_per_y = 0.12;
  cost.tooling_usd = tool_usd;
  cost.tooling_life_s = 5 * kSecondsPerYear;
  cost.integration_usd = equipment_usd;
  cost.robot_life_s = equipment_life_y * kSecondsPerYear;
  cost.building_usd = building_usd;
  cost.building_life_s = 25 * kSecondsPerYear;
  cost.edge_box_life_s = kSecondsPerYear;
  cost.maintenance = 0.10;
  cost.paid_per_head_s = 240 * 8 * 3600.0;
  cost.wage_usd_per_h = 44.0;
  cost.spots_per_cap_pair = 1.0;
  return scenario;
}

PlantYear ulsab_year() {
  PlantYear year;
  year.good_bodies_per_year = kUlsabBodies;
  year.other_robots = 1;
  return year;
}

// Assembly; returns its USD a vehicle.
double assembly_rows(Rows& rows) {
  constexpr double kEnergyUsd = 9.87, kMaterialUsd = 0.49;  // inputs of ours
  Scenario scenario = ulsab(19.0e6, 40.4e6, 5.0, 31.4e6);
  scenario.cost.direct_heads = 120;     // inferred
  scenario.cost.support_heads = 333.7;  // inferred from the published overhead labour
  scenario.cost.energy_usd_per_kwh = kEnergyUsd;
  scenario.cost.sealer_usd_per_m = kMaterialUsd;
  scenario.cost.working_capital_s = 7 * 86400.0;
  PlantYear year = ulsab_year();
  year.kwh_per_body = 1.0;
  year.sealer_m_per_body = 1.0;
  const ItemsUsd items = CostModel(scenario).items_usd(year);
  const auto of = [&](Id id) { return items[index_of(id)]; };
  const std::string page = "ULSAB final report 1998, p. 58, USD a vehicle";
  add(rows, "ULSAB assembly: tooling, 5 y", page, 23.40, of(Id::tooling), kAssembly);
  add(rows, "ULSAB assembly: equipment, 5 y", page, 49.88, of(Id::robot_stations), kAssembly);
  add(rows, "ULSAB assembly: building, 25 y", page, 17.74, of(Id::building), kAssembly);
  add(rows, "ULSAB assembly: maintenance, 10 %", page, 9.10, of(Id::maintenance), kAssembly);
  const double direct_usd = of(Id::labour) * 120.0 / (120.0 + 333.7);
  add(rows, "ULSAB assembly: direct labour, 120 heads", page, 45.06, direct_usd, kAssembly);
  add(rows, "ULSAB assembly: working capital, a week", page, 0.63, of(Id::working_capital), 0.04);
  const double total_usd = totals_of(items).conversion_usd;
  add(rows, "ULSAB assembly: all, with its inputs", page, 281.48, total_usd, kAssembly);
  return total_usd;
}

// Blanking, welding of blanks and stamping; returns what ours differ from the published lines by.
double stamping_rows(Rows& rows) {
  constexpr double kTooling = 51.21, kEquipment = 88.17, kBuilding = 7.33, kMaintenance = 14.67;
  const Scenario scenario =
      ulsab(37.1e6 + 4.4e6, 102.9e6 + 37.2e6 + 10.1e6, 20.0, 6.1e6 + 5.9e6 + 1.2e6);
  const ItemsUsd items = CostModel(scenario).items_usd(ulsab_year());
  const auto of = [&](Id id) { return items[index_of(id)]; };
  const std::string page = "ULSAB final report 1998, p. 58, USD a vehicle";
  add(rows, "ULSAB stamping: tooling, 5 y", page, kTooling, of(Id::tooling), kStamping);
  add(rows, "ULSAB stamping: equipment, 20 y", page, kEquipment, of(Id::robot_stations), kStamping);
  add(rows, "ULSAB stamping: building, 25 y", page, kBuilding, of(Id::building), kStamping);
  add(rows, "ULSAB stamping: maintenance, 10 %", page, kMaintenance, of(Id::maintenance),
      kStamping);
  return totals_of(items).conversion_usd - (kTooling + kEquipment + kBuilding + kMaintenance);
}

void ulsab_rows(Rows& rows) {
  constexpr double kStampedUsd = 583.58, kPurchasedUsd = 81.81;
  const double assembly_usd = assembly_rows(rows);
  const double more_usd = stamping_rows(rows);
  add(rows, "ULSAB body in white, other lines as published", "ULSAB final report 1998, p. 58",
      946.87, assembly_usd + kStampedUsd + more_usd + kPurchasedUsd, kAssembly);
}

void finance_rows(Rows& rows) {
  struct Annuity {
    const char* name;
    double interest, years, published;
  };
  constexpr std::array<Annuity, 6> kAnnuities = {{{"A/P(10 %, 5 y)", 0.10, 5, .2637974808},
                                                  {"A/P(10 %, 10 y)", 0.10, 10, .1627453949},
                                                  {"A/P(8 %, 12 y)", 0.08, 12, .1326950169},
                                                  {"A/P(12 %, 5 y)", 0.12, 5, .2774097319},
                                                  {"A/P(12 %, 20 y)", 0.12, 20, .1338787800},
                                                  {"A/P(12 %, 25 y)", 0.12, 25, .1274999698}}};
  for (const Annuity& each : kAnnuities) {
    add(rows, each.name, "r / (1 - (1 + r)^-n), to ten digits", each.published,
        annuity_factor(each.interest, each.years), 1e-9);
  }
  const std::array<double, 5> first = {0, -10000, 3000, 4200, 6800};
  add(rows, "NPV at 10 %, from the end of year 1", "spreadsheets' documented example", 1188.4434,
      net_present_value_usd(0.10, first), kExact);
  std::vector<double> second = {-40000, 8000, 9200, 10000, 12000, 14500};
  add(rows, "NPV at 8 %, 40,000 spent now", "spreadsheets' documented example", 1922.0616,
      net_present_value_usd(0.08, second), kExact);
  second.push_back(-9000);
  add(rows, "NPV at 8 %, a loss in year 6", "spreadsheets' documented example", -3749.4651,
      net_present_value_usd(0.08, second), kExact);
  add(rows, "BCG: an hour of a spot-welding robot, USD", "BCG 2015, The Robotics Revolution", 8.0,
      robot_hour_usd(133e3, 10.0, 0.10, 0.10, 4000.0), 0.15);
}

void compute_rows(Rows& rows) {
  add(rows, "DeepSeek R1 fine-tuning, 147,000 GPU-h at 2 USD", "article 003: 294 thousand USD",
      294e3, 147e3 * 2.0, kExact);
  add(rows, "DeepSeek pre-training, 2.788 M GPU-h at 2 USD", "technical report: 5.576 M USD",
      5.576e6, 2.788e6 * 2.0, kExact);
  add(rows, "CloudMatrix 384: energy for the same work", "SemiAnalysis, published as 2.3", 2.3,
      (559.0 / 300.0) / (145.0 / 180.0), 0.01);
  constexpr double kCheckpoint_h = 5.0 / 60.0, kRestart_h = 10.0 / 60.0, kFailure_h = 200.0;
  add(rows, "100 h of training with checkpoints, h", "Daly 2006", 103.029,
      checkpointed_makespan(100.0, best_checkpoint_interval(kCheckpoint_h, kFailure_h),
                            kCheckpoint_h, kRestart_h, kFailure_h),
      5e-6);
  const Retraining best = best_retraining(200e3, 300e3 * 120.0 * 0.016, 0.0);
  add(rows, "retraining as an order quantity: years between runs", "Harris 1913: sqrt(2 C / k)",
      5.0 / 6.0, best.interval_y, kExact);
  add(rows, "retraining as an order quantity: USD a year", "Harris 1913: sqrt(2 C k)", 480e3,
      best.usd_per_y(), kExact);
}

void resilience_rows(Rows& rows) {
  Scenario scenario;
  scenario.supply.chip_stock_s = 20.0 * 86400.0;
  scenario.supply.chip_alternative = 0.4;
  scenario.supply.ramp_period_s = 1.0;
  add(rows, "time to survive, 20 days of stock and 40 % replaced", "S / (1 - a): 33.333 days",
      100.0 / 3.0, supply_effect(scenario).time_to_survive_s / 86400.0, kExact);
  add(rows, "newsvendor: spares at a shortage nine times as dear", "F(S) = cu / (cu + co)", 0.9,
      newsvendor_share(9.0, 1.0), kExact);
}

}  // namespace

Rows run_cost_validation() {
  Rows rows;
  ulsab_rows(rows);
  finance_rows(rows);
  compute_rows(rows);
  resilience_rows(rows);
  return rows;
}

}  // namespace darkline
