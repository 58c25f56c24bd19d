// Where to put a given number of waiting places in a line, for the most throughput.
//
// Few allocations (at most kMostEnumerated) are all screened. Of more, one is climbed to: what k
// places more at a link give and k fewer take is measured link by link, the places that matter
// least go where they matter most as long as the line gains, then with k halved down to 1. All on
// common random numbers.
//
// The best of those screened then go through a selection with a guarantee (selection.h) on random
// numbers of their own. The guarantee is for the choice among these finalists: of all allocations
// where all were screened and none was left out, else of those that the climb found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "twin/kpi/estimate.h"
#include "twin/kpi/variance.h"
#include "twin/line/line_model.h"

namespace darkline {

inline constexpr std::size_t kMostEnumerated = 200;
inline constexpr std::size_t kMostFinalists = 20;

struct AllocationOptions {
  std::int64_t places = 0;
  std::uint64_t seed = 1;     // of the selection; screening has one made from it
  double jph_per_part = 1.0;  // net JPH of one part a window
  int screening_replications = 32;
  double indifference_jph = 0.1;
  double confidence = 0.95;
  std::size_t first_replications = 20;  // of the selection
  std::size_t most_replications = 1'000;
  int jobs = 1;
  std::function<void(std::size_t done, std::size_t of, const std::string& what)> progress = {};
  std::stop_token stop = {};
};

struct Allocation {
  std::vector<std::int64_t> places;  // (n_links of those asked for)
  Estimate screened_jph;
  Estimate net_jph;         // of the selection; n = 0 if it had no part in it
  PairedDifference behind;  // the best less this one, over the replications that both had
};

struct AllocationResult {
  std::vector<Allocation> finalists;  // the best first, then by net_jph
  Allocation before;                  // as the line was, simulated as often as the best
  std::size_t screened = 0;           // allocations
  bool all_screened = false;          // the guarantee is for all that there are
  bool guaranteed = false;            // the selection ended within most_replications
};

// `links` of the model share options.places; the places of others stay. Neither `jobs` nor the
// machine changes the result. @throws InputError (a line that stands still), Interrupted
AllocationResult allocate_places(const LineModel& line, const std::vector<std::size_t>& links,
                                 const AllocationOptions& options);

}  // namespace darkline
