// Parts of result.json: trade, compute, supply, and what changed against the base.
#pragma once

#include <nlohmann/json.hpp>

#include "twin/report/run_result.h"

namespace darkline {

nlohmann::ordered_json trade_json(const TradeDuties& duties);
nlohmann::ordered_json compute_json(const ComputeChoice& choice);
nlohmann::ordered_json supply_json(const SupplyEffect& effect);
nlohmann::ordered_json resilience_json(const RunResult& result);
// Precondition: there is a change.
nlohmann::ordered_json change_json(const RunResult& result);

}  // namespace darkline
