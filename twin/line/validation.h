// The line's built-in proof: cases with a known answer, run on the same engine as every scenario,
// the known answer beside the simulated one.
#pragma once

#include <string>
#include <vector>

namespace darkline {

struct ValidationRow {
  std::string name;        // "3 exponential stations, no places: throughput"
  std::string source;      // where the expected value comes from
  std::string convention;  // under which it holds
  bool exact = false;      // else statistical: independent replications with fixed seeds
  double expected = 0.0;
  double simulated = 0.0;
  double standard_error = 0.0;  // of the simulated value; 0 for exact rows
  double z = 0.0;               // (simulated - expected) / standard_error; 0 for exact rows
  double tolerance = 0.0;       // exact rows: largest |simulated - expected| that passes
  bool passed = false;          // within the tolerance, or |z| < 4
};

// All cases, some tens of seconds on one core, on up to `jobs` threads. Always the same rows.
std::vector<ValidationRow> run_line_validation(int jobs = 1);

}  // namespace darkline
