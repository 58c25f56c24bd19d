// Efforts of joints whose URDF file does not know them: public files of industrial robots write 0.
#pragma once

#include "models/robot/robot_model.h"

namespace darkline {

// Gives each joint of effort 0 the larger of
//   4/3 of the worst static load (planning uses 75 % of an effort, so this much is held), and what
//       brings the largest inertia about the axis to full speed in 0.7 s on top;
//   0.08 of the largest effort of a joint of its kind: a wrist's drive is not sized by the arm.
// With the payload that the robot has. Within a factor 2.1 of all six axes of the KUKA KR 210
// R2700-2, the only published ones. Adds a warning that names the joints.
void assume_missing_efforts(RobotModel& robot);

}  // namespace darkline
