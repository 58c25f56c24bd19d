// Many replications at once by the lane engine (lane_engine.h), with the flow engine as a control
// where the lanes are approximate.
//
// Lanes give x_i, i = 1..n; the flow engine gives y_i of the same draws for the first m of them.
//   corrected = mean(x over n) + mean(y - x over m)
// is free of the lanes' bias, and since y - x varies little, nearly as narrow as n replications of
// the flow engine. Its variance: Var(y - (1 - m/n) x) / m + (n - m) / n^2 Var(x).
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "twin/line/line_kernels.h"
#include "twin/line/line_model.h"
#include "twin/line/replications.h"

namespace darkline {

// A mean with the half-width of its 95 % confidence interval (Student's t); 0 of one value.
struct ScreenedMean {
  double mean = 0.0;
  double half_width = 0.0;
};

// Lanes that are further off, as a share of the flow engine's mean, are not relied upon.
inline constexpr double kMostLaneBias = 0.01;

struct Screening {
  bool approximate = false;                     // technicians are limited: lanes have a bias
  std::vector<ReplicationResult> replications;  // by number, from 0; by lanes
  int left_lanes = 0;  // replications that did not fit a lane and are the flow engine's
  int controls = 0;    // m; 0 where lanes are exact

  ScreenedMean parts_out;  // of the lanes alone
  ScreenedMean bias;       // of it, as a share of the flow engine's mean
  ScreenedMean corrected_parts_out;
};

// `controls` are asked for where lanes are approximate only, and are at least 2 then. There are
// twice as many, and twice again, while the interval of the bias reaches beyond kMostLaneBias; if
// all replications have become controls, the corrected mean is the flow engine's. The result
// depends neither on `jobs` nor on `isa`.
// @throws InputError if lanes cannot take the line (why_no_lanes), Interrupted.
Screening screen(const LineModel& model, std::uint64_t seed, int replications, int controls,
                 int jobs, InstructionSet isa = instruction_sets().back(),
                 const ReplicationProgress& progress = {}, std::stop_token stop = {});

}  // namespace darkline
