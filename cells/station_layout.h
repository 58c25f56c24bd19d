// Inner parts of station_planning.h: how a tool meets a spot, and the rows of robots.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cells/body_panel.h"
#include "models/cell/station_program.h"
#include "models/scenario/factory_model.h"

namespace darkline::internal {

// The tool frame that puts the electrode on a spot, its z axis against the sheet's normal, turned
// by `turn_rad` about it, then leaning by `lean_rad` about its own x axis; drawn back by
// `back_m` along its own z.
Pose tool_at_spot(const WeldSpot& spot, const GunModel& gun, double turn_rad, double lean_rad,
                  double back_m);

struct GunPose {
  double turn_rad = 0.0, lean_rad = 0.0;
};

// All gun poses that are tried, the upright ones first.
const std::vector<GunPose>& gun_poses();

// The space that a robot's tool frame can come to at most: within `arm_m` of its shoulder, joint 2.
struct ArmReach {
  explicit ArmReach(const RobotModel& robot);
  // How far the tool at X_BT would be beyond it, in m; negative within.
  double beyond_m(const Pose& X_BT) const;

  double shoulder_out_m = 0.0, shoulder_up_m = 0.0;  // of joint 2 from the base
  double arm_m = 0.0;                                // from there to the tool, stretched
};

// The same for a spot, in the gun pose in which it is least. Where the closed form says where the
// wrist is, that counts, else the tool.
double spot_beyond_reach_m(const CellRobot& robot, const WeldSpot& spot);

// Whether any of the gun poses reaches the spot; for robots without closed form, whether it lies
// within ArmReach.
bool can_reach(const RobotModel& robot, const GunModel& gun, const Pose& X_CB,
               const WeldSpot& spot);

// Spots of the station per body of the variant: those of its list whatever the variant.
int spot_count(const FactoryModel& factory, StationId station, std::size_t variant);

// The number of the station's first spot: spots of all stations before it, each with its largest
// variant, plus 1. Numbers do not depend on the variant.
std::uint32_t first_spot_number(const FactoryModel& factory, StationId station);

WeldSpot welded(const ListedSpot& listed, std::uint32_t number);

// The station's spots in rows, from the back of the body to its front on each side. Generated ones
// have the scenario's weld time and energy and numbers from first_spot_number on. Listed ones:
// those that stand next to one another in the list, within 120 mm, and look the same way to 15
// degrees make a row, of 12 at most.
std::vector<SpotRow> station_spot_rows(const FactoryModel& factory, StationId station,
                                       std::size_t variant);
void add_to_rows(std::vector<SpotRow>& rows, const WeldSpot& spot);

bool is_welder(const FactoryModel& factory, const std::string& robot_address);

// The station's welders by side, as places in Station::robots: first, third, ... left.
struct WelderRows {
  std::vector<std::size_t> left, right;
};
WelderRows welder_rows(const FactoryModel& factory, StationId station);

}  // namespace darkline::internal
