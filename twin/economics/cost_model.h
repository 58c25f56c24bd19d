// What a body costs, item by item, as plain numbers: fast enough for maps of prices and for
// sensitivity studies (well below a microsecond). unit_cost.h adds what people read.
//
// The process-based cost model of economics facts 4.2 (E9 to E17), calibrated to ULSAB:
//
//   capital       equal yearly payments over the item's life (finance.h), divided by the GOOD
//                 bodies that the line was measured to make in a year. Lower availability raises
//                 every fixed item as 1/V: that is where the line enters.
//   station       robot_usd (1 + freight + duty + installation) + gun_usd (1 + gun duty +
//                 installation) + integration_usd, the gun for spot-welding robots only.
//                 integration_usd is work, which does not grow with the robot's price;
//                 installation is what does. Salvage is a share of that whole sum.
//   tooling       dedicated to the product: written off over the product's life, not its own.
//   maintenance   a share of the yearly capital of stations, tooling and building, and of
//                 nothing else (ULSAB: 10 %).
//   labour        heads over all shifts x paid hours x wage, each role and each later shift with
//                 its premium (labour.h shows the roles).
//   AI training   models are retrained as often as costs least (E20): with k = V rework drift the
//                 yearly cost of retraining and of the defects between two retrainings is
//                 sqrt(2 C k), the wait for the new model adds k L; C is a run's cost.
//   overhead      a share of labour; 0 by default, for support heads are overhead already.
//   working       interest on the cost of a body, its steel with it, for as long as it is bound.
//   capital
//   steel         kg x price x (1 + share imported x duty x pass-through).
//
// Duties. Every duty is a share of the FOB value (the price at the exporting port, before
// freight), as the United States assess it: the robot's on robot_usd, the vehicle's on what the
// vehicle cost to make, at no margin, with the share vehicle_duty_on_freight of its freight (1
// where the value is CIF). They are the duties that are PAID: a plant that buys its robots at home
// pays none, and its scenario says robot_duty = 0, whatever a tariff list has. Recoverable taxes
// (VAT) are no cost and not in here.
//
// Money is USD of one year throughout, as the scenario gives it; nothing is rounded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"

namespace darkline {

// The items in the order in which they are summed and shown; each total is the sum of all items
// up to its last: conversion up to working_capital, body in white up to steel, landed all.
enum class CostItemId : std::uint8_t {
  robot_stations,
  tooling,
  building,
  maintenance,
  labour,
  energy,
  electrode_caps,
  sealer_and_fasteners,
  rework_and_scrap,
  edge_computing,
  ai_training,
  overhead,
  working_capital,
  steel,
  rest_of_vehicle,
  vehicle_duty,
  vehicle_freight,
};
inline constexpr std::size_t kCostItemCount = 17;
inline constexpr std::size_t kConversionItems = 13;  // the first ones
inline constexpr std::size_t kBodyInWhiteItems = 14;

constexpr std::size_t index_of(CostItemId id) {
  return static_cast<std::size_t>(id);
}

// Paid per year and shared by the good bodies; paid per body; or some of both.
enum class CostKind : std::uint8_t { fixed, variable, mixed };
const char* name_of(CostKind kind);  // "fixed"

struct CostItemInfo {
  CostItemId id;
  const char* name;   // "robot_stations", as in files
  const char* title;  // "Robot stations"
  CostKind kind;
  // In the names of the item's inputs (unit_cost.h), with "x" for times; AP(r, n) and PV(r, n)
  // are annuity_factor and present_value_factor, SQRT the square root.
  const char* formula;
};
const CostItemInfo& info_of(CostItemId id);

using ItemsUsd = std::array<double, kCostItemCount>;  // USD per body, by CostItemId

struct CostTotals {
  double conversion_usd = 0.0;     // all but material: what the shop costs
  double body_in_white_usd = 0.0;  // conversion + steel
  double landed_usd = 0.0;  // (body in white + rest) x (1 + vehicle duty) + freight to the market
};

// The totals of `items`, added in their order: the items sum to them to the last bit.
CostTotals totals_of(const ItemsUsd& items);

// The mean wage over the support heads' roles, over cost.wage.
double support_wage_factor(const Scenario& scenario);

// The three numbers that the price x tariff table varies.
struct PricePoint {
  double robot_usd = 0.0;
  double robot_duty = 0.0;
  double vehicle_duty = 0.0;
};
PricePoint price_point_of(const Scenario& scenario);

// The prices of one scenario with everything worked out that does not change with the line.
class CostModel {
 public:
  // Precondition, which the scenario reader guarantees: prices, duties and heads are finite and
  // not negative; lives and spots_per_cap_pair are above 0; shares (salvage, steel_imported, the
  // roles' together) are at most 1.
  explicit CostModel(const Scenario& scenario);

  // Preconditions: good bodies above 0, the rest of `year` and `point` finite and not negative.
  ItemsUsd items_usd(const PlantYear& year) const { return items_usd(year, scenario_point_); }
  ItemsUsd items_usd(const PlantYear& year, const PricePoint& point) const;

  // USD per year for each USD invested in stations.
  double station_capital_per_y() const { return station_capital_per_y_; }

 private:
  decltype(Scenario::cost) cost_;
  PricePoint scenario_point_;
  double station_capital_per_y_ = 0.0;
  double tooling_usd_per_y_ = 0.0;
  double building_usd_per_y_ = 0.0;
  double labour_usd_per_y_ = 0.0;
  double edge_usd_per_robot_y_ = 0.0;
  double training_usd2_ = 0.0;  // 2 C rework drift, USD^2 a body and year
  double waiting_usd_ = 0.0;    // rework drift L
  double bound_share_ = 0.0;    // interest x time of working capital
  double cap_usd_per_spot_ = 0.0;
  double steel_usd_ = 0.0;
};

}  // namespace darkline
