// What the factors of a merged study do, where its design was made to tell: shares of the variance,
// elementary effects, and choices among uncertain draws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "twin/kpi/estimate.h"
#include "twin/study/sensitivity.h"
#include "twin/study/study_merge.h"

namespace darkline {

// Of one response.
struct VarianceAnswer {
  std::string response, unit;
  Estimate mean;                        // over the draws
  double deviation = 0.0;               // over the draws
  std::vector<std::string> groups;      // "cost.wage", "cost.wage with cost.electricity"
  std::vector<ShareOfVariance> shares;  // (groups); none where the response is constant
};
std::vector<VarianceAnswer> variance_answers(const MergedStudy& merged);

// Of one response: by factor, the greatest mean of absolute values first.
struct EffectAnswer {
  std::string response, unit;
  std::vector<std::string> factors;  // "cost.wage from 10 to 30 USD/h"
  std::vector<ElementaryEffect> effects;
};
std::vector<EffectAnswer> effect_answers(const MergedStudy& merged);

// Of one combination of the choices, by the response that points are ranked by.
struct ChoiceAnswer {
  std::string choice;    // "plant.buffer_factor 2, reliability.technicians 8"
  double best_in = 0.0;  // share of the draws in which it is the best; ties go to the first
  Estimate response;     // over the draws
  Estimate regret;       // less good than the best of each draw, over the draws: 0 or above
};
struct ChoicesAnswer {
  std::string response, unit;
  std::uint64_t draws = 0;
  std::size_t taken = 0;  // of `choices`: the best on average over the draws
  double flips_in = 0.0;  // share of the draws in which another one is the best
  double flips_half_width = 0.0;
  std::vector<ChoiceAnswer> choices;  // in the order of the study file
};
// None in a study without choices; those of a grid have a map (decision_map.h).
std::vector<ChoicesAnswer> choices_answers(const MergedStudy& merged);

// For people; empty where the design tells nothing of it.
std::string factor_answers_text(const MergedStudy& merged);

}  // namespace darkline
