#include "cells/tip_dressing.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "cells/bullet_arm.h"
#include "cells/cell_obstacles.h"

namespace darkline::internal {
namespace {

constexpr double kCutS = 1.5;
constexpr double kClearM = 0.20;
constexpr double kDegree = std::numbers::pi / 180.0;

bool fits(const Eigen::Vector3d& p_C_m, const CellConfig& cell, const ArmSweep& sweep) {
  constexpr double kFootM = 0.75;
  constexpr double kBodyLengthM = 2.4, kBodyWidthM = 1.15;
  if (std::abs(p_C_m.x()) < kBodyLengthM && std::abs(p_C_m.y()) < kBodyWidthM) return false;
  for (const CellRobot& robot : cell.robots) {
    if ((robot.X_CB.translation() - p_C_m).head<2>().norm() < kFootM) return false;
  }
  return sweep.clears(post_under("", p_C_m, kDresserHalfM, kDresserBelowM).shape, kClearM);
}

// A constant: the arm stands.
Segment standing(const JointVector& q, double duration_s, int n_joints) {
  Segment segment;
  segment.duration_s = duration_s;
  for (std::size_t j = 0; j < static_cast<std::size_t>(n_joints); ++j) segment.c[j][0] = q[j];
  return segment;
}

// There, the cut, and back, by way of a stop above the dresser.
std::optional<RobotJob> job_at(const PlannedArm& arm, const WeldSpot& place, double dress_s) {
  constexpr double kAboveM = 0.15;
  const JointVector& home = arm.robot.model.home;
  for (const GunPose& pose : arm.poses()) {
    const auto X_CT = [&](double back_m) {
      return tool_at_spot(place, arm.robot.gun, pose.turn_rad, pose.lean_rad, back_m);
    };
    const auto above = arm.joints_at(X_CT(kAboveM), home);
    if (!above) continue;
    const auto at = arm.joints_at(X_CT(0.0), *above);
    if (!at || !is_small_step(*above, *at)) continue;
    RobotJob job;
    job.kind = JobKind::dress;
    double ways_s = 0.0;
    for (const auto& [from, to] : {std::pair(home, *above), std::pair(*above, *at),
                                   std::pair(*at, *above), std::pair(*above, home)}) {
      const auto way = arm.planner.plan_move(from, to);
      if (!way) break;
      ways_s += way->duration_s;
      job.path.push_back(*way);
    }
    if (job.path.size() != 4) continue;
    const double steps = std::ceil(std::max(dress_s - ways_s, kCutS) / kPhysicsStepS - 1e-9);
    job.path.insert(job.path.begin() + 2,
                    standing(*at, steps * kPhysicsStepS, arm.robot.model.n_joints()));
    return job;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Dressing> plan_dressing(const PlannedArm& arm, const CellConfig& cell,
                                      const ArmSweep& sweep, double dress_s) {
  const Eigen::Vector3d base = arm.robot.X_CB.translation();
  const Eigen::Vector3d ahead = arm.robot.X_CB.linear().col(0);
  for (const double degrees : {35.0, 50.0, 65.0, 80.0, 100.0, 120.0, 140.0, 155.0}) {
    for (const double side : {1.0, -1.0}) {
      for (const double out_m : {1.15, 1.3, 1.5, 1.75}) {
        for (const double up_m : {0.7, 0.9, 1.1}) {
          const Eigen::Vector3d way =
              Eigen::AngleAxisd(side * degrees * kDegree, Eigen::Vector3d::UnitZ()) * ahead;
          WeldSpot place;
          place.p_CS_m = base + out_m * way + up_m * Eigen::Vector3d::UnitZ();
          if (!fits(place.p_CS_m, cell, sweep)) continue;
          if (auto job = job_at(arm, place, dress_s)) return Dressing{*job, place.p_CS_m};
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace darkline::internal
