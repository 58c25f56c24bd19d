// Inner parts of station_planning.h: writes one robot's program, run by run. A run is a row of
// places that the tool goes to one after the other without turning: spots, studs, measuring points.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "cells/motion_planning.h"
#include "cells/station_layout.h"
#include "models/cell/station_program.h"

namespace darkline::internal {

// A place to work at is a spot: where, from which side, and its number. Neighbours of one row.
using Run = std::vector<WeldSpot>;

// A robot where it stands, with what planning needs to know of it. The robot outlives it.
struct PlannedArm {
  explicit PlannedArm(const CellRobot& cell_robot);

  const CellRobot& robot;
  MotionPlanner planner;
  Pose X_BC;
  ArmReach reach;

  // The joints nearest to `from` that put the tool at X_CT; none out of reach.
  std::optional<JointVector> joints_at(const Pose& X_CT, const JointVector& from) const;
  // Gun poses worth trying: fewer where the inverse kinematics is a search.
  const std::vector<GunPose>& poses() const;
};

// Seconds at full speed, joint by joint.
double travel_s(const RobotModel& robot, const JointVector& from, const JointVector& to);
// No joint moves so far that the arm changes its branch.
bool is_small_step(const JointVector& from, const JointVector& to);

// Copies are cheap; the arm is shared.
class RunWriter {
 public:
  // What is done at a place: its step, without the joints.
  using StepAt = std::function<ProgramStep(const WeldSpot&)>;

  RunWriter(const PlannedArm& arm, StepAt step_at)
      : arm_(&arm), step_at_(std::move(step_at)), at_(arm.robot.model.home) {}

  // Appends approach, places and retract, or those places of the run that the robot can do; the
  // rest comes back.
  Run append(const Run& run);
  // The whole run or nothing.
  bool append_whole(const Run& run);

  // A move to `q`, nothing if the arm is there. False, and nothing written, if its motors cannot.
  bool move_to(const JointVector& q);
  // A step at the present position; a job ends at `q`.
  void do_step(ProgramStep step, const JointVector& q);

  // What is done at the places of the runs to come.
  void set_step(StepAt step_at) { step_at_ = std::move(step_at); }

  const JointVector& at() const { return at_; }
  // Planned seconds of the moves so far and home, without settling.
  double move_s() const;

  // Home again.
  RobotProgram finish();

 private:
  struct SolvedRun {
    JointVector approach = {}, retract = {};
    std::vector<JointVector> places;
    double travel_s = 0.0;  // at full speed, approach included
  };
  std::optional<SolvedRun> best(const Run& run) const;
  std::optional<SolvedRun> solve(const Run& run, const GunPose& gun_pose, double back_m) const;
  bool feasible(const SolvedRun& solved) const;
  std::optional<SolvedRun> first_feasible(std::vector<SolvedRun>& found) const;
  void write(const Run& run, const SolvedRun& solved);

  const PlannedArm* arm_;
  StepAt step_at_;
  JointVector at_;
  RobotProgram program_;
  double move_s_ = 0.0;
};

}  // namespace darkline::internal
