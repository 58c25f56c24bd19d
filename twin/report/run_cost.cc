#include "twin/report/run_cost.h"

#include "models/scenario/process_law.h"
#include "twin/economics/recosting.h"
#include "twin/economics/supply_effect.h"

namespace darkline {

std::vector<ZoneFootprint> station_footprints(const FactoryModel& factory) {
  const double factor = mean_work_factor(factory) / (1.0 - factory.scenario.quality.scrap);
  std::vector<ZoneFootprint> footprints;
  for (const Station& station : factory.stations) {
    ZoneFootprint at{.name = station.address,
                     .stations = 1,
                     .spots = station.passes * station.work.spots * factor,
                     .sealer_m = station.passes * station.work.sealer_m * factor,
                     .studs = station.passes * station.work.studs * factor,
                     .rivets = station.passes * station.work.rivets * factor};
    for (const RobotId id : station.robots) {
      ++(factory[id].role == RobotRole::spot_welding ? at.spot_robots : at.other_robots);
    }
    footprints.push_back(std::move(at));
  }
  return footprints;
}

CostCoefficients run_cost_coefficients(const RunResult& result) {
  std::vector<PlantYear> years;
  for (const PlantYear& year : result.years) {
    years.push_back(shocked_year(year, result.prices.supply));
  }
  CostCoefficients coefficients = recosting(
      result.prices.scenario, years, station_footprints(result.factory), result.prices.trade);
  const std::vector<double> kwh =
      station_kwh_per_body(result.factory, result.study.profiles, result.line_result);
  double sum_kwh = 0.0;
  for (const double each : kwh) sum_kwh += each;
  const double scale = sum_kwh > 0.0 ? coefficients.kwh_per_body.mean / sum_kwh : 0.0;
  for (std::size_t s = 0; s < kwh.size(); ++s) {
    coefficients.stations[s].kwh_per_body = kwh[s] * scale;
  }
  return coefficients;
}

}  // namespace darkline
