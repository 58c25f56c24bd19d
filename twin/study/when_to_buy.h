// When to buy the robots of a plant: what every day of purchase costs over the plan, at the path's
// prices and as they scatter around it; what it is worth to decide later; and purchases in two
// parts.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/study/when_file.h"
#include "twin/economics/purchase_plan.h"
#include "twin/kpi/estimate.h"

namespace darkline {

// Money is USD, worth on the first day. Estimates hold the noise of the line; shares and quantiles
// that of the price.
struct WhenDay {
  PurchaseChance chance;
  double invested_usd = 0.0;     // on that day, on the path
  Estimate cost;                 // at the path's price
  Estimate behind;               // cost less that of the best day, in equal replications
  double low = 0.0, high = 0.0;  // 5 and 95 % of the prices' draws
  double best_in = 0.0;          // share of the draws in which no other day, nor never, is better
  double trigger_usd = 0.0;      // buy on this day at or below that price; 0 never, infinite always
};

// Half of the robots, or another share, on one day and the rest on another.
struct SplitPurchase {
  double share = 0.0;                 // on the first
  std::size_t first = 0, second = 0;  // of WhenResult::days
  double cost = 0.0;                  // expected
  double tail = 0.0;                  // mean of the worst 5 % of the draws
};

struct WhenResult {
  std::vector<WhenDay> days;
  Estimate never;         // people to the end
  Estimate never_behind;  // never less the best day
  double never_best_in = 0.0;
  std::size_t best = 0;  // the day of least cost
  bool never_is_best = false;
  std::vector<std::size_t> alike;     // days whose difference from the best is within its interval
  Estimate now_or_never;              // the less of buying on the first day and never
  Estimate committed;                 // the least of what can be decided on the first day
  Estimate waiting;                   // deciding on every day anew, with the price seen
  Estimate option;                    // now_or_never less waiting: what the right to wait is worth
  Estimate flexibility;               // committed less waiting: what may still be decided is worth
  SplitPurchase one_day;              // the best day alone
  std::vector<SplitPurchase> splits;  // of 25, 50, 75 % for all pairs of days, the least tail first
};

// The study's days, and those between its ends on which the ledger changes the duty on robots or
// guns. `base` as in WhenFile. @throws InputError as capital_duties
std::vector<PurchaseChance> purchase_chances(const WhenFile& study);

// `years`: one a replication of the line, at least one.
WhenResult when_to_buy(const WhenFile& study, std::span<const PlantYear> years);

// when.csv, a row a day, and when_splits.csv. @throws IoError
void write_when(const WhenResult& result, const std::filesystem::path& folder);

// For people; lines of at most 100 characters.
std::string when_text(const WhenFile& study, const WhenResult& result);
std::string when_json(const WhenFile& study, const WhenResult& result);

}  // namespace darkline
