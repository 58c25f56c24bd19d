// The statistics of a run in words: how warm-up and replications were chosen, and what theory says
// beside the simulation.
#pragma once

#include <array>
#include <string>

#include "twin/report/run_result.h"

namespace darkline {

// Lines for the head of the summary; empty where warm-up and replications are as the scenario gives
// them.
std::string statistics_text(const RunResult& result);

// "  theory          ..." lines: each row of the analytic twin.
std::string theory_text(const RunResult& result);

// Shares of a whole as tenths of a per cent that sum to 1,000, by largest remainder, the first on a
// tie; the shares must sum to 1.
std::array<int, 4> tenths_of_percent(const std::array<double, 4>& shares);

}  // namespace darkline
