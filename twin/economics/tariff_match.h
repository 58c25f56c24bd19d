// Which rows of a ledger speak to a good on a route: parts of tariff_duty.h.
#pragma once

#include <optional>
#include <string>

#include "models/tariffs/tariff_ledger.h"
#include "models/tariffs/tariff_vocabulary.h"
#include "twin/economics/tariff_duty.h"

namespace darkline::internal {

// How specific a match is; more is more: digits of the HS prefix, then the origin (2 the country, 1
// its union, 0 any), then conditions.
struct Specificity {
  std::size_t digits = 0;
  int origin = 0;
  std::size_t conditions = 0;
  friend auto operator<=>(const Specificity&, const Specificity&) = default;
};

// None if the row does not hold for the good and origin. `hs` is digits.
std::optional<Specificity> match(const TariffRow& row, const std::string& hs,
                                 const Country& origin);

// A number that is not stated meets no interval; a word that is not stated is none of the words.
bool conditions_hold(const TariffRow& row, const DutyOptions& options);

}  // namespace darkline::internal
