// Inner parts of station_planning.h: what the robots beside the welders do in a cycle.
//
// A station's work goes evenly to the robots of its role; what is counted in whole things (studs,
// rivets, picks) by the largest remainder. Robots work on the side of the body that they stand at,
// along its flanges (body_panel.h), at the places nearest to them that they reach:
//   sealing     beads of at most 1.2 m at process.sealer_speed, one job each
//   joining     studs and rivets in rows of at most eight, 40 mm apart, one job for all of a kind;
//               laser seams as beads at process.laser_speed. The sizing law's seconds a stud or
//               rivet include the step to it, about 0.30 s for 40 mm and 0.10 s until the arm rests
//               (welding facts, section 2), so the job lasts them less 0.40 s
//   hemming     seams of at most 1.2 m, rolled process.hem_passes times there and back, a job each
//   handling    a part is picked from a rack behind the robot (0.6 s to grip), carried to the body
//               and let go there (0.8 s); parts of 2, 8 and 23 kg in the ratio 5 : 3 : 2
//   inspection  process.measuring_points places 250 mm apart, process.measure each
//
// Tools, mass and range in kg, tool centre point along tool0 z in m [assumed but for the gun's
// range in the welding facts, section 2; within the payload of the 210 kg class]:
//   spot gun           110  70 to 150   0.75
//   sealer nozzle       15   8 to 25    0.45   applicator and metering valve
//   stud or rivet tool  80  60 to 120   0.60   C-frame of a riveting tool
//   laser head          40  25 to 60    0.50   optics, seam tracking; stand-off included
//   roller hem head     70  50 to 110   0.40
//   gripper             60  30 to 120   0.45   frame with suction cups or clamps
//   camera               8   3 to 15    0.40   sensor and bracket; stand-off included
#pragma once

#include <cstddef>
#include <vector>

#include "cells/run_writer.h"
#include "models/cell/station_program.h"
#include "models/scenario/factory_model.h"

namespace darkline::internal {

inline constexpr double kBeadM = 1.2;         // longest piece of bead, seam or hem
inline constexpr double kStepInStudS = 0.40;  // of the seconds of a stud or rivet: the step to it
inline constexpr double kGripS = 0.6;
inline constexpr double kLetGoS = 0.8;

// What one robot has to do on a body.
struct RobotWork {
  RobotRole role = RobotRole::spot_welding;
  double sealer_m = 0.0, laser_m = 0.0, hem_m = 0.0;
  int studs = 0, rivets = 0, picks = 0, points = 0;

  bool is_none() const {
    return sealer_m <= 0.0 && laser_m <= 0.0 && hem_m <= 0.0 && studs == 0 && rivets == 0 &&
           picks == 0 && points == 0;
  }
};

// The shares of the station's robots, in its order; welders have none here.
std::vector<RobotWork> robot_work(const FactoryModel& factory, StationId station,
                                  std::size_t variant);

// What such a robot carries.
GunModel tool_for(const RobotWork& work);

// Where the part of a handling robot lies: below it stands the rack.
struct RackPlace {
  std::size_t robot = 0;  // place in CellConfig::robots
  Eigen::Vector3d p_C_m = Eigen::Vector3d::Zero();
};

// Fills program and jobs of the cell's robot `r`, whose tool is tool_for(work). Appends to `racks`
// for a robot that handles.
// @throws InputError if no place of the work is in reach: names robot, station and model.
void write_role_program(const FactoryModel& factory, StationId station, const RobotWork& work,
                        CellConfig& cell, std::size_t r, std::vector<RackPlace>& racks);

// The parts of it, by kind of work. False: no place in reach.
struct RoleTask {
  const FactoryModel& factory;
  StationId station;
  const PlannedArm& arm;
  CellRobot& robot;  // jobs are appended to it
};
bool write_beads(const RoleTask& task, JobKind kind, double length_m, RunWriter& writer);
bool write_points(const RoleTask& task, JobKind kind, int count, RunWriter& writer);
bool write_picks(const RoleTask& task, int count, const CellConfig& cell, RunWriter& writer,
                 Eigen::Vector3d& rack_C_m);

// Middles of rows of `half_length_m` to each side along the flanges on the robot's side of the
// body, the nearest to the robot first; ties in the order of the flanges.
std::vector<WeldSpot> row_middles(const RoleTask& task, double half_length_m);

// The same place `along_m` further along the body.
WeldSpot moved(const WeldSpot& place, double along_m);

}  // namespace darkline::internal
