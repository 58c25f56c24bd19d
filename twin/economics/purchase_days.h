// When to buy the robots, by the duties that the ledger has: bought on trade.date, or on one of the
// later days on which the duty on robots or guns changes (rows of the scenario's own ledger, for
// laws that are pending, count too).
//
// A day is worth, on trade.date,
//   NPV(day) = (1 + r)^-t x NPV of automation_case with the duties and the robot price of that day,
// t years later; the price follows invest.price_change, nothing else moves. Until then people
// stay at the line. It is what the ledger knows today, not what was known then: where duties jump
// by chance waiting_case has the value of waiting.
#pragma once

#include <string>
#include <vector>

#include "models/base/date.h"
#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"

namespace darkline {

struct PurchaseDay {
  Date day;
  double robot_duty = 0.0, gun_duty = 0.0;  // as paid
  double robot_usd = 0.0;                   // of one, before duty
  double invested_usd = 0.0;                // on that day
  double npv_usd = 0.0;                     // on trade.date
};

// In time, trade.date first; empty without a date. `scenario` has its prices resolved.
// @throws InputError as trade_duties
std::vector<PurchaseDay> purchase_days(const Scenario& scenario, const PlantYear& year);

// The table with the best of them; empty where the duty never changes.
std::string purchase_text(const Scenario& scenario, const PlantYear& year);

}  // namespace darkline
