// What the ledger knows: on which goods, to where, from where, and how surely. Where it has no base
// duty a question is refused (tariff_duty.h); these tables say so beforehand.
//
// A good is one of the table of goods by its first six digits: where a destination asks for more
// digits, the longer code that most origins are known of stands for it. Totals are those of goods
// that claim their preference and stay within quotas.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "twin/economics/tariff_duty.h"

namespace darkline {

// The duties that one destination levies on a day. Rows are goods, columns origins.
struct DutyTable {
  struct Cell {
    double total = 0.0, low = 0.0, high = 0.0;  // shares of the customs value
    bool complete = true;                       // else a lower bound
    Confidence confidence = Confidence::primary;
  };
  struct Row {
    std::string hs;  // digits of the code that was asked for
    std::string title;
    std::vector<std::optional<Cell>> cells;  // one an origin; none: no base duty in the ledger
  };

  Country destination;
  Date day;
  std::vector<std::string> origins;  // territories of the ledger but the destination
  std::vector<Row> rows;             // one a good
};
// @throws InputError for an unknown destination or one that levies nothing in the ledger.
DutyTable duty_table(const TariffLedger& ledger, const TariffVocabulary& vocabulary,
                     const FactBook& facts, std::string_view destination, Date day);

// One table of each destination of the ledger, in the order of the table of countries.
std::vector<DutyTable> tariff_coverage(const TariffLedger& ledger,
                                       const TariffVocabulary& vocabulary, const FactBook& facts,
                                       Date day);

// The latest day on which a row of the ledger was known.
Date known_until(const TariffLedger& ledger);

}  // namespace darkline
