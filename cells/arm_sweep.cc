#include "cells/arm_sweep.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <tuple>

#include "models/robot/kinematics.h"

namespace darkline::internal {
namespace {

constexpr double kPitchM = 0.15;
constexpr int kPlacesOfMove = 8;

void append_line(const Eigen::Vector3d& from, const Eigen::Vector3d& to,
                 std::vector<Eigen::Vector3d>& points) {
  const int n = std::max(1, static_cast<int>(std::ceil((to - from).norm() / kPitchM)));
  for (int i = 1; i <= n; ++i) points.push_back(from + (to - from) * i / n);
}

// One point for each cube of 5 cm that the arms pass: a tenth of them at most.
void thin_out(std::vector<Eigen::Vector3d>& points) {
  constexpr double kCubeM = 0.05;
  std::set<std::tuple<int, int, int>> seen;
  const auto cube = [&](double m) { return static_cast<int>(std::floor(m / kCubeM)); };
  std::erase_if(points, [&](const Eigen::Vector3d& p) {
    return !seen.emplace(cube(p.x()), cube(p.y()), cube(p.z())).second;
  });
}

}  // namespace

void append_arm_points(const CellRobot& robot, const JointVector& q,
                       std::vector<Eigen::Vector3d>& points) {
  std::vector<Pose> X_BL;
  link_poses(robot.model, q, X_BL);
  Eigen::Vector3d from = robot.X_CB * X_BL[std::min<std::size_t>(3, X_BL.size() - 1)].translation();
  points.push_back(from);
  for (std::size_t i = 4; i < X_BL.size(); ++i) {
    const Eigen::Vector3d to = robot.X_CB * X_BL[i].translation();
    append_line(from, to, points);
    from = to;
  }
  const Pose X_CT = robot.X_CB * X_BL.back() * robot.model.X_ET;
  append_line(from, X_CT.translation(), points);
  append_line(X_CT.translation(), X_CT * Eigen::Vector3d(0.0, 0.0, robot.gun.tip_m), points);
}

ArmSweep::ArmSweep(const CellConfig& cell) {
  for (const CellRobot& robot : cell.robots) {
    std::vector<Eigen::Vector3d> own;
    JointVector at = robot.model.home;
    append_arm_points(robot, at, own);
    for (const ProgramStep& step : robot.program.steps) {
      if (step.kind == StepKind::move) {
        for (int k = 1; k <= kPlacesOfMove; ++k) {
          JointVector q = at;
          for (std::size_t j = 0; j < q.size(); ++j) {
            q[j] += (step.q_rad[j] - at[j]) * k / kPlacesOfMove;
          }
          append_arm_points(robot, q, own);
        }
        at = step.q_rad;
      } else if (step.kind == StepKind::job) {
        // pieces of a path are short: their ends say where it goes
        const auto& path = robot.jobs[step.job].path;
        const std::size_t every = std::max<std::size_t>(1, path.size() / 40);
        for (std::size_t i = 0; i < path.size(); i += every) {
          append_arm_points(robot, path[i].at(path[i].duration_s, robot.model.n_joints()).q, own);
        }
        at = step.q_rad;
      }
    }
    thin_out(own);
    points_.insert(points_.end(), own.begin(), own.end());
  }
}

bool ArmSweep::clears(const Shape& box_C, double clear_m) const {
  const Pose X_SC = box_C.X_LS.inverse();
  const Eigen::Vector3d half = 0.5 * box_C.size_m;
  return std::ranges::none_of(points_, [&](const Eigen::Vector3d& p_C) {
    const Eigen::Vector3d p = X_SC * p_C;
    const Eigen::Vector3d out = (p.cwiseAbs() - half).cwiseMax(0.0);
    return out.squaredNorm() <= clear_m * clear_m;
  });
}

}  // namespace darkline::internal
