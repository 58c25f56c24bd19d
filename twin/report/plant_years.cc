#include "models/scenario/process_law.h"
#include "twin/report/run_result.h"

namespace darkline {
namespace {

// Work per good body: all that is done, shared by the bodies that are not scrapped.
struct WorkPerBody {
  double spots = 0.0, sealer_m = 0.0, studs = 0.0, rivets = 0.0;
};

WorkPerBody work_per_good_body(const FactoryModel& factory, double good) {
  const double factor = mean_work_factor(factory);
  WorkPerBody sum;
  for (const Station& station : factory.stations) {
    sum.spots += station.passes * station.work.spots * factor / good;
    sum.sealer_m += station.passes * station.work.sealer_m * factor / good;
    sum.studs += station.passes * station.work.studs * factor / good;
    sum.rivets += station.passes * station.work.rivets * factor / good;
  }
  return sum;
}

}  // namespace

std::vector<PlantYear> plant_years(const FactoryModel& factory, const CellStudy& study,
                                   const LineResult& line, const Kpis& kpis) {
  const auto& quality = factory.scenario.quality;
  const double good = 1.0 - quality.scrap;
  const WorkPerBody work = work_per_good_body(factory, good);
  int spot_robots = 0;
  for (const Robot& robot : factory.robots) {
    if (robot.role == RobotRole::spot_welding) ++spot_robots;
  }
  std::vector<PlantYear> years;
  for (std::size_t r = 0; r < line.replications.size(); ++r) {
    LineResult one{.seed = line.seed, .window_ms = line.window_ms, .replications = {}};
    one.replications.push_back(line.replications[r]);
    const double net_jph = kpis.net_jph_by_replication[r];
    if (net_jph <= 0.0) {
      throw InputError({.place = {.file = factory.scenario.file},
                        .key = "simulation.horizon",
                        .found = "a line that makes no body in its counted time",
                        .wanted = "at least one",
                        .mend = "lengthen simulation.horizon or shorten the repairs"});
    }
    const EnergyPerBody energy = energy_per_body(factory, study.profiles, one);
    years.push_back({.good_bodies_per_year = net_jph * kpis.hours_per_year,
                     .kwh_per_body = energy.total.mean / good,
                     .standing_kwh_per_body = energy.robots_standing.mean / good,
                     .spots_per_body = work.spots,
                     .sealer_m_per_body = work.sealer_m,
                     .studs_per_body = work.studs,
                     .rivets_per_body = work.rivets,
                     .rework_share = quality.rework / good,
                     .scrap_share = quality.scrap / good,
                     .spot_robots = spot_robots,
                     .other_robots = static_cast<int>(factory.robots.size()) - spot_robots});
  }
  return years;
}

std::vector<ZoneFootprint> zone_footprints(const FactoryModel& factory) {
  const double factor = mean_work_factor(factory) / (1.0 - factory.scenario.quality.scrap);
  std::vector<ZoneFootprint> zones(factory.zones.size());
  for (std::size_t z = 0; z < zones.size(); ++z) zones[z].name = factory.zones[z].name;
  for (const Station& station : factory.stations) {
    ZoneFootprint& zone = zones[station.zone.index()];
    ++zone.stations;
    zone.spots += station.passes * station.work.spots * factor;
    zone.sealer_m += station.passes * station.work.sealer_m * factor;
    zone.studs += station.passes * station.work.studs * factor;
    zone.rivets += station.passes * station.work.rivets * factor;
    for (const RobotId id : station.robots) {
      ++(factory[id].role == RobotRole::spot_welding ? zone.spot_robots : zone.other_robots);
    }
  }
  return zones;
}

}  // namespace darkline
