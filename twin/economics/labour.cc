#include "twin/economics/labour.h"

#include <array>

namespace darkline {

std::vector<LabourRow> labour_rows(const Scenario& scenario) {
  const auto& cost = scenario.cost;
  struct Role {
    const char* name;
    double heads, premium;
  };
  const double supervision =
      1.0 - cost.technician_share - cost.logistics_share - cost.quality_share;
  const std::array<Role, 5> roles = {{
      {"direct", cost.direct_heads, 0.0},
      {"technicians", cost.support_heads * cost.technician_share, cost.technician_premium},
      {"logistics", cost.support_heads * cost.logistics_share, cost.logistics_premium},
      {"quality", cost.support_heads * cost.quality_share, cost.quality_premium},
      {"supervision", cost.support_heads * supervision, cost.supervision_premium},
  }};
  std::vector<LabourRow> rows;
  for (const Role& role : roles) {
    for (const bool later : {false, true}) {
      LabourRow row;
      row.role = role.name;
      row.shift = later ? "later" : "first";
      row.heads = role.heads * (later ? cost.later_shifts : 1.0 - cost.later_shifts);
      row.wage_usd_per_h =
          cost.wage_usd_per_h * (1.0 + role.premium) * (1.0 + (later ? cost.shift_premium : 0.0));
      row.usd_per_y = row.heads * (cost.paid_per_head_s / 3600.0) * row.wage_usd_per_h;
      rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace darkline
