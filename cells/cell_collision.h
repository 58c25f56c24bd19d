// Whether the arms of a cell touch each other or what stands in it.
//
// Arms, their guns and the parts that they carry are capsules (arm_capsules.h); obstacles keep
// their shapes, a mesh its triangles. Contact and distance are Bullet's, double precision. Looked
// at are pairs that can ever meet: no arm against itself; no two that both stand still (a robot's
// base link and the obstacles, or another base link); no carried part against an obstacle (it must
// touch what it is put on); nothing beyond the sum of the reaches.
//
// One object belongs to one thread at a time. After the first query nothing is allocated.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cells/arm_capsules.h"
#include "models/cell/station_program.h"

namespace darkline {

inline constexpr std::size_t kNoPlace = SIZE_MAX;

// `robot` touches robot `other`, or obstacle `obstacle`; the one that it is not is kNoPlace.
struct Contact {
  std::size_t robot = 0;  // places in CellConfig::robots and CellConfig::obstacles
  ArmPart part = ArmPart::link;
  std::size_t link = 0;  // in RobotModel::links; gun and carried part: the last
  std::size_t other = kNoPlace;
  ArmPart other_part = ArmPart::link;
  std::size_t other_link = 0;
  std::size_t obstacle = kNoPlace;
  Eigen::Vector3d p_C_m = Eigen::Vector3d::Zero();  // in the middle of the overlap
  double depth_m = 0.0;                             // of the overlap, > 0
};

// "front/st01/r1 link_3 touches front/st01/r2 gun at (0.412, -0.100, 1.250) m, 12 mm deep".
std::string text_of(const Contact& contact, const CellConfig& config);

class CellCollision {
 public:
  // Robots stand at the last position of their program, or at home.
  explicit CellCollision(const CellConfig& config);
  ~CellCollision();
  CellCollision(const CellCollision&) = delete;
  CellCollision& operator=(const CellCollision&) = delete;

  std::size_t n_robots() const;
  std::size_t n_obstacles() const;

  void set_pose(std::size_t robot, const JointVector& q);

  // What the robot carries from now on; a part without mass: nothing.
  void set_part(std::size_t robot, const CarriedPart& part);

  // The first contact that is found: arms in order of their places, then obstacles.
  std::optional<Contact> first_contact();
  std::optional<Contact> first_contact(std::size_t robot, std::size_t other);
  std::optional<Contact> first_obstacle_contact(std::size_t robot, std::size_t obstacle);

  // Between two arms, or an arm and an obstacle: the distance, or any lower bound of it that is at
  // least `enough_m`; <= 0 where they touch. kNeverMeetM for two that cannot.
  double clearance_m(std::size_t robot, std::size_t other, double enough_m);
  double obstacle_clearance_m(std::size_t robot, std::size_t obstacle, double enough_m);
  static constexpr double kNeverMeetM = 1e9;

  // Of the robot's capsules, part included: reach by joint (ArmCapsules::most_reach_m).
  const JointVector& reach_m(std::size_t robot) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
