// What the robots of one station are, and what they are told to do in one cycle: moves, spots and
// jobs, in order, with the interference zones that they pass through. Constant during a study.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/robot/robot_model.h"
#include "models/robot/segment.h"

namespace darkline {

enum class StepKind : std::uint8_t {
  move = 1,        // go to q and stop there
  spot = 2,        // at the present position: close, squeeze, weld, hold, open
  job = 3,         // run a job of the robot, which ends at q
  enter_zone = 4,  // wait until the interference zone is free, then hold it
  leave_zone = 5,  // give it back: the robot is out of it
};

struct ProgramStep {
  StepKind kind = StepKind::move;
  JointVector q_rad = {};       // where the arm is when the step is done
  std::uint32_t spot = 0;       // spot: its number, unique in the scenario's body
  float weld_current_ka = 0.F;  // spot: what the controller asks the timer for
  std::uint16_t job = 0;        // job: its place in CellRobot::jobs
  std::uint16_t zone = 0;       // enter_zone, leave_zone: its number, from 1
};

struct RobotProgram {
  std::vector<ProgramStep> steps;  // starts and ends at the home position, holding no zone
};

// What a spot needs of gun and timer (welding facts, section 2); defaults: 1.0 + 1.2 mm coated.
struct WeldSchedule {
  double force_n = 3200.0;
  double weld_s = 0.25;
  double current_ka = 9.5;
  double grid_j = 9000.0;  // drawn from the mains by the transformer
};

// One spot on the panel, in the cell's frame C.
struct WeldSpot {
  std::uint32_t number = 0;
  Eigen::Vector3d p_CS_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d n_C = Eigen::Vector3d::UnitZ();  // unit normal of the sheet, towards the gun
  WeldSchedule schedule = {};
};

// Seconds of the parts of one spot and its failures; defaults of the welding facts, section 2. How
// long the current flows is the spot's own (WeldSchedule).
struct SpotProcess {
  double settle_s = 0.10;
  double close_s = 0.20;
  double squeeze_s = 0.08;
  double weld_s = 0.25;  // of spots without a schedule of their own
  double hold_s = 0.08;
  double open_s = 0.20;
  double communication_s = 0.15;
  double expulsion_share = 0.02;   // of spots; the controller welds such a spot again
  double spread = 0.05;            // relative standard deviation of close and open times
  double equalising_share = 0.05;  // of the gun's force: what its equaliser leaves to the arm

  double nominal_s() const {
    return close_s + squeeze_s + weld_s + hold_s + open_s + communication_s;
  }
};

// What hangs on the flange: a servo gun, a gripper, a nozzle. Mass, centre and inertia in tool0
// axes.
struct GunModel {
  double mass_kg = 110.0;
  Eigen::Vector3d p_TC_m = {0.05, 0.0, 0.30};
  Eigen::Vector3d I_C_kg_m2 = {14.0, 14.0, 6.0};       // xx, yy, zz
  Eigen::Vector3d I_products_kg_m2 = {0.0, 0.0, 0.0};  // the tensor's elements xy, xz, yz
  double tip_m = 0.75;  // electrode point (tool centre point) along tool0 z
};

// Its inertia about its centre, in tool0 axes.
Eigen::Matrix3d tensor_of(const GunModel& tool);

// What a gripper carries. Centre and inertia in tool0 axes; no mass: nothing.
struct CarriedPart {
  double mass_kg = 0.0;
  Eigen::Vector3d p_TC_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d I_C_kg_m2 = Eigen::Vector3d::Zero();  // principal
};

// The tool with the part in its grip, as one body.
GunModel with_part(const GunModel& tool, const CarriedPart& part);

enum class JobKind : std::uint8_t {
  travel,   // a way through several points without stopping (fly-by)
  seal,     // a bead at constant speed
  laser,    // a seam at constant speed
  hem,      // roller passes at constant speed
  stud,     // the rest dwell at the end of their path
  rivet,    // self-piercing rivet or flow-drill screw
  pick,     // grips: from the end of the job on the arm carries `part`
  place,    // lets go: carries nothing from the end of the job on
  inspect,  // measures
  dress,    // cuts its electrode caps
};
const char* name_of(JobKind kind);  // "seal"

// A path that the robot's own controller knows by number, and what is done along it or at its end.
struct RobotJob {
  JobKind kind = JobKind::travel;
  // Followed one after another without a stop, from the position of the step before, starting and
  // ending at rest. Each lasts a whole number of control periods (4 ms) and begins with the
  // position and speed that the one before it ends with. May be empty.
  std::vector<Segment> path;
  double process_s = 0.0;  // at the end of the path, at rest; nominal
  double length_m = 0.0;   // of the bead, seam or hem
  CarriedPart part = {};   // pick
};

struct CellRobot {
  std::string address;
  RobotModel model;
  Pose X_CB = Pose::Identity();
  GunModel gun;
  RobotProgram program;
  std::vector<RobotJob> jobs;
};

// A space that only one of two or more robots may be in at a time. The controller grants it.
struct InterferenceZone {
  std::uint16_t number = 0;         // from 1; robots take zones in ascending order
  std::vector<std::size_t> robots;  // places in CellConfig::robots, ascending
  double nominal_s = 0.0;           // the longest time that one of them holds it, without waits
  Eigen::AlignedBox3d box_C;        // about what is shared, for the picture
};

// Something in the cell that stands still: body panel, fixture, clamp, tool stand, fence.
struct CellObstacle {
  std::string name;
  Shape shape;  // in the cell's frame: X_LS is X_CS
};

// One station as its physics sees it: constant during a study.
struct CellConfig {
  std::string station;            // address
  std::string variant;            // product variant, "" for the only one
  std::vector<CellRobot> robots;  // at most kMaxCellRobots
  std::vector<WeldSpot> spots;
  SpotProcess process;
  std::uint64_t seed = 1;
  std::vector<InterferenceZone> zones;  // in order of their numbers, which are 1, 2, 3, ...
  std::vector<CellObstacle> obstacles;
  std::vector<std::string> findings;  // what of the plan is not as it should be, for people
};

}  // namespace darkline
