// What resilience.h and supply_network.h find for a scenario, for people.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"
#include "twin/economics/supply_network.h"

namespace darkline {

// Where robots may be bought, over all duties since 2018: one choice an origin, one future a day on
// which some duty changed, weighted by how long it lasted. Origins that the ledger has no route
// from are left out; so is a market of one's own, where no duty is ever paid.
struct OriginChoices {
  std::vector<std::string> origins;
  std::vector<std::vector<double>> conversion_usd;  // (origins, futures)
  std::vector<double> shares;                       // (futures)
};
OriginChoices origin_choices(const Scenario& scenario, const PlantYear& year);

// By paragraph: the cut of chips, spares against it, the network of suppliers, the choice of
// origins, and the landed vehicle against a reference. Preconditions: those of CostModel; at least
// one year.
std::vector<std::string> resilience_text(const Scenario& scenario, std::span<const PlantYear> years,
                                         std::span<const NodeRisk> risks);

}  // namespace darkline
