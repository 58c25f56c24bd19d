#include "twin/report/hall.h"

#include <map>

#include "cells/station_layout.h"
#include "cells/station_planning.h"
#include "models/robot/urdf_robot.h"
#include "models/scenario/hall_layout.h"

namespace darkline {
namespace {

constexpr double kStationLength_m = 8.0;  // of the fenced cell, along the flow
constexpr double kStationWidth_m = 12.0;

}  // namespace

HallSnapshot hall_snapshot(const FactoryModel& factory, const std::vector<CycleProfile>& profiles,
                           const LineRecording& recording) {
  std::map<std::string, const std::vector<double>*> studied_q;
  for (const CycleProfile& profile : profiles) {
    for (const auto& snapshot : profile.snapshots) {
      studied_q.emplace(snapshot.robot, &snapshot.q_rad);
    }
  }
  const HallLayout layout = lay_out_hall(factory);
  HallSnapshot hall;
  hall.hall_length_m = layout.length_m;
  hall.hall_width_m = layout.width_m;
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    const Station& station = factory.stations[s];
    const Pose& X_WC = layout.X_WC[s];
    hall.stations.push_back({.address = station.address,
                             .X_WC = X_WC,
                             .length_m = kStationLength_m,
                             .width_m = kStationWidth_m,
                             .state = recording.at_end[s],
                             .body_present = recording.at_end[s] != StationState::starved});
    const std::vector<Pose> X_CB = station_layout(factory, StationId(s));
    for (std::size_t r = 0; r < station.robots.size(); ++r) {
      const Robot& robot = factory[station.robots[r]];
      const RobotModel& model = factory.robot_models[robot.model];
      const auto studied = studied_q.find(robot.address);
      HallSnapshot::RobotPose pose{.address = robot.address,
                                   .model = reference_to(model),
                                   .X_WB = X_WC * X_CB[r],
                                   .q_rad = {}};
      if (studied != studied_q.end()) {
        pose.q_rad = *studied->second;
      } else {
        pose.q_rad.assign(model.home.begin(), model.home.begin() + model.n_joints());
      }
      hall.robots.push_back(std::move(pose));
    }
  }
  for (std::size_t i = 0; i < factory.links.size(); ++i) {
    const FlowLink& link = factory.links[i];
    if (link.places == 0) continue;
    const Eigen::Vector3d half(kStationPitch_m / 2, 0.0, 0.0);
    hall.buffers.push_back({.p_from_m = layout.X_WC[link.from.index()].translation() + half,
                            .p_to_m = layout.X_WC[link.to.index()].translation() - half,
                            .places = link.places,
                            .mean_level = static_cast<double>(recording.level_at_end[i])});
  }
  return hall;
}

}  // namespace darkline
