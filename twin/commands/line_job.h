// The part of the main job between cell studies and cost: the line, as its scenario wants it
// measured.
#pragma once

#include <stop_token>

#include "twin/line/engine_choice.h"
#include "twin/report/run_result.h"

namespace darkline {

struct LineJobOptions {
  int jobs = 1;
  std::stop_token stop = {};
  EngineRequest engine = EngineRequest::automatic;
  bool sensitivity = true;  // as far as the scenario asks for it
};

// Fills r.line, and r.warm_up where the scenario wants its warm-up found.
// @throws InputError
void prepare_line(RunResult& r, int jobs);

// Fills r.line, r.warm_up, r.line_result, r.precision, r.kpis, r.energy and r.analytic from
// r.factory and r.study. Progress is shown on a terminal.
// @throws InputError, Interrupted
void simulate_line(RunResult& r, const LineJobOptions& options);

}  // namespace darkline
