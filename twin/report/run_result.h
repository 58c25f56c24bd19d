// Everything that `darkline run` found out, before it is written down.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/scenario/factory_model.h"
#include "models/scenario/scenario_reader.h"
#include "twin/economics/cost_change.h"
#include "twin/economics/price_tariff_table.h"
#include "twin/economics/resolve_prices.h"
#include "twin/economics/robot_price_effect.h"
#include "twin/economics/supply_network.h"
#include "twin/economics/unit_cost.h"
#include "twin/economics/zone_cost.h"
#include "twin/kpi/analytic_twin.h"
#include "twin/kpi/energy.h"
#include "twin/kpi/kpis.h"
#include "twin/kpi/precision.h"
#include "twin/line/warm_up.h"
#include "twin/live/cell_study.h"
#include "twin/report/recording.h"

namespace darkline {

struct RunResult {
  std::vector<InputFile> inputs;
  FactoryModel factory;
  CellStudy study;
  LineModel line;
  std::optional<WarmUp> warm_up;  // if it was found and not given
  LineResult line_result;
  std::optional<Precision> precision;  // if one was asked for
  Kpis kpis;
  EnergyPerBody energy;
  std::vector<PlantYear> years;  // of the replications, before shocks of supply
  ResolvedPrices prices;
  std::vector<TwinRow> analytic;
  UnitCostEstimate unit_cost;
  std::vector<PriceTariffRow> price_tariff;
  RobotPriceEffect robot_price;
  std::vector<std::string> investment, resilience;  // paragraphs for people
  std::vector<NodeRisk> node_risks;
  std::optional<CostChange> change;  // against scenario.base
  std::string base_title;
  LineRecording recording;
};

// From the line to dollars: one plant year for each replication.
// @throws InputError if the line made nothing in some replication.
std::vector<PlantYear> plant_years(const FactoryModel& factory, const CellStudy& study,
                                   const LineResult& line, const Kpis& kpis);
// What each zone has and does to a good body, variants mixed.
std::vector<ZoneFootprint> zone_footprints(const FactoryModel& factory);

}  // namespace darkline
