// What a sizing study takes from a plant: its line, ready to be simulated, and its years. Who
// studies its cells is the caller's business, as with line_figures.h.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"
#include "twin/line/line_model.h"
#include "twin/line/replications.h"

namespace darkline {

struct PreparedPlant {
  LineModel line;  // warm-up and horizon included
  double good_share = 1.0;
  double hours_per_year = 0.0;
  std::int64_t welders = 0, robots = 0, stations = 0, places = 0;
  std::string fidelity;  // of its cells: "bullet"
  // One year a replication. @throws InputError for one without a body
  std::function<std::vector<PlantYear>(const LineResult&)> years;
};

// @throws InputError, IoError, Interrupted
using PlantSource = std::function<PreparedPlant(const Scenario&)>;

}  // namespace darkline
