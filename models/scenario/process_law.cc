#include "models/scenario/process_law.h"

namespace darkline {

ByRole<double> process_law_seconds(const FactoryModel& factory, StationId station_id) {
  const Station& station = factory[station_id];
  const auto& process = factory.scenario.process;
  const StationWork& work = station.work;
  ByRole<double> total_s = {};
  total_s[index_of(RobotRole::spot_welding)] = process.law_spot_s * work.spots;
  total_s[index_of(RobotRole::joining)] =
      process.stud_s * work.studs + process.rivet_s * work.rivets +
      process.laser_factor * work.laser_m / process.laser_speed_m_s;
  total_s[index_of(RobotRole::sealing)] =
      process.sealer_factor * work.sealer_m / process.sealer_speed_m_s;
  total_s[index_of(RobotRole::hemming)] =
      process.hem_factor * process.hem_passes * work.hem_m / process.hem_speed_m_s;
  total_s[index_of(RobotRole::handling)] = process.pick_s * work.picks;
  for (const RobotRole role : kRoles) {
    const int robots = station.robots_by_role[index_of(role)];
    total_s[index_of(role)] = robots == 0 ? 0.0 : total_s[index_of(role)] / robots;
  }
  return total_s;
}

ByRole<double> process_law_cycles(const FactoryModel& factory, StationId station_id,
                                  std::size_t variant) {
  const auto& plant = factory.scenario.plant;
  ByRole<double> cycle_s = process_law_seconds(factory, station_id);
  for (const RobotRole role : kRoles) {
    double& seconds = cycle_s[index_of(role)];
    if (seconds == 0.0) continue;
    seconds *= factory.variants[variant].work_factor;
    if (role != RobotRole::handling) seconds += plant.transfer_s;
    if (role != RobotRole::handling && role != RobotRole::hemming) seconds += plant.approach_s;
  }
  return cycle_s;
}

double mean_work_factor(const FactoryModel& factory) {
  double factor = 0.0;
  for (const Variant& variant : factory.variants) factor += variant.share * variant.work_factor;
  return factor;
}

}  // namespace darkline
