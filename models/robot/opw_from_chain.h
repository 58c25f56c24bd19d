// The closed-form parameters of an arm, found from its chain of joints.
#pragma once

#include <optional>

#include "models/robot/robot_model.h"

namespace darkline {

// The parameters of robot_model.h if the arm is one that they describe: six joints that turn; axis
// 1 along the base frame's z through its origin; axes 2 and 3 parallel and level; the last three
// axes through one point, each square to the next; the tool on axis 6, its z along it. None for
// any other arm, and where forward_kinematics and closed_form_kinematics differ by 1e-6 (m, or an
// element of the rotation) or more at one of 64 positions within the limits.
std::optional<OpwParameters> opw_from_chain(const RobotModel& robot);

}  // namespace darkline
