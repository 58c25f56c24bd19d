// Export controls on chips as a Markov chain in continuous time (E22).
//
// The states are those that were observed from 2022 to 2026. Five changes are far too few for the
// twenty rates of a full generator: it has one parameter, the changes a year, and every other state
// is as likely as the next. With rate q the chance to be in the first state after t years is then
// 1/5 + 4/5 exp(-(5/4) q t), which the tests hold.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace darkline {

enum class ExportRegime : std::uint8_t {
  open,          // no control
  capped,        // chips made weaker for the market: H800, then H20
  licence,       // licence with no promise: H20 from 2025-04-09
  banned,        // no licence given
  case_by_case,  // H200 class case by case, 25 %: from 2026-01-15
};
inline constexpr std::size_t kExportRegimes = 5;
const char* name_of(ExportRegime regime);  // "case_by_case"
// @throws InputError without a place: found, wanted, candidates.
ExportRegime export_regime(std::string_view name);

using RegimeShares = std::array<double, kExportRegimes>;  // by ExportRegime, sum 1

// Chances of the states `years` from now. Preconditions: neither negative.
RegimeShares regime_after(ExportRegime now, double changes_per_y, double years);
// Shares of the coming `years` that are spent in each state; for 0 years all in that of now.
RegimeShares regime_over(ExportRegime now, double changes_per_y, double years);

}  // namespace darkline
