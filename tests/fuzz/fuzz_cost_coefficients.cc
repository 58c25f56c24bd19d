// Cost coefficients: what is read can be written and read again, and evaluated.
#include <string>
#include <vector>

#include "models/base/error.h"
#include "models/stream/cost_coefficients.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  CostCoefficients read;
  try {
    read = cost_coefficients_from_json(std::string(data, data + size), "fuzzed.json");
  } catch (const InputError&) {
    return 0;
  }
  const std::string text = to_json(read);
  fuzz::require(to_json(cost_coefficients_from_json(text, "again.json")) == text);
  std::vector<double> usd(read.stations.size());
  station_usd_at(read, read.own, usd);
  fuzz::require(cost_at(read, read.own).conversion_half_width_usd >= 0.0);
  return 0;
}
