// The least of a function within bounds and constraints, without derivatives (library: NLopt, which
// the source alone includes).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace darkline {

struct SearchValue {
  double objective = 0.0;
  std::vector<double> constraints;  // met where 0 or below, each of the size of its bound
  bool is_feasible() const;
};

// Must give the same for the same point: simulate with common random numbers.
using SearchFunction = std::function<SearchValue(const std::vector<double>&)>;

struct SearchProblem {
  std::vector<double> low, high, start;  // low < high
  std::vector<bool> is_whole;            // rounded to whole numbers before they are tried
  std::size_t constraints = 0;
  int most_points = 60;    // different ones that are looked at
  bool is_global = false;  // half of them spread over the bounds first
};

struct SearchedPoint {
  std::vector<double> x;
  SearchValue value;
};

struct SearchResult {
  std::vector<SearchedPoint> points;  // all that were looked at, in that order
  std::size_t best = 0;      // the least objective that meets the constraints; of none, the least
                             // worst constraint
  bool is_feasible = false;  // whether the best meets them
  std::string ended;         // why: "no step improves it", "60 points were looked at"
};

// COBYLA (Powell 1994) from the start, and, in a global search, from the best of a DIRECT search
// (Gablonsky 2001) over the bounds. Whole numbers are then moved by one each way as long as that
// helps, the other factors optimised anew: rounding leaves steps that COBYLA cannot see.
// Whatever `of` throws is thrown.
SearchResult constrained_search(const SearchProblem& problem, const SearchFunction& of);

}  // namespace darkline
