// Made-up cost coefficients of a hall, for tests and pictures.
#pragma once

#include "models/stream/cost_coefficients.h"
#include "models/stream/hall_snapshot.h"

namespace darkline::testing {

// Conversion: 100 USD, 1 USD for each kUSD of a robot with its duty, half of it at the first
// station and the rest shared by the others; steel 300 USD; the rest of the car 10 kUSD.
inline CostCoefficients costs_of(const HallSnapshot& hall) {
  CostCoefficients c;
  c.title = "made up";
  c.replications = 5;
  c.own = {40e3};
  for (auto& lever : c.levers) lever.most = 1.0;
  c.levers[0] = {.matters = true, .least = 0.0, .most = 200e3, .note = ""};
  c.levers[1].matters = c.levers[6].matters = true;
  c.items = {{.name = "labour", .title = "Labour", .usd = {100.0}},
             {.name = "robots", .title = "Robots", .usd = {0.0, 1e-3, 1e-3}}};
  c.steel_usd = {300.0};
  c.rest_of_vehicle_usd = 10e3;
  c.spread.emplace();
  (*c.spread)[0][0] = 4.0;
  c.kwh_per_body = {.mean = 80.0, .half_width = 0.5};
  c.bodies_per_year = {.mean = 250e3, .half_width = 1e3};
  const auto n = static_cast<double>(hall.stations.size());
  for (std::size_t s = 0; s < hall.stations.size(); ++s) {
    const double share = s == 0 ? 0.5 : 0.5 / (n - 1.0);
    c.stations.push_back({.address = hall.stations[s].address,
                          .usd = {100.0 * share, 1e-3 * share, 1e-3 * share},
                          .kwh_per_body = 80.0 / n,
                          .spots_per_body = 10.0 * static_cast<double>(s),
                          .tip_pairs_per_body = 0.01});
  }
  return c;
}

}  // namespace darkline::testing
