// The built-in proof of the cost side: published values beside what our model makes of their
// inputs.
#pragma once

#include <string>
#include <vector>

namespace darkline {

struct CostValidationRow {
  std::string name;    // "ULSAB assembly: tooling, 5 y"
  std::string source;  // where the published value stands
  double published = 0.0;
  double found = 0.0;      // by the cost model, from the published inputs
  double tolerance = 0.0;  // a share of the published value
  bool passed = false;
};

// The UltraLight Steel Auto Body of 1998, and the other anchors of economics facts 7. Always the
// same rows, at once.
std::vector<CostValidationRow> run_cost_validation();

}  // namespace darkline
