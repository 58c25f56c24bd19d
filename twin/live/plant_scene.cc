#include "twin/live/plant_scene.h"

#include "cells/role_programs.h"
#include "cells/station_layout.h"
#include "cells/station_planning.h"
#include "models/base/sim_time.h"
#include "models/robot/urdf_robot.h"
#include "models/scenario/hall_layout.h"
#include "twin/live/body_growth.h"

namespace darkline {
namespace {

constexpr double kStationLength_m = 8.0;  // of the fenced cell, along the flow
constexpr double kStationWidth_m = 12.0;

RobotTool tool_by_role(RobotRole role) {
  switch (role) {
    case RobotRole::spot_welding:
      break;
    case RobotRole::joining:
      return RobotTool::riveter;
    case RobotRole::sealing:
      return RobotTool::nozzle;
    case RobotRole::hemming:
      return RobotTool::roller;
    case RobotRole::handling:
      return RobotTool::gripper;
    case RobotRole::inspection:
      return RobotTool::camera;
  }
  return RobotTool::gun;
}

HallSnapshot::Flow::Cargo cargo_of(const FlowLink& link) {
  using Cargo = HallSnapshot::Flow::Cargo;
  switch (link.cargo) {
    case LinkCargo::rework:
      return Cargo::rework;
    case LinkCargo::carriers:
      return Cargo::carriers;
    default:
      return Cargo::bodies;
  }
}

}  // namespace

PlantScene plant_scene(const FactoryModel& factory) {
  const HallLayout layout = lay_out_hall(factory);
  const std::vector<StationBody> bodies = body_growth(factory);
  PlantScene scene;
  HallSnapshot& hall = scene.hall;
  hall.hall_length_m = layout.length_m;
  hall.hall_width_m = layout.width_m;
  hall.transfer_ns = to_bus_duration(factory.scenario.plant.transfer_s).count();
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    const Station& station = factory.stations[s];
    const Pose& X_WC = layout.X_WC[s];
    hall.stations.push_back({.address = station.address,
                             .X_WC = X_WC,
                             .length_m = kStationLength_m,
                             .width_m = kStationWidth_m,
                             .parts = bodies[s].parts,
                             .joined = bodies[s].joined});
    scene.first_robot.push_back(hall.robots.size());
    const std::vector<Pose> X_CB = station_layout(factory, StationId(s));
    const std::vector<internal::RobotWork> work = internal::robot_work(factory, StationId(s), 0);
    for (std::size_t r = 0; r < station.robots.size(); ++r) {
      const Robot& robot = factory[station.robots[r]];
      const RobotModel& model = factory.robot_models[robot.model];
      hall.robots.push_back({.address = robot.address,
                             .model = reference_to(model),
                             .X_WB = X_WC * X_CB[r],
                             .q_rad = {model.home.begin(), model.home.begin() + model.n_joints()},
                             .tool = tool_by_role(robot.role),
                             .tip_m = internal::tool_for(work[r]).tip_m});
    }
  }
  for (const FlowLink& link : factory.links) {
    auto& flow = hall.flow.emplace_back();
    flow = {.from = link.from.index(), .to = link.to.index(), .cargo = cargo_of(link)};
    if (link.places == 0) continue;
    flow.buffer = hall.buffers.size();
    const Eigen::Vector3d half(kStationPitch_m / 2, 0.0, 0.0);
    hall.buffers.push_back({.p_from_m = layout.X_WC[link.from.index()].translation() + half,
                            .p_to_m = layout.X_WC[link.to.index()].translation() - half,
                            .places = link.places,
                            .parts = bodies[link.from.index()].parts});
  }
  return scene;
}

}  // namespace darkline
