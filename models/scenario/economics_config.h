// What a scenario says of trade, AI compute, supply and investment: parts of scenario.h. Fields are
// rows of economics_keys.cc, which says what they mean; twin/economics turns them into the prices
// of Scenario::cost (resolve_prices.h).
#pragma once

#include <cstdint>
#include <string>

namespace darkline {

// Duties from the tariff ledger, in place of those of Scenario::cost.
struct TradeConfig {
  std::string date;  // "-": the duties of Scenario::cost stand
  std::string site, market;
  std::string robot_origin, parts_origin, steel_origin, chip_origin;
  std::string robot_class, vehicle_class, steel_class, chip_class;  // HS codes
  std::string producer;                                             // "-": not stated
  std::string ledger;                                               // file of rows; "-": none
  std::string origin_shares;                                        // "CN 60 %, JP 40 %"; "-": none
  std::int64_t undertaking = 0;
  double preference = 1.0, foreign_content = 1.0, in_quota = 1.0;
  double vehicles_per_year = 0.0;  // sold to the market; 0: not stated
  double exported = 0.0, drawback = 0.0, free_zone = 0.0;
  double pass_through = 1.0;
  double elasticity = 0.0;  // of substitution between origins
};

// How retraining runs come by their compute.
struct ComputeConfig {
  std::string route;   // "-": the prices of Scenario::cost stand; "best": the cheapest allowed
  std::string regime;  // of export controls today; "-": none
  std::int64_t adverse = 0;  // 1: grey and unlawful routes may be priced, as counterfactuals
  std::int64_t entity_listed = 0;
  double regime_changes_per_y = 0.0;
  double gpus = 1.0;
  double checkpoint_s = 0.0, restart_s = 0.0;
  double data_tb = 0.0, link_gbit_s = 0.0;
  double perf_gap = 1.0;
  double catch_up = 0.0, catch_up_s = 0.0, horizon_s = 0.0;
  double domestic_share = 0.0, subsidy = 0.0;
  double audit_s = 0.0;
  double power_usd_per_kwh = 0.0;
  double stockpile_s = 0.0;       // chips bought before the controls last so long; 0: none
  double crowding = 0.0;          // of rents and queues, where controls close other routes
  double closing = 0.0;           // of the routes' closing hazards, what counts
  double commitment_gpu_h = 0.0;  // that a lease commits to, a year
  double take_or_pay = 0.0;       // of them, paid whether used or not
  double resale = 0.0;            // of what is paid and not used, what others pay for
  std::string inference;          // whose chips are in the cells; "-": the prices of [cost]
};

// What a shock of supply does to the plant.
struct SupplyConfig {
  double robot_subsidy = 0.0;
  double robot_delay_s = 0.0, ramp_share = 0.0, ramp_period_s = 0.0;
  double chip_cuts_per_y = 0.0, chip_recover_s = 0.0, chip_stock_s = 0.0;
  double chip_alternative = 0.0, chip_robots = 0.0;
  double recovery_s = 0.0;
  std::string nodes;  // file of the supply network; "-": the shipped one
};

// What investment questions are asked about.
struct InvestConfig {
  double price_before_usd = 0.0, price_after_usd = 0.0;
  std::string date_before, date_after;
  double learning = 0.0, doublings = 0.0, supplier_factor = 1.0;
  double fleet_before = 0.0, fleet_after = 0.0;
  double manual_heads = 0.0;
  double horizon_s = 0.0, wait_s = 0.0;
  double price_change_per_y = 0.0, price_spread_per_y = 0.0, foregone_per_y = 0.0;
  double duty_up = 0.0, duty_up_chance = 0.0;
  double duty_jumps_per_y = 0.0, duty_jump = 0.0;
  double volume_change_per_y = 0.0;
  double reference_usd = 0.0;  // landed; 0: the base scenario's
};

}  // namespace darkline
