// Inner parts of station_planning.h: where the arms of a cell are while they run their programs, as
// points on the lines from joint to joint and on to the tip of the tool. It says where things can
// stand; whether arms touch is not decided here.
#pragma once

#include <vector>

#include "models/cell/station_program.h"

namespace darkline::internal {

// Points of one arm at `q`, at most 0.15 m apart, from the origin of joint 3 to the tool's tip; in
// C.
void append_arm_points(const CellRobot& robot, const JointVector& q,
                       std::vector<Eigen::Vector3d>& points);

class ArmSweep {
 public:
  // Every stop of every program, 7 places on the way of each move, and about 40 of each path; one
  // point for each cube of 5 cm that an arm passes.
  explicit ArmSweep(const CellConfig& cell);

  // No point comes nearer to the box, which stands in C, than `clear_m`.
  bool clears(const Shape& box_C, double clear_m) const;

  const std::vector<Eigen::Vector3d>& points_C() const { return points_; }

 private:
  std::vector<Eigen::Vector3d> points_;
};

}  // namespace darkline::internal
