// The rows of `darkline bench` that speak of the whole plant.
#pragma once

#include <string>
#include <vector>

#include "models/scenario/factory_model.h"

namespace darkline {

struct BenchRow {
  std::string name;
  double value = 0.0;
  std::string unit;
  double reference = 0.0;  // in the same unit
  std::string reference_name;
};

// All moves of all programs by inverse dynamics; all robots alive with controllers linked in: tiers
// chosen by themselves with one cell open in Bullet, the same with every pair of arms watched, and
// every arm in the fleet.
std::vector<BenchRow> bench_plant(FactoryModel factory, int jobs);

}  // namespace darkline
