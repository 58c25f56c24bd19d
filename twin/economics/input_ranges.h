// What the cost hangs on: each input that rests on a fact, moved from the low to the high end of
// the fact's range while the others stay. One at a time, so that what works together is not seen;
// for that there are studies.
#pragma once

#include <string>
#include <vector>

#include "models/economics/fact_book.h"
#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"

namespace darkline {

struct InputRange {
  std::string key;                                             // "cost.robot_price"
  const Fact* fact = nullptr;                                  // of the book
  double conversion_low_usd = 0.0, conversion_high_usd = 0.0;  // at the two ends of the range
  double landed_low_usd = 0.0, landed_high_usd = 0.0;
  double swing_usd() const;  // of the landed vehicle, positive
};

// Of every fact "cost.*" whose value of `day` is the scenario's, the largest swing first; inputs
// that the scenario sets to something else have no range and are left out. Lives and shares stay
// within what the scenario language allows. Preconditions: those of CostModel.
std::vector<InputRange> input_ranges(const Scenario& scenario, const PlantYear& year,
                                     const FactBook& book, Date day);

// A duty of the ledger whose rate has a range, from one end to the other, as paid.
struct DutyRange {
  std::string good;                        // "robots"
  double paid_low = 0.0, paid_high = 0.0;  // shares
  Confidence confidence = Confidence::unverified;
  double conversion_low_usd = 0.0, conversion_high_usd = 0.0;
  double landed_low_usd = 0.0, landed_high_usd = 0.0;
  double swing_usd() const { return landed_high_usd - landed_low_usd; }
};
// Of the channels of trade_channels.h, the largest swing first; none without a trade.date. What of
// a duty reaches the buyer stays as it is, and so do the shares of several origins. `scenario` has
// its prices resolved. @throws as trade_duties
std::vector<DutyRange> duty_ranges(const Scenario& scenario, const PlantYear& year);

// Facts that are approximate or not verified (A, M): assumptions, for a reader.
bool is_assumption(const Fact& fact);

}  // namespace darkline
