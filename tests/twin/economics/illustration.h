// The inputs of economics facts, section 8: placeholders that show orders of magnitude.
#pragma once

#include "models/scenario/scenario.h"
#include "twin/economics/finance.h"
#include "twin/economics/plant_year.h"

namespace darkline {

inline Scenario illustration() {
  Scenario scenario;
  scenario.simulation.confidence = 0.95;
  auto& cost = scenario.cost;
  cost.robot_usd = 40e3;
  cost.robot_freight = 0.02;
  cost.gun_usd = 15e3;
  cost.integration_usd = 45e3;
  cost.interest_per_y = 0.10;
  cost.robot_life_s = 12 * kSecondsPerYear;
  cost.salvage = 0.05;
  cost.tooling_usd = 19.0e6;
  cost.tooling_life_s = 5 * kSecondsPerYear;
  cost.building_usd = 31.4e6;
  cost.building_life_s = 25 * kSecondsPerYear;
  cost.maintenance = 0.10;
  cost.direct_heads = 60;
  cost.support_heads = 180;
  cost.paid_per_head_s = 1920 * 3600.0;
  cost.wage_usd_per_h = 8.0;
  cost.energy_usd_per_kwh = 0.088;
  cost.spots_per_cap_pair = 3000;
  cost.cap_pair_usd = 1.20;
  cost.rework_usd = 35;
  cost.scrap_usd = 900;
  cost.edge_box_usd = 1500;
  cost.training_gpu_h = 4000;
  cost.gpu_usd_per_h = 1.25;
  cost.drift_per_y = 0.01;
  cost.retrain_s = 14 * 86400.0;
  cost.edge_box_life_s = 5 * kSecondsPerYear;
  cost.steel_kg = 390;
  cost.steel_usd_per_kg = 0.75;
  cost.pass_through = 1.0;
  cost.rest_of_vehicle_usd = 20e3;
  cost.vehicle_freight_usd = 1500;
  return scenario;
}

inline PlantYear illustration_year() {
  PlantYear year;
  year.good_bodies_per_year = 300e3;
  year.kwh_per_body = 98.7;
  year.spots_per_body = 4800;
  year.rework_share = 0.004;
  year.scrap_share = 0.0005;
  year.spot_robots = 530;
  return year;
}

}  // namespace darkline
