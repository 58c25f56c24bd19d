// Handling: parts from a rack behind the robot to the body.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "cells/role_programs.h"

namespace darkline::internal {
namespace {

constexpr double kDegree = std::numbers::pi / 180.0;

// Parts of three sizes, ten picks in turn; their mean is 8.0 kg [assumed: 1 to 25 kg].
struct Part {
  double mass_kg;
  Eigen::Vector3d box_m;
};
const std::array<Part, 3>& parts() {
  static const std::array<Part, 3> all = {
      {{2.0, {0.30, 0.20, 0.05}}, {8.0, {0.60, 0.40, 0.08}}, {23.0, {1.20, 0.60, 0.10}}}};
  return all;
}
constexpr std::array<std::size_t, 10> kTurns = {0, 1, 0, 2, 0, 1, 0, 2, 0, 1};

CarriedPart carried(const Part& part, const GunModel& gripper) {
  const Eigen::Vector3d square = part.box_m.cwiseProduct(part.box_m);
  CarriedPart carried;
  carried.mass_kg = part.mass_kg;
  carried.p_TC_m = {0.0, 0.0, gripper.tip_m + 0.5 * part.box_m.z()};
  carried.I_C_kg_m2 =
      part.mass_kg / 12.0 *
      Eigen::Vector3d(square.y() + square.z(), square.x() + square.z(), square.x() + square.y());
  return carried;
}

// The gripper with the heaviest part in it, as one body: what the motors must be able to carry.
GunModel loaded(const GunModel& gripper) {
  const CarriedPart part = carried(parts().back(), gripper);
  GunModel both = gripper;
  both.mass_kg = gripper.mass_kg + part.mass_kg;
  both.p_TC_m = (gripper.mass_kg * gripper.p_TC_m + part.mass_kg * part.p_TC_m) / both.mass_kg;
  const auto about_both = [&](double mass_kg, const Eigen::Vector3d& p_m,
                              const Eigen::Vector3d& own) {
    const Eigen::Vector3d d = p_m - both.p_TC_m;
    const Eigen::Vector3d square = d.cwiseProduct(d);
    return Eigen::Vector3d(own + mass_kg * Eigen::Vector3d(square.y() + square.z(),
                                                           square.x() + square.z(),
                                                           square.x() + square.y()));
  };
  both.I_C_kg_m2 = about_both(gripper.mass_kg, gripper.p_TC_m, gripper.I_C_kg_m2) +
                   about_both(part.mass_kg, part.p_TC_m, part.I_C_kg_m2);
  return both;
}

// Where the gripper stops, and above it or before it.
struct Stop {
  JointVector near = {}, at = {};
};

class PickWriter {
 public:
  PickWriter(const RoleTask& task, const CellConfig& cell, RunWriter& writer)
      : task_(task), cell_(cell), writer_(writer), loaded_robot_(task.robot) {
    loaded_robot_.gun = loaded(task.robot.gun);
    loaded_.emplace(loaded_robot_);
  }

  bool choose() { return choose_rack() && choose_fixture(); }

  const Eigen::Vector3d& rack_C_m() const { return rack_C_m_; }

  void add_jobs() {
    first_job_ = task_.robot.jobs.size();
    for (const Part& part : parts()) {
      RobotJob job;
      job.kind = JobKind::pick;
      job.process_s = kGripS;
      job.part = carried(part, task_.robot.gun);
      task_.robot.jobs.push_back(std::move(job));
    }
    RobotJob place;
    place.kind = JobKind::place;
    place.process_s = kLetGoS;
    task_.robot.jobs.push_back(std::move(place));
  }

  void write(std::size_t part) {
    writer_.move_to(rack_.near);
    writer_.move_to(rack_.at);
    do_job(first_job_ + part, rack_.at);
    writer_.move_to(rack_.near);
    writer_.move_to(fixture_.near);
    writer_.move_to(fixture_.at);
    do_job(first_job_ + parts().size(), fixture_.at);
    writer_.move_to(fixture_.near);
  }

 private:
  void do_job(std::size_t job, const JointVector& q) {
    ProgramStep step;
    step.kind = StepKind::job;
    step.job = static_cast<std::uint16_t>(job);
    writer_.do_step(step, q);
  }

  // Behind the robot first, then further to its sides, the gripper from above.
  bool choose_rack() {
    const Eigen::Vector3d base = task_.robot.X_CB.translation();
    const Eigen::Vector3d ahead = task_.robot.X_CB.linear().col(0);
    const double outwards = base.x() * ahead.y() > 0.0 ? -1.0 : 1.0;  // away from the middle first
    for (const double degrees : {155.0, 140.0, 125.0, 110.0, 95.0}) {
      for (const double side : {outwards, -outwards}) {
        for (const double out_m : {1.7, 1.5, 1.9, 1.3}) {
          for (const double up_m : {0.9, 1.1, 0.7}) {
            const Eigen::Vector3d way =
                Eigen::AngleAxisd(side * degrees * kDegree, Eigen::Vector3d::UnitZ()) * ahead;
            WeldSpot place;
            place.p_CS_m = base + out_m * way + up_m * Eigen::Vector3d::UnitZ();
            if (is_in_the_way(place.p_CS_m)) continue;
            const auto stop = stop_at(place, task_.robot.model.home);
            if (!stop || !can_move(task_.robot.model.home, stop->near)) continue;
            rack_ = *stop;
            rack_C_m_ = place.p_CS_m;
            return true;
          }
        }
      }
    }
    return false;
  }

  // The place on the body nearest to the robot; where none is in reach, a stand in front of it,
  // from which another robot takes the part.
  bool choose_fixture() {
    constexpr double kPartM = 0.3;
    for (const WeldSpot& place : row_middles(task_, kPartM)) {
      if (take_fixture(place)) return true;
    }
    const Eigen::Vector3d ahead = task_.robot.X_CB.linear().col(0);
    for (const double out_m : {1.6, 1.4, 1.8}) {
      WeldSpot stand;
      stand.p_CS_m =
          task_.robot.X_CB.translation() + out_m * ahead + 1.0 * Eigen::Vector3d::UnitZ();
      if (take_fixture(stand)) return true;
    }
    return false;
  }

  bool take_fixture(const WeldSpot& place) {
    const auto stop = stop_at(place, rack_.near);
    if (!stop || !can_move(rack_.near, stop->near) || !can_move(stop->near, rack_.near) ||
        !can_move(stop->near, task_.robot.model.home)) {
      return false;
    }
    fixture_ = *stop;
    return true;
  }

  std::optional<Stop> stop_at(const WeldSpot& place, const JointVector& from) const {
    for (const GunPose& pose : task_.arm.poses()) {
      for (const double back_m : {0.30, 0.15}) {
        const auto X_CT = [&](double back) {
          return tool_at_spot(place, task_.robot.gun, pose.turn_rad, pose.lean_rad, back);
        };
        const auto near = task_.arm.joints_at(X_CT(back_m), from);
        if (!near) continue;
        const auto at = task_.arm.joints_at(X_CT(0.0), *near);
        if (!at || !is_small_step(*near, *at)) continue;
        if (can_move(*near, *at) && can_move(*at, *near)) return Stop{*near, *at};
      }
    }
    return std::nullopt;
  }

  // With the gripper empty and with the heaviest part in it.
  bool can_move(const JointVector& from, const JointVector& to) const {
    return task_.arm.planner.least_duration_s(from, to).has_value() &&
           loaded_->planner.least_duration_s(from, to).has_value();
  }

  // Another robot's foot, or the body and the robots' rows beside it.
  bool is_in_the_way(const Eigen::Vector3d& p_C_m) const {
    constexpr double kFootM = 1.0;
    constexpr double kBodyLengthM = 2.6, kBodyWidthM = 1.2;
    if (std::abs(p_C_m.x()) < kBodyLengthM && std::abs(p_C_m.y()) < kBodyWidthM) return true;
    return std::ranges::any_of(cell_.robots, [&](const CellRobot& robot) {
      return (robot.X_CB.translation() - p_C_m).head<2>().norm() < kFootM;
    });
  }

  const RoleTask& task_;
  const CellConfig& cell_;
  RunWriter& writer_;
  CellRobot loaded_robot_;
  std::optional<PlannedArm> loaded_;
  Stop rack_, fixture_;
  Eigen::Vector3d rack_C_m_ = Eigen::Vector3d::Zero();
  std::size_t first_job_ = 0;
};

}  // namespace

bool write_picks(const RoleTask& task, int count, const CellConfig& cell, RunWriter& writer,
                 Eigen::Vector3d& rack_C_m) {
  PickWriter picks(task, cell, writer);
  if (!picks.choose()) return false;
  picks.add_jobs();
  rack_C_m = picks.rack_C_m();
  for (int i = 0; i < count; ++i) {
    picks.write(kTurns[static_cast<std::size_t>(i) % kTurns.size()]);
  }
  return true;
}

}  // namespace darkline::internal
