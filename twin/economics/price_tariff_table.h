// What a body costs over robot prices and duties, with the line as it is: prices change no cycle.
#pragma once

#include <span>
#include <vector>

#include "models/scenario/scenario.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/plant_year.h"
#include "twin/kpi/estimate.h"

namespace darkline {

struct PriceTariffRow {
  PricePoint at;
  Estimate conversion, body_in_white, landed;  // USD per body, as in UnitCostEstimate
};

// One row for each robot_usd x robot_duty x vehicle_duty of `Scenario::table`, in that order, the
// vehicle's duty changing fastest. An axis without values stands at the scenario's own value; a
// table without any axis has no rows. Takes under a microsecond per row and replication.
// Preconditions: those of estimate_unit_cost; the axes' values are finite and not negative.
std::vector<PriceTariffRow> price_tariff_table(const Scenario& scenario,
                                               std::span<const PlantYear> replications);

}  // namespace darkline
