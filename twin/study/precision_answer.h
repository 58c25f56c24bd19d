// Whether a study's responses came to be known as well as it asked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "twin/study/study_merge.h"

namespace darkline {

struct PrecisionAnswer {
  StudyGoal goal;
  std::string unit;
  std::uint64_t points = 0, missed = 0;
  double least_replications = 0.0, most_replications = 0.0;  // of the points' lines
  // Points that are furthest from the goal, the worst first, a few of them.
  struct Miss {
    std::uint64_t point = 0;
    std::string factors;
    double half_width = 0.0;  // as the goal is given
    double replications = 0.0;
  };
  std::vector<Miss> worst;
};

// One a goal; none where no precision was asked for.
std::vector<PrecisionAnswer> precision_answers(const MergedStudy& merged);

std::string precision_text(const std::vector<PrecisionAnswer>& answers);

}  // namespace darkline
