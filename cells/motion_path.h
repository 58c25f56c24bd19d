// Ways of more than one move: through via points without stopping, and along a line at constant
// speed. Both are lists of quintic pieces that follow one another without a jump in position, speed
// or acceleration, start and end at rest, last whole control periods (4 ms) each, and keep the
// robot's limits: speed, acceleration, jerk where stated, and 75 % of torque (motion_planning.h),
// looked at every 4 ms.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cells/motion_planning.h"

namespace darkline {

// The largest share of any limit that the pieces use at samples 4 ms apart, ends included: speed,
// acceleration, jerk (if stated), and torque with friction over 75 % of the effort limit. 1: a
// limit is just met.
double limit_use(const MotionPlanner& planner, std::span<const Segment> pieces);

double duration_s(std::span<const Segment> pieces);

// Through `points`, the first of which is where the arm stands, in straight lines of joint space
// with rounded corners: each leg is the rest-to-rest quintic, and begins while the one before still
// brakes. `blend`, 0 to 1: that overlap as a share of half the shorter leg's time. 0 stops exactly
// at every point; 1 passes a point by at most a tenth (10.4 %) of each of its two legs, added up.
// Where the limits do not allow the overlap it is made smaller, so the way never takes longer than
// with stops. Points that repeat the one before are left out; a way to nowhere has no pieces.
//
// None if a leg cannot be held (MotionPlanner::least_duration_s). DARKLINE_CHECK: blend in [0, 1].
std::optional<std::vector<Segment>> plan_fly_by(const MotionPlanner& planner,
                                                std::span<const JointVector> points,
                                                double blend = 1.0);

struct ToolPathOptions {
  double tip_m = 0.0;        // the point that runs along the line stands this far along tool0's z
  double corner_m = 0.003;   // how far the path may pass a corner of the polyline
  double least_share = 0.1;  // of the asked speed: rather none than slower
  double ramp_m_s2 = 5.0;    // largest acceleration along the line at its ends
  double turning_m_rad = 0.30;  // a leg that only turns counts as this many metres per radian
};

struct ToolPath {
  std::vector<Segment> pieces;  // from pose 0, at the joints nearest to `from`, to the last pose
  double speed_m_s = 0.0;       // held between the ramps: as asked, or what the limits allow
  double length_m = 0.0;        // of the polyline
  double ramp_s = 0.0;          // from rest to the speed, and back at the end
  double deviation_m = 0.0;     // largest distance of the tip from the polyline, at 4 ms samples
};

enum class ToolPathTrouble { none, out_of_reach, branch_jump, limits };

// The tool along the polyline of `X_BT` (tool0 in the robot's base frame), turned evenly on each
// leg, at `speed_m_s` between a ramp up at its start and a ramp down at its end. Joints are those
// of nearest_inverse from point to point, `from` being near the first of them. Where the limits do
// not allow the speed it is lowered in steps of 5 % and reported.
//
// None, and `trouble` if given, where a point of the way is out of reach or limits, where the arm
// would have to change its branch (a singular wrist, say), and where the way cannot be held at
// least_share of the speed. One pose, or poses all alike: no pieces, speed as asked.
// DARKLINE_CHECK: at least one pose, a speed above 0.
std::optional<ToolPath> plan_tool_path(const MotionPlanner& planner, std::span<const Pose> X_BT,
                                       double speed_m_s, const JointVector& from,
                                       const ToolPathOptions& options = {},
                                       ToolPathTrouble* trouble = nullptr);

}  // namespace darkline
