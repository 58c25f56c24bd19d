// Time value of money: what sums at different times are worth together.
//
// One interest rate a year, as a share (0.10 is 10 %); real with flows in money of one year,
// nominal with money of the day, never mixed. Flows fall at the end of their year. An annuity
// holds interest and repayment, so no depreciation is added to it anywhere.
#pragma once

#include <span>

namespace darkline {

// A year of interest, as in "12 y" of the scenario files (quantity.h).
inline constexpr double kSecondsPerYear = 365.0 * 86400.0;

// A/P(r, n) = r / (1 - (1 + r)^-n), and 1/n at r = 0: the equal payment at the end of each of n
// years that repays 1 spent now. To a few units in the last place for any small r.
// `years` may be any positive number; `interest_per_y` is 0 or more.
double annuity_factor(double interest_per_y, double years);

// (1 + r)^-n: what 1 in `years` is worth now. `years` may be 0 or negative (compounding).
double present_value_factor(double interest_per_y, double years);

// What owning costs a year (USD/y): the annuity of `investment_usd`, less what the sale at the
// end of its life, `salvage` x investment, is worth now (salvage in [0, 1]).
double capital_usd_per_y(double investment_usd, double salvage, double interest_per_y,
                         double life_y);

// NPV of flows (USD, received positive): flows_usd[k] at the end of year k, flows_usd[0] now.
// Spreadsheets' NPV() has no flow now: give 0 as the first.
double net_present_value_usd(double interest_per_y, std::span<const double> flows_usd);

struct DatedFlow {
  double at_y = 0.0;  // years from now; for dates, days / 365 (the convention of XNPV())
  double usd = 0.0;   // received positive
};

// NPV of flows at any times, in any order.
double net_present_value_usd(double interest_per_y, std::span<const DatedFlow> flows);

}  // namespace darkline
