// Where the links of an arm are, and which joints reach a pose.
#pragma once

#include <optional>
#include <vector>

#include "models/robot/robot_model.h"

namespace darkline {

// How far `joint` carries its link from the parent link's frame, at position `q`.
Pose joint_pose(const Joint& joint, double q);

// X_BT: the tool frame in the robot's base frame, for joints `q` (rad).
Pose forward_kinematics(const RobotModel& robot, const JointVector& q);

// X_BL of every link, base first. `out` is resized to n_joints + 1; no allocation if it has room.
void link_poses(const RobotModel& robot, const JointVector& q, std::vector<Pose>& out);

// The tool frame by the closed form's own forward equations: equal to forward_kinematics where
// `opw` describes the robot, which read_robot checks.
Pose closed_form_kinematics(const OpwParameters& opw, const JointVector& q);

// Every solution of the closed form within the joint limits, up to 8, in a fixed order (front
// before rear shoulder, elbow up before down, wrist not flipped before flipped). Empty where the
// pose is out of reach. The robot must have `opw`.
std::vector<JointVector> inverse_kinematics(const RobotModel& robot, const Pose& X_BT);

// The solution nearest to `from` by the largest joint travel over its speed limit, or none.
// Joints that may turn more than once are unwrapped towards `from`. A robot without `opw` is
// solved by numeric_inverse.h: a solution found from `from`, not always the nearest.
std::optional<JointVector> nearest_inverse(const RobotModel& robot, const Pose& X_BT,
                                           const JointVector& from);

}  // namespace darkline
