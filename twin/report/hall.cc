#include "twin/report/hall.h"

#include <map>

#include "twin/live/plant_scene.h"

namespace darkline {

HallSnapshot hall_snapshot(const FactoryModel& factory, const std::vector<CycleProfile>& profiles,
                           const LineRecording& recording) {
  std::map<std::string, const std::vector<double>*> studied_q;
  std::map<std::string, const RobotCycle*> studied_cycle;
  for (const CycleProfile& profile : profiles) {
    for (const auto& snapshot : profile.snapshots) {
      studied_q.emplace(snapshot.robot, &snapshot.q_rad);
    }
    for (const RobotCycle& cycle : profile.robots) studied_cycle.emplace(cycle.robot, &cycle);
  }
  HallSnapshot hall = plant_scene(factory).hall;
  for (std::size_t s = 0; s < hall.stations.size(); ++s) {
    hall.stations[s].state = recording.at_end[s];
    hall.stations[s].body_present = recording.at_end[s] != StationState::starved;
    hall.stations[s].technician = recording.attended_at_end[s];
  }
  hall.idle_technicians = recording.idle_technicians_at_end;
  for (HallSnapshot::RobotPose& robot : hall.robots) {
    const auto studied = studied_q.find(robot.address);
    if (studied != studied_q.end()) robot.q_rad = *studied->second;
    const auto cycle = studied_cycle.find(robot.address);
    if (cycle == studied_cycle.end()) continue;
    robot.cycle = {.energy_kwh = cycle->second->energy_kwh,
                   .peak_torque_share = cycle->second->peak_torque_share,
                   .rms_torque_share = cycle->second->rms_torque_share};
  }
  std::size_t buffer = 0;
  for (std::size_t i = 0; i < factory.links.size(); ++i) {
    if (factory.links[i].places == 0) continue;
    hall.buffers[buffer++].mean_level = static_cast<double>(recording.level_at_end[i]);
  }
  return hall;
}

}  // namespace darkline
