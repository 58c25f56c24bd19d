// Tariff ledgers: what is read holds its bounds, what is merged does not overlap, and a total of it
// is finite and within its range.
#include <cmath>
#include <string>

#include "models/base/error.h"
#include "models/tariffs/tariff_ledger.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TariffVocabulary vocabulary = shipped_tariff_vocabulary();
  TariffLedger ledger;
  try {
    const std::string text(data, data + size);
    ledger = TariffLedger::merged({}, TariffLedger::rows_of(text, "fuzzed.csv", vocabulary));
  } catch (const InputError&) {
    return 0;
  }
  for (const TariffRow& row : ledger.rows()) {
    fuzz::require(!row.source.empty() && row.from < row.to && !row.hs.empty());
    fuzz::require(!row.rate || (*row.rate >= 0.0 && *row.rate <= kHighestTariffRate));
    fuzz::require(row.low <= row.high && std::isfinite(row.high) && std::isfinite(row.beyond));
    fuzz::require(!row.amount || !row.currency.empty());
    for (const TariffRow& other : ledger.rows()) {
      fuzz::require(&row == &other || !overlap(row, other));
    }
  }
  return 0;
}
