// The cost of a body as `darkline cost` explains it, from a run folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/base/date.h"
#include "models/economics/fact_book.h"
#include "models/scenario/scenario.h"
#include "twin/economics/unit_cost.h"
#include "twin/economics/zone_cost.h"

namespace darkline {

// A duty that went into an item.
struct DutyRow {
  std::string good, text;
};

// What result.json and scenario.effective.toml of a run say of its cost.
struct RunCost {
  std::string title;
  double confidence = 0.95;
  int replications = 0;
  UnitCostEstimate unit_cost;
  std::vector<ZoneCost> zones;
  std::vector<std::string> investment, resilience;  // paragraphs
  std::vector<DutyRow> duties;                      // of the ledger, by channel; may be empty
  std::string compute;               // what route of compute, in a sentence; may be empty
  std::vector<std::string> routes;   // rows of a table: routes of compute
  std::vector<std::string> changes;  // paragraphs against the base scenario; may be empty
  std::string parts_json;  // zones, trade, compute, supply, change and texts, as in result.json
  Scenario scenario;       // with the prices that the run used
};

// @throws InputError for a folder that is no run, or whose result.json is not as `run` writes it;
//   IoError
RunCost read_run_cost(const std::filesystem::path& run_folder);

// The item of that name. @throws InputError with candidates.
const CostItemEstimate& item_named(const RunCost& cost, const std::string& name);

// The waterfall as text; cents add up to the totals.
std::string waterfall_text(const RunCost& cost);
// The same as a picture.
std::string waterfall_svg(const RunCost& cost);
// Conversion cost by zone and by robot.
std::string zones_text(const RunCost& cost);
// Inputs by how far the range of their fact moves the cost, and how many of them are assumptions.
std::string doubt_text(const RunCost& cost, const FactBook& book, Date day);
// The duties of the run's day by site, origin of robots and market, and what they make of a body
// and a car (trade_matrix.h); as text and as JSON, schema darkline.trade_matrix/1.
// @throws InputError for a run without trade.date
std::string trade_text(const RunCost& cost);
std::string trade_json(const RunCost& cost);
// The paragraphs about investment, or about resilience.
std::string paragraphs_text(const RunCost& cost, const std::vector<std::string>& paragraphs);
// Formula, inputs and sources of an item; facts of `day`.
std::string why_text(const RunCost& cost, const CostItemEstimate& item, const FactBook& book,
                     Date day);
// All of it, with sources, ranges and half-widths, as JSON.
std::string cost_json(const RunCost& cost, const FactBook& book, Date day);

}  // namespace darkline
