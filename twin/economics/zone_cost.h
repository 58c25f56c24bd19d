// The conversion cost of a body by zone of the shop, and by robot.
//
// What a zone causes is its own: its robots with their guns and computers, its spots, sealer and
// fasteners. What the shop has in common is dealt out by a stated key:
//
//   tooling, building, direct labour     stations
//   support labour, energy, AI training  robots
//   rework and scrap                     spots (stations where nothing is spot-welded)
//   maintenance                          stations' capital, tooling and building of the zone
//   overhead                             labour of the zone
//   working capital                      conversion cost of the zone; that on steel with it
//
// Sealer and fasteners go by what they cost in the zone.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "twin/economics/cost_model.h"

namespace darkline {

// What a zone has and does to one body.
struct ZoneFootprint {
  std::string name;
  int stations = 0;  // at least one
  int spot_robots = 0, other_robots = 0;
  double spots = 0.0, sealer_m = 0.0, studs = 0.0, rivets = 0.0;
};

struct ZoneCost {
  std::string zone;
  int robots = 0;
  std::array<double, kConversionItems> items_usd = {};  // USD per body, by CostItemId
  double conversion_usd = 0.0;                          // their sum, in their order
};

// The zones' items sum to `items` up to rounding (1e-12 of each item).
// Preconditions: at least one zone; those of CostModel.
std::vector<ZoneCost> zone_costs(const Scenario& scenario, std::span<const ZoneFootprint> zones,
                                 const ItemsUsd& items);

// What an hour of a robot station costs (USD/h): the annuity of what it cost to put up, and
// maintenance as a share of that a year, over the hours it works.
// Check: BCG's spot-welding system of 133 kUSD, 10 years at 10 %, 10 % a year, 4,000 h: 8.74.
double robot_hour_usd(double system_usd, double life_y, double interest_per_y,
                      double maintenance_per_y, double hours_per_y);

}  // namespace darkline
