// What an investment returns: rates, paybacks, equal yearly costs. Flows are USD, received
// positive, flows[k] at the end of year k and flows[0] now (finance.h).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "twin/economics/finance.h"

namespace darkline {

// All internal rates of return in [kLowestRate, kHighestRate], rising: the rates at which the flows
// are worth nothing. Flows that change their sign more than once may have several, and then none of
// them is "the" return; no flow of the other sign has none. Found between the stationary points of
// the polynomial in 1 / (1 + r), so that none is missed; a root where the value only touches 0 is
// found to rounding. Precondition: 2 to 200 flows, finite.
inline constexpr double kLowestRate = -0.95, kHighestRate = 10.0;
std::vector<double> internal_rates(std::span<const double> flows_usd);

// XIRR: the rates at which dated flows are worth nothing, found by sign changes on a grid of 4,096
// rates: two roots nearer than a step of it are missed. Precondition: 2 or more flows.
std::vector<double> internal_rates(std::span<const DatedFlow> flows);

// The level payment at the end of each of n periods that repays a loan at `rate` a period.
double level_payment_usd(double loan_usd, double rate, double periods);

// Years until the flows have paid back what was spent, within a year linearly; discounted at
// `interest_per_y` (0: simple). None if they never do. It is savings over capital that tells when:
// capital over savings, not the other way round.
std::optional<double> payback_y(std::span<const double> flows_usd, double interest_per_y);

// The equal yearly cost that is worth as much as the flows over their years.
double equivalent_annual_cost_usd(std::span<const double> flows_usd, double interest_per_y);

}  // namespace darkline
