// Inner parts of weld_program.h: how a gun meets a spot, and the rows of robots.
#pragma once

#include <optional>
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

// Joints on the spot in any of the gun poses, or none.
bool can_reach(const RobotModel& robot, const GunModel& gun, const Pose& X_CB,
               const WeldSpot& spot);

// Spots of the station per body of the variant.
int spot_count(const FactoryModel& factory, StationId station, std::size_t variant);

// The station's welders by side, as places in Station::robots: first, third, ... left.
struct WelderRows {
  std::vector<std::size_t> left, right;
};
WelderRows welder_rows(const FactoryModel& factory, StationId station);

}  // namespace darkline::internal
