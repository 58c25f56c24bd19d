// Cycle profiles: what is read is written as the same text again.
#include <cmath>
#include <string>

#include "models/base/error.h"
#include "models/cell/cycle_profile.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  CycleProfile profile;
  try {
    profile = cycle_profile_from_json(std::string(data, data + size), "fuzzed.json");
  } catch (const InputError&) {
    return 0;
  }
  fuzz::require(profile.mean_cycle_s() >= 0.0);
  const std::string text = to_json(profile);
  fuzz::require(to_json(cycle_profile_from_json(text, "again.json")) == text);
  return 0;
}
