// The cost of a body as people read it: every item with its formula, what went in, and how sure
// it is. The calculation is cost_model.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/plant_year.h"
#include "twin/kpi/estimate.h"

namespace darkline {

// Where the value of an input came from.
enum class CostInputSource : std::uint8_t {
  scenario,  // the user's, `Scenario::cost`
  line,      // measured: PlantYear
  item,      // other items of the same body
};
const char* name_of(CostInputSource source);  // "scenario"

// One name of a formula. The names are those of `Scenario::cost` and `PlantYear`; lives and paid
// time are in years and hours here (robot_life_y, paid_per_head_h).
struct CostInput {
  std::string name;         // "robot_usd"
  double value = 0.0;       // over several replications their mean
  double half_width = 0.0;  // 0 for what the scenario gives, and for a single replication
  std::string unit;         // "USD"; empty for a pure number
  CostInputSource source = CostInputSource::scenario;
};

// What a "why?" is answered with.
struct CostItem {
  CostItemId id = CostItemId::robot_stations;
  std::string name;   // "robot_stations"
  std::string title;  // "Robot stations"
  double usd_per_body = 0.0;
  std::string formula;
  CostKind kind = CostKind::fixed;
  std::vector<CostInput> inputs;  // every name of the formula, in its order
};

struct UnitCost {
  std::vector<CostItem> items;  // all, by CostItemId
  CostTotals totals;            // the sums of the items, to the last bit
};

// The cost of a body of one replication.
// Preconditions: those of CostModel.
UnitCost unit_cost(const Scenario& scenario, const PlantYear& year);

struct CostItemEstimate {
  CostItem item;  // usd_per_body and inputs are means over the replications
  Estimate usd_per_body;
};

// USD per body over the replications of the line: means with Student-t half-widths at the
// scenario's confidence.
struct UnitCostEstimate {
  std::vector<CostItemEstimate> items;  // all, by CostItemId
  // The means of the items add up to the means of the totals to the last bit. Half-widths do not
  // add up: the items share the volume of their replication.
  Estimate conversion, body_in_white, landed;
};

// The uncertainty of the line carried on to the cost: every replication is priced on its own, so
// that E[F/V] is estimated and not F/E[V], which is lower. The formula of an item applied to the
// means of its inputs therefore misses its mean by that little; both are shown.
// Preconditions: those of CostModel for each replication, and at least one of them; half-widths of
// a single one are what estimate_mean says of a single value.
UnitCostEstimate estimate_unit_cost(const Scenario& scenario,
                                    std::span<const PlantYear> replications);

}  // namespace darkline
