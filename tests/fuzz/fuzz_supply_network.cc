// Networks of suppliers: each that is read wants something and is closed: some node makes every
// part that is needed. Small ones are solved too, whatever their numbers are.
#include <cmath>
#include <string>
#include <vector>

#include "models/base/error.h"
#include "tests/fuzz/fuzz_target.h"
#include "twin/economics/supply_network.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SupplyNetwork network;
  try {
    network = SupplyNetwork::from_text(std::string(data, data + size), "fuzzed.csv");
  } catch (const InputError&) {
    return 0;
  }
  bool wanted = false;
  for (const SupplyNode& node : network.nodes) {
    wanted = wanted || node.demand_per_d > 0.0;
    fuzz::require(!node.source.empty() && std::isfinite(node.stock) && node.stock >= 0.0);
    for (const SupplyNeed& need : node.needs) {
      bool made = false;
      for (const SupplyNode& other : network.nodes) made = made || other.part == need.part;
      fuzz::require(made && need.amount > 0.0);
    }
  }
  fuzz::require(wanted);
  constexpr std::size_t kSmall = 5;  // nodes whose linear programs take no time
  if (network.nodes.size() > kSmall) return 0;
  std::vector<NodeRisk> risks;
  try {
    risks = node_risks(network);
  } catch (const InputError&) {
    return 0;
  }
  for (const NodeRisk& risk : risks) {
    fuzz::require(std::isfinite(risk.lost_usd) && risk.lost_usd >= 0.0);
    fuzz::require(risk.time_to_survive_d >= 0.0 && risk.time_to_survive_d <= kMostSurvival_d);
    fuzz::require(risk.exposure >= 0.0 && risk.exposure <= 1.0);
  }
  return 0;
}
