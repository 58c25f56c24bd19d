// How a scenario wants its line measured: warm-up, number of replications, sensitivity.
#pragma once

#include <string>
#include <vector>

#include "models/scenario/scenario.h"

namespace darkline {

// Figures that a precision can be asked for, as simulation.precision_of names them.
enum class PreciseFigure { net_jph, lead_time, work_in_process, energy };

struct LineStatistics {
  bool finds_warm_up = false;  // simulation.warm_up_rule is mser5
  double precision = 0.0;      // relative half-width; 0: simulation.replications, whatever it gives
  std::vector<PreciseFigure> precise;
  int most_replications = 0;
};

// @throws InputError for a rule or a figure that does not exist.
LineStatistics line_statistics(const Scenario& scenario);

const char* name_of(PreciseFigure figure);

}  // namespace darkline
