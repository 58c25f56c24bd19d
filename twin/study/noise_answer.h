// Two levels of chance in a sampled study: what the inputs may be, and what a year of the line
// makes of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "twin/kpi/estimate.h"
#include "twin/study/study_merge.h"

namespace darkline {

// Of values y of draw d and replication r: y = mean + draw + replication + rest, variances by the
// two-way analysis without repetition (Henderson's method I),
//   input  (MS_draws - MS_rest) / R      line  (MS_replications - MS_rest) / D      rest  MS_rest
// The replications of all draws share their random numbers; `line` is what they have in common
// and `rest` what each draw makes of it by itself, the noise of lines that draws change included.
// Estimates below 0 are about 0 and count as that in shares.
struct NoiseSplit {
  Estimate mean;  // over draws and replications; its interval holds both (Satterthwaite)
  double input = 0.0, line = 0.0, rest = 0.0;
  std::uint64_t draws = 0, replications = 0;

  double of_a_year() const;             // variance of one year at one draw
  double line_share_of_a_year() const;  // of it, what is not the inputs'
  // Of the variance of the mean, what more replications, rather than more draws, would take away.
  double line_share_of_the_mean() const;
};

// `values`: (n_draws x n_replications), at least two of each.
NoiseSplit split_noise(std::span<const std::vector<double>> values, double confidence);

struct NoiseAnswer {
  std::string response, unit;
  NoiseSplit noise;
  double low = 0.0, median = 0.0, high = 0.0;  // 5, 50, 95 % of the draws' means
  std::vector<double> means;                   // of the draws
};

// One a response of a latin_hypercube, sobol or monte_carlo study without choices whose samples
// were kept. Where draws have different numbers of replications, the first that all have.
std::vector<NoiseAnswer> noise_answers(const MergedStudy& merged);

std::string noise_text(const std::vector<NoiseAnswer>& answers);

}  // namespace darkline
