// What the ledger knows, as people and programs read it.
#pragma once

#include <string>
#include <vector>

#include "twin/economics/tariff_coverage.h"

namespace darkline {

// Goods against destinations: from how many origins, how surely, where it is a lower bound.
std::string coverage_text(const std::vector<DutyTable>& tables);
// Goods against origins, in percent. Origins of which nothing is known are left out.
std::string duty_table_text(const DutyTable& table);
// schema darkline.tariff_coverage/1: destinations[] of goods[] of origins[] with total_percent,
// low_percent, high_percent, complete, confidence.
std::string coverage_json(const std::vector<DutyTable>& tables);

}  // namespace darkline
