// The fewest dollars for a throughput: which takt, robots, waiting places, technicians and split
// lines make a target of net JPH, with a lower bound above it.
//
// What is least is the conversion cost of a year in which the plant makes the target and no more:
// bodies beyond it have no buyer here. So the cost is nearly free of noise, and all noise is in
// whether the target is reached.
//
// The search starts where theory (twin/line/aggregation.h), scaled by what simulation says of the
// base, has the cheapest plant. It goes over the lattice of SizingChoices on common random numbers
// (lanes with the flow engine as a control, twin/line/screening.h); what theory puts far below the
// target is not simulated. A plant that reaches the target on them with the half-width that its
// confirmation will have in hand is the incumbent. For every choice of load, welders' load, waiting
// places, technicians and splits that is one step away in any of them at once, or any steps in one
// of them alone, the least takt at which it would be cheaper is tried, until none reaches the
// target. That is exact on that neighbourhood as far as a shorter takt, more places and more
// technicians never cost throughput.
//
// The incumbent and the cheapest plants beside it are then simulated again with random numbers of
// their own. The cheapest whose lower bound is at or above the target is the best; the bounds of
// all that were confirmed hold together (Bonferroni). If none is, the search is repeated with more
// in hand.
//
// Around the best, all plants at most one step away on every axis at once, the takt's among them,
// are looked at without supposing that more of anything gives more: whatever is cheaper and may
// reach the target is confirmed, and is the best if it does.
//
// Where plants are looked at under a faster physics than the base scenario's, the best is at last
// simulated with its cells under the scenario's own. What the faster one is above it (at first: at
// the base scenario) is added to the target, and the search repeated, until the plant makes the
// target under the scenario's own physics.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "models/study/sizing_file.h"
#include "twin/kpi/variance.h"
#include "twin/study/sizing_law.h"

namespace darkline {

struct SizingOptions {
  int jobs = 1;
  // Plants whose cells are known, how many there will be at most as far as is known, what is done.
  std::function<void(std::size_t done, std::size_t of, const std::string& what)> progress = {};
  std::stop_token stop = {};
};

// A plant that was looked at.
struct SizedPlant {
  PlantChoice choice;
  std::int64_t welders = 0, robots = 0, stations = 0, places = 0;
  // By screening; n = 0 where takt or theory rule it out, and the mean is the most they allow.
  Estimate screened_jph;
  double usd_per_y = 0.0;      // conversion at the target's volume
  bool beside_answer = false;  // at most one step away on every axis
};

// One that was simulated again, with random numbers of its own.
struct ConfirmedPlant {
  SizedPlant plant;
  std::string title;       // of a scenario as it is
  std::string fidelity;    // of the cells
  Estimate net_jph;        // at the scenario's confidence
  double least_jph = 0.0;  // lower bound, together with those of the others confirmed
  bool meets = false;      // least_jph >= what it has to be under that physics
  // Replications, each a horizon of the scenario, that reach the target; with Wilson's interval.
  double reaching = 0.0, reaching_low = 0.0, reaching_high = 0.0;
  Estimate conversion_usd;            // a body, at its own volume
  Estimate conversion_at_target_usd;  // a body, at the target's
  // Less the answer's, replication by replication and under the same physics.
  PairedDifference jph_beyond_answer;
};

// All plants that are at most one step from the answer on every axis at once.
struct SizingGrid {
  std::size_t plants = 0, cheaper = 0;
  // Of the cheaper ones: those that takt or theory rule out, whose interval lies below the target,
  // that come near it but were not confirmed, and that were.
  std::size_t ruled_out = 0, below = 0, near = 0, beating = 0;
  double nearest_jph = 0.0;  // the most of those that came near, its mean
  double nearest_usd = 0.0;  // and what it costs a body less than the answer
};

struct SizingResult {
  double target_jph = 0.0;
  double robot_usd = 0.0;
  double confidence = 0.95;
  int screening_replications = 0, confirm_replications = 0;
  double hours_per_year = 0.0, horizon_h = 0.0;
  std::string search_fidelity;  // of the cells of all plants but base and answer
  // What plants made under it beyond the scenario's own physics, and were asked for beyond the
  // target; half-width 0 where the two are one.
  Estimate physics_gap_jph;
  ConfirmedPlant base;                     // as the scenario is; its choice has loads of 0
  ConfirmedPlant answer;                   // under the scenario's own physics
  ConfirmedPlant searched;                 // the same under the search's
  Scenario scenario;                       // of the answer
  std::vector<std::string> at_the_end_of;  // lists of choices that stop at the answer
  SizingGrid grid;
  PairedDifference more_jph;  // answer less base
  PairedDifference more_usd;  // conversion of a body, each at its own volume
  PairedDifference more_usd_at_target;
  std::vector<ConfirmedPlant> close;  // others confirmed, the cheapest first
  std::vector<SizedPlant> looked_at;  // in the order of the search
  std::size_t searches = 1;           // more where the first plants were not confirmed
};

class PlantTrials;

// The result does not depend on options.jobs. `trials`: of the same study but for its prices; what
// they know is not simulated again.
// @throws InputError if no choice reaches the target: says the most that was found; Interrupted;
//   what the trials' plants throw
SizingResult size_plant(const SizingFile& study, double target_jph, PlantTrials& trials,
                        const SizingOptions& options);

// A plant as it is, at its own volume and at the target's, for all the target that it may miss.
ConfirmedPlant price_plant(const SizingFile& study, double target_jph, std::size_t k,
                           const Scenario& scenario, PlantTrials& trials);

}  // namespace darkline
