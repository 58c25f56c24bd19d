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
// their own. The answer is the cheapest whose lower bound is at or above the target; the bounds of
// all that were confirmed hold together (Bonferroni). If none is, the search is repeated with more
// in hand.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "models/study/sizing_file.h"
#include "twin/kpi/variance.h"
#include "twin/study/plant_source.h"
#include "twin/study/sizing_law.h"

namespace darkline {

struct SizingOptions {
  int jobs = 1;
  // Plants simulated, how many there will be at most as far as is known, what is done.
  std::function<void(std::size_t done, std::size_t of, const std::string& what)> progress = {};
  std::stop_token stop = {};
};

// A plant that was looked at.
struct SizedPlant {
  PlantChoice choice;
  std::int64_t welders = 0, robots = 0, stations = 0, places = 0;
  // By screening; n = 0 where takt or theory rule it out, and the mean is the most they allow.
  Estimate screened_jph;
  double usd_per_y = 0.0;  // conversion at the target's volume
};

// One that was simulated again, with random numbers of its own.
struct ConfirmedPlant {
  SizedPlant plant;
  Estimate net_jph;        // at the scenario's confidence
  double least_jph = 0.0;  // lower bound, together with those of the others confirmed
  bool meets = false;      // least_jph >= target
  // Replications, each a horizon of the scenario, that reach the target; with Wilson's interval.
  double reaching = 0.0, reaching_low = 0.0, reaching_high = 0.0;
  Estimate conversion_usd;            // a body, at its own volume
  Estimate conversion_at_target_usd;  // a body, at the target's
  // Less the answer's, replication by replication.
  PairedDifference jph_beyond_answer;
};

struct SizingResult {
  double target_jph = 0.0;
  double confidence = 0.95;
  int screening_replications = 0, confirm_replications = 0;
  double hours_per_year = 0.0, horizon_h = 0.0;
  std::string fidelity;  // of the cells
  ConfirmedPlant base;   // as the scenario is; its choice has loads of 0
  ConfirmedPlant answer;
  Scenario scenario;          // of the answer
  PairedDifference more_jph;  // answer less base
  PairedDifference more_usd;  // conversion of a body, each at its own volume
  PairedDifference more_usd_at_target;
  std::vector<ConfirmedPlant> close;  // others confirmed, the cheapest first
  std::vector<SizedPlant> looked_at;  // in the order of the search
  std::size_t searches = 1;           // more where the first plants were not confirmed
};

// The result does not depend on options.jobs.
// @throws InputError if no choice reaches the target: says the most that was found; Interrupted;
//   what `plant_of` throws
SizingResult size_plant(const SizingFile& study, double target_jph, const PlantSource& plant_of,
                        const SizingOptions& options);

}  // namespace darkline
