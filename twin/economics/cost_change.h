// What changed in the cost of a body from one scenario to another, and through what.
//
// The drivers below are each switched from the base's values to the scenario's. Their effects
// depend on the order in which that is done (a duty on cheaper robots is a smaller duty), so each
// gets its mean effect over all orders (Shapley). The parts then sum to the whole, and no order is
// preferred. Replications are paired: the lines share their random numbers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "twin/economics/absorbed_duty.h"
#include "twin/economics/plant_year.h"
#include "twin/economics/resolve_prices.h"
#include "twin/kpi/estimate.h"

namespace darkline {

enum class CostDriver : std::uint8_t {
  line,           // bodies, robots, energy and quality as the line makes them
  capital_goods,  // prices of robots, guns, tooling, building; lives and interest
  capital_duty,   // channel: duty on robots and guns
  input_duty,     // channel: duty on caps and steel
  vehicle_duty,   // channel: duty on the vehicle
  ai_compute,     // channel: compute, inference computers and their duty, the wait for models
  supply,         // bodies lost to late robots and missing chips
  site,           // wages, heads, electricity
  other,          // all other prices
};
inline constexpr std::size_t kCostDrivers = 9;
const char* name_of(CostDriver driver);  // "duty on robots and guns"

struct DriverChange {
  CostDriver driver = CostDriver::line;
  Estimate conversion, body_in_white, landed;  // USD a body
};

struct CostChange {
  std::vector<DriverChange> drivers;           // all, by CostDriver; they sum to the whole
  Estimate conversion, body_in_white, landed;  // scenario less base
  double base_landed_usd = 0.0, base_conversion_usd = 0.0;
  // Where the plant moves to another country: the duty on the base's vehicle at which making it
  // here costs the same (E28, investment.h).
  std::optional<Estimate> break_even_vehicle_duty;
  // Where robots became cheaper or more at one site.
  std::optional<AbsorbedDuty> absorbed;
  bool duties_differ = true, compute_differs = true;  // from the base's: then the text tells them
};

// `base_years` and `years` are what the lines did, before shocks of supply.
// Preconditions: at least one replication in each; those of CostModel.
CostChange cost_change(const ResolvedPrices& base, std::span<const PlantYear> base_years,
                       const ResolvedPrices& now, std::span<const PlantYear> years);

// The change in one paragraph: the totals with their intervals, then what brought them about, the
// largest first, the duties of the day, the route of compute, and what supply took.
std::string change_text(const CostChange& change, const std::string& base_title,
                        const ResolvedPrices& now);

}  // namespace darkline
