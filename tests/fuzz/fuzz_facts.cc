// Files of facts: each that is read has its source, unit and range, and is found on its days.
#include <cmath>
#include <string>

#include "models/base/error.h"
#include "models/economics/fact_book.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FactBook book;
  try {
    book = FactBook::from_text(std::string(data, data + size), "fuzzed.csv");
  } catch (const InputError&) {
    return 0;
  }
  for (const Fact& fact : book.facts()) {
    fuzz::require(!fact.source.empty() && !fact.unit.empty());
    fuzz::require(fact.low <= fact.value && fact.value <= fact.high && std::isfinite(fact.high));
    fuzz::require(fact.currency.empty() == (fact.base_year == 0));
    fuzz::require(&book.at(fact.id, fact.from) == &fact);
  }
  return 0;
}
