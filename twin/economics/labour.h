// Labour by role and shift: the rows behind the item "labour" of cost_model.h.
#pragma once

#include <vector>

#include "models/scenario/scenario.h"

namespace darkline {

struct LabourRow {
  const char* role = "";   // "technicians"
  const char* shift = "";  // "first", "later"
  double heads = 0.0;
  double wage_usd_per_h = 0.0;  // with the premiums of role and shift
  double usd_per_y = 0.0;
};

// One row for each role (direct, technicians, logistics, quality, supervision) and shift; they sum
// to the labour of a year but for rounding. Precondition: that of CostModel.
std::vector<LabourRow> labour_rows(const Scenario& scenario);

}  // namespace darkline
