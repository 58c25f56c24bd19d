// What can be said of an arm from its description alone: reach, what its joints hold and carry,
// whether its masses can be those of bodies. Sampled over fixed random positions within the
// limits (DrawPurpose::robot_pose), so that the same robot gives the same numbers.
#pragma once

#include <string>
#include <vector>

#include "models/robot/robot_model.h"

namespace darkline {

inline constexpr double kStandardGravityMPerS2 = 9.81;  // as in cells/

// The n-th fixed random position, each joint uniform within its limits.
JointVector sampled_position(const RobotModel& robot, unsigned n);

// How far the wrist centre (where the last three axes meet) gets from axis 1, square to it; of the
// tool frame for an arm whose last axes do not meet, and from the base frame's origin where joint
// 1 slides. The largest of many climbs over the joint ranges: right to about 1e-6 m, but a lower
// bound in principle.
struct Reach {
  double reach_m = 0.0;
  bool of_wrist_centre = false;
  JointVector q = {};  // where
};
Reach computed_reach(const RobotModel& robot);

// Torque or force of each joint that holds the arm still at `q` (N m or N), `payload_kg` sitting
// at the tool frame's origin, gravity along -z of the base: by virtual work, tau_i = g times the
// sum over bodies of mass times how fast the body rises with joint i.
JointVector holding_torque(const RobotModel& robot, const JointVector& q, double payload_kg);

// The worst of `positions` samples and home, joint by joint.
struct StaticLoad {
  JointVector torque = {};                      // N m or N, largest magnitude
  JointVector share = {};                       // of max_effort
  std::array<JointVector, kMaxJoints> at = {};  // the position of each joint's worst
};
StaticLoad worst_static_load(const RobotModel& robot, double payload_kg, unsigned positions = 4096);

// Inertia about each joint's own axis (kg m^2; moved mass for a prismatic joint) of all that it
// carries, payload included, rotors not: the largest of `positions` samples.
JointVector largest_carried_inertia(const RobotModel& robot, double payload_kg,
                                    unsigned positions = 1024);

// One link's mass properties against what a body can have.
struct InertiaCheck {
  std::string link;
  double mass_kg = 0.0;
  Eigen::Vector3d principal_kg_m2 = Eigen::Vector3d::Zero();  // ascending
  bool positive_definite = false;
  bool triangle_inequality = false;  // the largest moment at most the sum of the others
};
std::vector<InertiaCheck> inertia_checks(const RobotModel& robot);

double mass_of(const RobotModel& robot);  // of all links, kg

}  // namespace darkline
