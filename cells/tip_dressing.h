// Inner parts of station_planning.h: where a welder's tip dresser stands, and the way to it.
#pragma once

#include <optional>

#include "cells/arm_sweep.h"
#include "cells/run_writer.h"
#include "models/cell/station_program.h"

namespace darkline::internal {

inline constexpr double kDresserHalfM = 0.10;   // of the post that carries it
inline constexpr double kDresserBelowM = 0.05;  // its top below the electrodes

struct Dressing {
  RobotJob job;
  Eigen::Vector3d p_C_m = Eigen::Vector3d::Zero();  // where the electrodes are cut
};

// The job begins and ends at home: there, the cut, and back in one path of `dress_s` (or longer, if
// the ways take more than what a cut of 1.5 s leaves of it; welding facts, section 2). The dresser
// stands beside the robot, as far ahead of it as it keeps 0.2 m of all that the cell's arms sweep
// in their programs. None if it fits nowhere.
std::optional<Dressing> plan_dressing(const PlannedArm& arm, const CellConfig& cell,
                                      const ArmSweep& sweep, double dress_s);

}  // namespace darkline::internal
