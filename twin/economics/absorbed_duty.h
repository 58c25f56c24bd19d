// How much duty a fall in the cost of a body makes up for: the question of Ningbo.
//
// The fall is that of the landed vehicle without any duty on the vehicle, from a base to a
// scenario, pair of years by pair. Divided by what a duty could be levied on in the scenario it is
// the rate that eats it up, on three bases:
//   conversion   what the shop adds: the largest number, and a tax that nobody levies
//   body in white
//   vehicle      the customs value of the car: what duties on cars are levied on
// Negative where the cost rose: then nothing is absorbed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/base/date.h"
#include "twin/economics/plant_year.h"
#include "twin/economics/resolve_prices.h"
#include "twin/kpi/estimate.h"

namespace darkline {

// A duty of the ledger on the scenario's vehicle, made at its site.
struct LeviedDuty {
  std::string market;  // "US"
  double rate = 0.0;   // of the customs value
  bool complete = true;
};

struct AbsorbedDuty {
  Estimate saved_usd;  // a vehicle; positive: cheaper than the base
  Estimate of_conversion, of_body_in_white, of_vehicle;  // rates
  // Conversion, USD a body: the base's line and the scenario's, each at the base's prices and at
  // the scenario's.
  Estimate base_line_base_prices, base_line_now_prices, now_line_base_prices, now_line_now_prices;
  double base_bodies_per_y = 0.0, now_bodies_per_y = 0.0;  // means
  int base_robots = 0, now_robots = 0;
  Estimate free_robots, free_conversion;  // rates on the vehicle: robots, or all conversion, for 0
  std::vector<LeviedDuty> levied;         // by market; those that the ledger knows
  Date day;                               // of them
};

// Preconditions: at least one year in each; those of CostModel. The day of the levied duties is
// that of the scenario, or the last of the ledger where it has none.
AbsorbedDuty absorbed_duty(const ResolvedPrices& base, std::span<const PlantYear> base_years,
                           const ResolvedPrices& now, std::span<const PlantYear> years);

// Whether the question makes sense: one site, and robots that cost less or are more.
bool asks_what_is_absorbed(const ResolvedPrices& base, const PlantYear& base_year,
                           const ResolvedPrices& now, const PlantYear& year);

// One paragraph for people; `base_title` and `title` name the two.
std::string absorbed_text(const AbsorbedDuty& found, const std::string& base_title,
                          const std::string& title);

}  // namespace darkline
