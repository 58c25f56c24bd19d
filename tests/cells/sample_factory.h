// Factories of a few stations, written out by hand.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/base/address.h"
#include "models/robot/robot_reader.h"
#include "models/scenario/factory_model.h"

namespace darkline::sample {

inline RobotModel shipped_robot(const std::string& id) {
  return read_robot(std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/robots" /
                    (id + ".robot.toml"));
}

struct StationPlan {
  std::string zone;
  int spots = 0;
  int welders = 0;
  int others = 0;  // handling robots
};

// One zone a station, one robot model for all; the process of the welding facts, section 2.
inline FactoryModel factory(const std::vector<StationPlan>& plans,
                            const std::string& robot = "kuka_kr210_r2700_2") {
  FactoryModel model;
  model.scenario.file = "by_hand.toml";
  model.scenario.plant.transfer_s = 11.2;
  model.scenario.plant.approach_s = 4.0;
  auto& process = model.scenario.process;
  process.settle_s = 0.10;
  process.close_s = 0.20;
  process.squeeze_s = 0.08;
  process.weld_s = 0.25;
  process.hold_s = 0.08;
  process.open_s = 0.20;
  process.communication_s = 0.15;
  process.expulsion = 0.02;
  process.spread = 0.05;
  process.equalising = 0.05;
  model.scenario.simulation.seed = 1;
  model.robot_models.push_back(shipped_robot(robot));
  model.variants = {{"", 1.0, 1.0}};
  for (const StationPlan& plan : plans) {
    Zone zone;
    zone.name = plan.zone;
    zone.stations = {StationId(model.stations.size())};
    Station station;
    station.address = station_address(plan.zone, 1);
    station.zone = ZoneId(model.zones.size());
    station.work.spots = plan.spots;
    for (int r = 0; r < plan.welders + plan.others; ++r) {
      Robot member;
      member.address = robot_address(station.address, r + 1);
      member.station = StationId(model.stations.size());
      member.role = r < plan.welders ? RobotRole::spot_welding : RobotRole::handling;
      station.robots.push_back(RobotId(model.robots.size()));
      model.robots.push_back(member);
    }
    station.robots_by_role[index_of(RobotRole::spot_welding)] = plan.welders;
    station.robots_by_role[index_of(RobotRole::handling)] = plan.others;
    model.zones.push_back(zone);
    model.flow_order.push_back(StationId(model.stations.size()));
    model.stations.push_back(station);
  }
  return model;
}

// The spot-welding stations of the 2020 layout, one of each zone, with spots and robots per
// station rounded (welding facts, section 4.1).
inline std::vector<StationPlan> stations_of_2020() {
  return {
      {"z10_front_end", 58, 4, 2}, {"z20_front_floor", 57, 4, 2},  {"z30_rear_floor", 51, 3, 3},
      {"z40_underbody", 73, 5, 1}, {"z50_body_side_lh", 63, 4, 2}, {"z51_body_side_rh", 63, 4, 2},
      {"z60_framing", 115, 7, 2},  {"z65_roof", 40, 3, 3},         {"z70_respot", 113, 7, 1},
      {"z80_doors", 42, 3, 3},     {"z85_hood_tailgate", 33, 2, 3}};
}

}  // namespace darkline::sample
