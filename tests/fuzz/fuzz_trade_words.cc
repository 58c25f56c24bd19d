// The small texts of [trade]: shares of origins, codes of goods, days.
#include <cmath>
#include <string>

#include "models/base/date.h"
#include "models/base/error.h"
#include "models/tariffs/tariff_vocabulary.h"
#include "tests/fuzz/fuzz_target.h"
#include "twin/economics/sourcing.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  try {
    double sum = 0.0;
    for (const OriginShare& each : parse_origin_shares(text)) {
      fuzz::require(!each.origin.empty() && std::isfinite(each.share) && each.share >= 0.0);
      sum += each.share;
    }
    fuzz::require(std::abs(sum - 1.0) <= 1e-6);
  } catch (const InputError&) {
  }
  const std::string digits = hs_digits(text);
  fuzz::require(digits.empty() || hs_digits(hs_text(digits)) == digits);
  const auto day = date_from(text);
  if (day && *day < kOpenEnd) fuzz::require(text_of(*day) == text);
  return 0;
}
