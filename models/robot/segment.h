// The one trajectory format of all tiers: a quintic polynomial per joint over a time span.
#pragma once

#include <array>

#include "models/robot/robot_model.h"

namespace darkline {

// q(t) = sum_k c[k] t^k for 0 <= t <= duration_s, t from the start of the segment; constant after.
struct Segment {
  double duration_s = 0.0;
  std::array<std::array<double, 6>, kMaxJoints> c = {};  // (n_joints x 6)

  struct Sample {
    JointVector q = {}, qd = {}, qdd = {};
  };
  Sample at(double t_s, int n_joints) const;
};

// From rest to rest: s = 10 x^3 - 15 x^4 + 6 x^5.
Segment rest_to_rest(const JointVector& from, const JointVector& to, double duration_s,
                     int n_joints);

// The one quintic from one state to another: position, speed and acceleration of both ends.
Segment joining(const Segment::Sample& from, const Segment::Sample& to, double duration_s,
                int n_joints);

// The shortest rest-to-rest duration within limits of speed, acceleration and, where stated, jerk:
// T >= 1.875 |dq| / v_max, T^2 >= 5.7735 |dq| / a_max and T^3 >= 60 |dq| / j_max, over all joints.
// Torque is not looked at here (cells/ does). Never less than `least_s`.
double kinematic_duration_s(const RobotModel& robot, const JointVector& from, const JointVector& to,
                            double least_s = 0.02);

}  // namespace darkline
