// The analytic twin: beside each simulated figure what theory says of it, where theory says
// something.
#pragma once

#include <string>
#include <vector>

#include "twin/kpi/kpis.h"
#include "twin/line/line_model.h"
#include "twin/line/replications.h"

namespace darkline {

enum class TwinKind {
  exact,          // must agree
  bound,          // the simulated value may not be larger
  approximation,  // of known direction and size at best: told, never held against the simulation
};

const char* name_of(TwinKind kind);

struct TwinRow {
  std::string figure;  // "throughput"
  std::string unit;
  std::string method;  // "1 / (1 + sum MTTR/MTBF) of each station"
  TwinKind kind = TwinKind::exact;
  double analytic = 0.0;
  Estimate simulated;
  // (simulated - analytic) / standard error; 0 where the simulation has no error.
  double z = 0.0;
  // Exact and |z| > 3, or a bound exceeded by more than 3 standard errors; without a standard
  // error, by more than one body in the window.
  bool flagged = false;
};

// Rows that apply to the line; none unless it is plain (line_model.h):
// - throughput: stations that always take the same and never stop, 1 / longest cycle; one station,
//   availability / cycle; two stations that stop, two fluid machines; else aggregation;
// - throughput bound: what the weakest station could do alone;
// - stand-alone availability of the stations, unless repairs depend on technicians or the hour;
// - stations down, where technicians are counted: the machine-repairman queue.
std::vector<TwinRow> analytic_twin(const LineModel& line, const LineResult& result,
                                   const Kpis& kpis);

}  // namespace darkline
