// The four channels of duty by where the plant stands, where its robots come from and where its
// cars go: what the ledger alone does to the cost of a body and of a car. Wages, power, prices and
// the line are those of the scenario everywhere, so that nothing but duties and freight differs;
// what a site's wages do is a scenario of its own (s16_*).
//
// Cars that stay in the territory where they are made pay no duty and no freight; others pay
// `freight_usd` each. Where the ledger has no base duty for a good it counts as nothing, and the
// cell says so.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"

namespace darkline {

struct TradeCell {
  double vehicle_duty = 0.0;  // a share of the customs value
  double landed_usd = 0.0;
  bool domestic = false;
  bool known = true;     // the ledger has the vehicle's duty
  bool complete = true;  // no rate of it is open
};

struct TradeRow {
  std::string site, robot_origin;
  double robot_duty = 0.0, gun_duty = 0.0, cap_duty = 0.0;  // as paid
  double conversion_usd = 0.0, body_in_white_usd = 0.0;
  bool known = true;             // the ledger has all duties of the plant
  bool complete = true;          // no rate of them is open
  std::vector<TradeCell> cells;  // one a market
};

struct TradeMatrix {
  std::vector<std::string> markets;
  double freight_usd = 0.0;
  std::vector<TradeRow> rows;  // by site, then by origin
};

// Precondition: a trade.date, and those of CostModel. `scenario` has its prices resolved; its site,
// origin of robots and market are put aside, and a mixture of origins with them.
// @throws InputError for an unknown country or a day before the ledger; IoError
TradeMatrix trade_matrix(const Scenario& scenario, const PlantYear& year,
                         std::span<const std::string> sites,
                         std::span<const std::string> robot_origins,
                         std::span<const std::string> markets, double freight_usd);

}  // namespace darkline
