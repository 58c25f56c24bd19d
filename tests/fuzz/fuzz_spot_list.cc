// Spot lists: what is read is a list of spots within bounds, each with a normal and a schedule.
#include <cmath>
#include <set>
#include <string>
#include <string_view>

#include "models/base/error.h"
#include "models/cell/spot_list.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<ListedSpot> spots;
  try {
    const std::string text(data, data + size);
    spots = spot_list_from_text(text, "fuzzed.csv");
  } catch (const InputError&) {
    return 0;
  }
  fuzz::require(!spots.empty());
  std::set<std::string_view> ids;
  for (const ListedSpot& spot : spots) {
    fuzz::require(ids.insert(spot.id).second);
    fuzz::require(spot.p_CS_m.cwiseAbs().maxCoeff() <= kFarthestSpotM);
    fuzz::require(std::abs(spot.n_C.norm() - 1.0) < 1e-9);
    fuzz::require(spot.schedule.weld_s > 0.0 && spot.schedule.weld_s <= 10.0);
    fuzz::require(spot.schedule.force_n > 0.0 && std::isfinite(spot.schedule.grid_j));
    fuzz::require(spot.robot >= 0 && gun_of(spot.gun).mass_kg > 0.0);
  }
  return 0;
}
