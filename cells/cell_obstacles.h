// Inner parts of station_planning.h: what stands in a cell beside its robots, as boxes. All of it
// is made up [assumed], as the body is (body_panel.h).
//
//   body        strips of sheet along the flanges of the station's kind of panel, 0.12 m wide and
//               20 mm thick, 30 mm behind the face that is worked on, so that a tool that touches
//               the flange is not in them; an upright panel stands in the plane y = 0, worked from
//               both sides, and has its sheet between the flanges instead
//   fixture     the frame on the floor that carries the body, 3.6 x 0.8 x 0.30 m
//   clamp       four posts on it
//   dresser     a post under each welder's tip dresser
//   rack        a box under the place that a handling robot picks from
//
// A strip of the body or a clamp that the arms would pass through on their programs is left out.
#pragma once

#include <string>
#include <vector>

#include "cells/arm_sweep.h"
#include "cells/body_panel.h"
#include "cells/role_programs.h"
#include "models/cell/station_program.h"

namespace darkline::internal {

CellObstacle box_obstacle(std::string name, const Eigen::Vector3d& middle_C_m,
                          const Eigen::Vector3d& size_m);

// A post with its top `below_m` under `p_C_m`.
CellObstacle post_under(std::string name, const Eigen::Vector3d& p_C_m, double half_m,
                        double below_m);

// Body, fixture, clamps and racks.
std::vector<CellObstacle> cell_obstacles(PanelKind kind, const CellConfig& cell,
                                         const ArmSweep& sweep,
                                         const std::vector<RackPlace>& racks);

}  // namespace darkline::internal
