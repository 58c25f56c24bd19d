// How much a response differs between two points of a merged study, and how sure that is.
//
// Replications of all lines draw the same random numbers, so where they were kept the interval is
// that of the differences of equal replications; else, or where points have different numbers of
// them, the intervals of both points are joined as if they were independent.
#pragma once

#include <cstdint>
#include <vector>

#include "twin/kpi/estimate.h"
#include "twin/study/study_columns.h"

namespace darkline {

struct NoisyValue {
  double mean = 0.0, half_width = 0.0;
  double replications = 0.0;
  std::vector<double> samples;  // one a replication; none where they were not kept
};

// b - a at `confidence`; half-widths of the values are at `own_confidence`.
Estimate difference(const NoisyValue& a, const NoisyValue& b, double confidence,
                    double own_confidence);

// The values of a response, (n_points).
std::vector<NoisyValue> noisy_values(StudyColumns& columns, const StudyColumn& response);

}  // namespace darkline
