// Ledgers for tests: the shipped one, and short ones with few columns.
#pragma once

#include <string>
#include <string_view>

#include "models/economics/fact_book.h"
#include "models/tariffs/tariff_ledger.h"
#include "twin/economics/tariff_duty.h"

namespace darkline::testing {

inline const TariffVocabulary& vocabulary() {
  static const TariffVocabulary shared = shipped_tariff_vocabulary();
  return shared;
}
inline const TariffLedger& shipped() {
  static const TariffLedger shared = shipped_tariff_ledger(vocabulary());
  return shared;
}
inline const FactBook& facts() {
  static const FactBook shared = shipped_fact_book();
  return shared;
}

inline TariffRoute route(std::string_view hs, std::string_view origin, std::string_view destination,
                         const TariffLedger& ledger = shipped()) {
  return {ledger, vocabulary(), facts(), hs, origin, destination};
}

inline double total_percent(std::string_view hs, std::string_view origin,
                            std::string_view destination, std::string_view day,
                            const DutyOptions& options = {},
                            const TariffLedger& ledger = shipped()) {
  return 100.0 * route(hs, origin, destination, ledger).duty_on(parse_date(day), options).total;
}

// A ledger of rows "id,hs,origin,authority,list,rule,rate,unless,share,when,from,to" into the
// United States, after a base of 2 % for China from 2020 on.
inline TariffLedger short_ledger(const std::string& rows) {
  const std::string header =
      "id,hs,origin,authority,list,rule,rate_percent,unless,share,when,from,to,destination,as_of,"
      "confidence,source\n";
  std::string text =
      header + "mfn,8479.50,CN,MFN,,base,2,,,,2020-01-01,,US,2025-01-01,E,schedule\n";
  std::size_t at = 0;
  while (at < rows.size()) {
    const std::size_t end = rows.find('\n', at);
    text += rows.substr(at, end - at) + ",US,2025-01-01,E,a law\n";
    at = end + 1;
  }
  return TariffLedger::merged({}, TariffLedger::rows_of(text, "short.csv", vocabulary()));
}

}  // namespace darkline::testing
