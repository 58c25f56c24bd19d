#include <algorithm>
#include <map>
#include <optional>

#include "cells/motion_planning.h"
#include "cells/run_writer.h"
#include "cells/station_planning.h"

namespace darkline {
namespace {

// What a robot works at first; none: nothing.
enum class Work : std::uint8_t { welds, joins, seals, hems, handles, inspects };

std::optional<Work> work_of(const CellRobot& robot) {
  for (const ProgramStep& step : robot.program.steps) {
    if (step.kind == StepKind::spot) return Work::welds;
    if (step.kind != StepKind::job) continue;
    switch (robot.jobs[step.job].kind) {
      case JobKind::seal:
        return Work::seals;
      case JobKind::hem:
        return Work::hems;
      case JobKind::laser:
      case JobKind::stud:
      case JobKind::rivet:
        return Work::joins;
      case JobKind::pick:
      case JobKind::place:
        return Work::handles;
      case JobKind::inspect:
        return Work::inspects;
      case JobKind::travel:
      case JobKind::dress:
        break;
    }
  }
  return std::nullopt;
}

double planned_s(const CellConfig& cell, const CellRobot& robot) {
  const internal::PlannedArm arm(robot);
  const SpotProcess& process = cell.process;
  JointVector at = robot.model.home;
  double seconds = 0.0;
  for (const ProgramStep& step : robot.program.steps) {
    if (step.kind == StepKind::move) {
      seconds += arm.planner.least_duration_s(at, step.q_rad).value_or(0.0);
    } else if (step.kind == StepKind::spot) {
      const auto spot = std::ranges::find(cell.spots, step.spot, &WeldSpot::number);
      seconds += process.settle_s + process.nominal_s() - process.weld_s + spot->schedule.weld_s;
    } else if (step.kind == StepKind::job) {
      const RobotJob& job = robot.jobs[step.job];
      for (const Segment& segment : job.path) seconds += segment.duration_s;
      seconds += job.process_s;
    }
    if (step.kind != StepKind::enter_zone && step.kind != StepKind::leave_zone) at = step.q_rad;
  }
  return seconds;
}

}  // namespace

std::vector<double> planned_seconds(const CellConfig& cell) {
  std::vector<double> seconds;
  for (const CellRobot& robot : cell.robots) seconds.push_back(planned_s(cell, robot));
  return seconds;
}

double imbalance(const CellConfig& cell) {
  struct Role {
    double sum_s = 0.0, most_s = 0.0;
    int robots = 0;
  };
  std::map<Work, Role> roles;
  const std::vector<double> seconds = planned_seconds(cell);
  for (std::size_t r = 0; r < cell.robots.size(); ++r) {
    const auto work = work_of(cell.robots[r]);
    if (!work) continue;
    Role& role = roles[*work];
    role.sum_s += seconds[r];
    role.most_s = std::max(role.most_s, seconds[r]);
    ++role.robots;
  }
  double worst = 0.0;
  for (const auto& [work, role] : roles) {
    worst = std::max(worst, role.most_s * role.robots / role.sum_s - 1.0);
  }
  return worst;
}

}  // namespace darkline
