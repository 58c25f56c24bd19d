// The exact answer for a small line: its Markov chain, written out state by state and solved.
//
// The same conventions as line_model.h (blocking after service, places not counting the stations,
// joins, operation-dependent stops, interrupted work resumed), with service as a sum of exponential
// phases and with exponential stops. A state is the phase of every station and the level of every
// link; K balanced exponential stations without places have Fibonacci(2K) of them.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "twin/line/analytic.h"
#include "twin/line/line_model.h"

namespace darkline {

struct MarkovStation {
  double rate = 1.0;  // parts per unit of time while it works, > 0
  int phases = 1;     // 1: exponential, m: Erlang-m (squared coefficient of variation 1/m), <= 20
  FailureRates stops = {};  // fail 0: never
  JoinRule join = JoinRule::each_in_its_place;
};

// Links as in LineModel: no cycles, at most one from each station, so every part ends at the one
// station without a link out.
struct MarkovLine {
  std::vector<MarkovStation> stations;
  std::vector<LineLink> links;
};

// Stations in a row.
MarkovLine markov_row(const std::vector<MarkovStation>& stations,
                      const std::vector<std::int64_t>& places);

struct MarkovSolution {
  std::size_t states = 0;
  double throughput = 0.0;                              // parts per unit of time
  double wip = 0.0;                                     // mean parts in stations and on links
  std::vector<double> working, blocked, starved, down;  // (n_stations) shares of time
};

// Empty if the chain has more than `most_states` states (2,000 take about a second).
// @throws InternalError (DARKLINE_CHECK) on a line that breaks the rules above.
std::optional<MarkovSolution> solve_markov_line(const MarkovLine& line,
                                                std::size_t most_states = 2'000);

}  // namespace darkline
