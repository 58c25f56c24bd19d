// Interference zones of a cell, found from its programs: which steps of which two robots pass
// through the same space (swept_motion.h), and the zones that keep them apart (zone_plan.h).
//
// Two steps are in conflict if the arms, with guns and carried parts, could come nearer than
// kZoneClearanceM to each other at any two moments of them (welding facts, section 5: a zone is
// given back when its volume is left by 50 mm). A robot holds nothing at home.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cells/motion_planning.h"
#include "cells/zone_plan.h"
#include "models/cell/station_program.h"

namespace darkline {

inline constexpr double kZoneClearanceM = 0.05;

// What no zone can keep apart: a robot at home does not get out of the way.
struct InterferenceFinding {
  enum class Kind : std::uint8_t {
    homes_touch,      // of both robots; step is not looked at
    spot_meets_home,  // the robot's electrode on a spot, or its job's place of work
    way_meets_home,   // a move of the robot, or the path of a job
  };
  Kind kind = Kind::homes_touch;
  std::size_t robot = 0, other = 0;  // places in CellConfig::robots; `other` stands at home
  std::size_t step = 0;              // of `robot`, zone steps not counted
  Eigen::Vector3d p_C_m = Eigen::Vector3d::Zero();  // about where
};

// "front/st01/r1 on its way of step 3 comes within 50 mm of front/st01/r2 at home, about (...) m".
std::string text_of(const InterferenceFinding& finding, const CellConfig& config);

struct InterferenceReport {
  std::vector<InterferenceFinding> findings;  // at most one a kind and pair of robots: the first
  std::size_t conflicts = 0;                  // pairs of steps
};

// Takes the zones out of the config and its programs.
void remove_interference_zones(CellConfig& config);

// Removes the zones that the config has, finds conflicts, sets CellConfig::zones and writes
// enter_zone and leave_zone into the programs. Where there are findings the zones keep apart all
// but these. Deterministic.
// `planners`, if given: of every robot with its tool, for those who ask often.
InterferenceReport add_interference_zones(CellConfig& config,
                                          std::span<const MotionPlanner> planners = {});

// @throws InputError naming the station and the first finding, if there is one.
void refuse_findings(const CellConfig& config, const InterferenceReport& report);

// Nominal seconds of each step, by the least duration of moves, without waits; zone steps 0. For
// moves that the motors cannot make, within speed and acceleration alone.
std::vector<double> nominal_step_s(const CellConfig& config, std::size_t robot);
std::vector<double> nominal_step_s(const CellConfig& config, std::size_t robot,
                                   const MotionPlanner& planner);

// Of the robot with its tool, upright as it stands.
MotionPlanner planner_of(const CellRobot& robot);

}  // namespace darkline
