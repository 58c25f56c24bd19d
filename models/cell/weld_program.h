// What the robots of one station are told to do in one cycle: moves and spots, in order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/robot/robot_model.h"

namespace darkline {

enum class StepKind : std::uint8_t {
  move = 1,  // go to q and stop
  spot = 2,  // at the present position: close, squeeze, weld, hold, open
};

struct ProgramStep {
  StepKind kind = StepKind::move;
  JointVector q_rad = {};       // move: where to; spot: where the gun is
  std::uint32_t spot = 0;       // spot: its number, unique in the scenario's body
  float weld_current_ka = 0.F;  // spot: what the controller asks the timer for
};

struct RobotProgram {
  std::vector<ProgramStep> steps;  // starts and ends at the home position
};

// One spot on the panel, in the cell's frame C.
struct WeldSpot {
  std::uint32_t number = 0;
  Eigen::Vector3d p_CS_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d n_C = Eigen::Vector3d::UnitZ();  // unit normal of the sheet, towards the gun
};

// Seconds of the parts of one spot and its failures; defaults of the welding facts, section 2.
struct SpotProcess {
  double settle_s = 0.10;
  double close_s = 0.20;
  double squeeze_s = 0.08;
  double weld_s = 0.25;
  double hold_s = 0.08;
  double open_s = 0.20;
  double communication_s = 0.15;
  double expulsion_share = 0.02;  // of spots; the controller welds such a spot again
  double spread = 0.05;           // relative standard deviation of close and open times

  double nominal_s() const {
    return close_s + squeeze_s + weld_s + hold_s + open_s + communication_s;
  }
};

// What hangs on the flange: a servo gun. Mass, centre and inertia in tool0 axes.
struct GunModel {
  double mass_kg = 110.0;
  Eigen::Vector3d p_TC_m = {0.05, 0.0, 0.30};
  Eigen::Vector3d I_C_kg_m2 = {14.0, 14.0, 6.0};  // principal
  double tip_m = 0.75;                            // electrode point along tool0 z
};

struct CellRobot {
  std::string address;
  RobotModel model;
  Pose X_CB = Pose::Identity();
  GunModel gun;
  RobotProgram program;
};

// One station as its physics sees it: constant during a study.
struct CellConfig {
  std::string station;            // address
  std::string variant;            // product variant, "" for the only one
  std::vector<CellRobot> robots;  // at most kMaxCellRobots
  std::vector<WeldSpot> spots;
  SpotProcess process;
  std::uint64_t seed = 1;
};

}  // namespace darkline
