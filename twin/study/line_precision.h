// A line simulated until what a study asks of it is known well enough.
#pragma once

#include <cstdint>
#include <vector>

#include "twin/study/point_cost.h"

namespace darkline {

// Replications are added until the goals of plan.precision are met at all of `points`, or there are
// as many as the rule allows. Each round asks for as many as the worst goal wants by the root law,
// at most double, in multiples of the first number. So how many there are depends on the line and
// all of its points in the study, and not on threads, shards or other lines. As of all intervals of
// a number that was chosen by looking, they cover slightly less often than they say: begin with 10
// or more.
//   points  all of the study's that share the line, whichever shard they are in
//   @throws as line_of; InputError for prices that contradict each other
LineFigures precise_line(const StudyPlan& plan, Scenario line_scenario,
                         const std::vector<std::uint64_t>& points, const LineSource& line_of);

}  // namespace darkline
