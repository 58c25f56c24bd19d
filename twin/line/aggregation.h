// The throughput of a long line in microseconds: an APPROXIMATION, for a look beside the simulated
// value and for a first sizing.
#pragma once

#include "twin/line/line_model.h"

namespace darkline {

// Stations in a row without places between them become one machine, whose cycle is the longest of
// theirs and the repairs of all (Buzacott: no two down at once). Every machine becomes a Bernoulli
// machine: its chance is the shortest work of any over its own work and repairs per body; every
// link of B places becomes a buffer of 1 + B cycle / MTTR, the longer repair of its two ends (Li
// and Meerkov 2009, sections 3.9 and 4.1; a machine's MTTR is the mean over its down time, so that
// long repairs, which empty buffers, weigh as they do there). Then aggregation from both ends until
// stable; a join is slowed by each of its feeders. Does not see waiting for technicians, and cycles
// only by their mean.
//
// Parts of the exit per ms. `model` must be a tree of joins.
double line_by_aggregation(const LineModel& model);

// Mean repair of a station, each class weighted by its down time; 0 without stops. In ms.
double repair_by_down_time_ms(const LineStation& station);

}  // namespace darkline
