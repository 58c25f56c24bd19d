// As many replications as the wanted precision takes.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "twin/kpi/estimate.h"
#include "twin/line/replications.h"

namespace darkline {

// A figure of one replication that is to be known well enough.
struct PrecisionGoal {
  std::string name;
  std::function<double(const ReplicationResult&)> of;
};

struct PrecisionOptions {
  double relative = 0.01;  // wanted: half-width / |mean| of every goal at most this
  double confidence = 0.95;
  int first = 10;  // replications to begin with, >= 2
  int most = 1'000;
};

struct Precision {
  struct Figure {
    std::string name;
    double relative = 0.0;  // reached; infinite for a mean of 0
  };
  double wanted = 0.0;
  bool reached = false;  // by all; else `most` replications were not enough
  std::vector<Figure> figures;
};

// Adds replications to a line's result until all goals are met. Each round makes as many as the
// worst goal asks for by the root law, n (relative / wanted)^2, but no more than double. How many
// there are depends on the results alone, not on threads. Intervals of a number of replications
// that was chosen by looking cover slightly less often than they say: begin with 10 or more.
Precision replicate_until_precise(LineResult& result, const LineModel& model,
                                  const std::vector<PrecisionGoal>& goals,
                                  const PrecisionOptions& options, int jobs,
                                  const ReplicationProgress& progress = {},
                                  std::stop_token stop = {});

// How many replications are next after n, where the error is `ratio` times what is wanted:
// n ratio^2, at most double, at least one more, at most `most` (but one more).
int next_replications(int n, double ratio, int most);

}  // namespace darkline
