// An arm, its tool and what it carries as capsules: the one shape in which arms are checked against
// each other and against what stands in the cell.
//
// A capsule is every point within radius_m of the segment from a_m to b_m. Each collision shape of
// a link (its visual shapes where it has no collision shapes) is enclosed by a capsule; those of a
// link are joined while that costs little, and until there are at most two. So nothing of a link
// sticks out, and a capsule's own error is always on the safe side.
//
// The gun stands along the tool frame's z axis from the flange, kGunRadiusM thick, and ends
// kElectrodeM before the electrode's point: the electrodes have to touch the sheet.
#pragma once

#include <cstdint>
#include <vector>

#include "models/cell/station_program.h"
#include "models/robot/robot_model.h"

namespace darkline {

struct Capsule {
  Eigen::Vector3d a_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d b_m = Eigen::Vector3d::Zero();
  double radius_m = 0.0;
};

double volume_of(const Capsule& capsule);  // m^3

// Between the surfaces, in m; negative by the depth of their overlap along the shortest way between
// the two segments. `middle_m`, if given, becomes the middle of the gap or of the overlap.
double distance_m(const Capsule& one, const Capsule& other, Eigen::Vector3d* middle_m = nullptr);

// The smallest capsule found that encloses all shapes, in the frame that they are given in: along
// the principal axes of each and of all together. `shapes` is not empty.
Capsule enclosing_capsule(const std::vector<Shape>& shapes);

inline constexpr double kGunRadiusM = 0.12;  // body of a C-gun with its transformer
inline constexpr double kElectrodeM = 0.10;  // of the gun, from the electrode's point, left out

enum class ArmPart : std::uint8_t { link, gun, part };

// One capsule in the frame of links[link]; gun and carried part move with the last link.
struct ArmCapsule {
  ArmPart of = ArmPart::link;
  std::size_t link = 0;
  Capsule capsule_L;
};

struct ArmCapsules {
  std::vector<ArmCapsule> capsules;  // by link, base first; then gun, then carried part
  // (n capsules x n_joints): no point of the capsule's segment is ever farther from the axis of
  // joint j than this (m), by the lengths between joints; 1 for a joint that slides; 0 for a joint
  // that does not move the capsule. Times |qd_j|, summed over j: a bound of the segment's speed.
  std::vector<JointVector> reach_m;
  JointVector most_reach_m = {};  // over the capsules
  std::vector<double> span_m;     // (n capsules): no point is farther from the base frame's origin
};

// A part without mass adds nothing. Its size is that of the solid box with its mass and inertia; a
// flat one is cut into at most kMostPartCapsules strips, so that its capsules are not as thick as
// it is wide.
inline constexpr std::size_t kMostPartCapsules = 4;
ArmCapsules arm_capsules(const RobotModel& robot, const GunModel& gun,
                         const CarriedPart& part = {});

// Whether two robots have the same capsules with the same gun and part: fitting takes milliseconds,
// comparing does not.
bool same_shapes(const RobotModel& one, const RobotModel& other);

// The capsules in the cell's frame, in their order. X_BL: poses of the links (link_poses). `out` is
// resized; no allocation if it has room.
void place_capsules(const ArmCapsules& arm, const Pose& X_CB, const std::vector<Pose>& X_BL,
                    std::vector<Capsule>& out);

// A bound of |qd_j| over the whole segment, from the Bernstein coefficients of its derivative over
// its two halves. Of a rest-to-rest move it is exact: 1.875 |dq| / T.
JointVector speed_bound(const Segment& segment, int n_joints);

}  // namespace darkline
