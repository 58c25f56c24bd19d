// Studs, rivets and measuring points: a stop at each place and a job without a way.
#include <algorithm>
#include <cmath>

#include "cells/body_panel.h"
#include "cells/role_programs.h"

namespace darkline::internal {
namespace {

constexpr int kMostInRow = 8;
constexpr double kMeasuringPitchM = 0.250;  // seen from the stand-off one picture is 0.2 m wide

double process_s(const RoleTask& task, JobKind kind) {
  constexpr double kLeastS = 0.1;  // a stud that takes no longer than its step is still a stud
  const auto& process = task.factory.scenario.process;
  switch (kind) {
    case JobKind::stud:
      return std::max(process.stud_s - kStepInStudS, kLeastS);
    case JobKind::rivet:
      return std::max(process.rivet_s - kStepInStudS, kLeastS);
    default:
      return process.measure_s;
  }
}

}  // namespace

bool write_points(const RoleTask& task, JobKind kind, int count, RunWriter& writer) {
  if (count <= 0) return true;
  const double pitch_m = kind == JobKind::inspect ? kMeasuringPitchM : kSpotPitchM;
  const int in_row = kind == JobKind::inspect ? 2 : std::min(count, kMostInRow);
  RobotJob job;
  job.kind = kind;
  job.process_s = process_s(task, kind);
  ProgramStep step;
  step.kind = StepKind::job;
  step.job = static_cast<std::uint16_t>(task.robot.jobs.size());
  task.robot.jobs.push_back(job);
  writer.set_step([step](const WeldSpot&) { return step; });

  const auto middles = row_middles(task, 0.5 * pitch_m * (in_row - 1));
  int left = count;
  std::size_t failed_in_a_row = 0;
  for (std::size_t next = 0; left > 0; next = (next + 1) % middles.size()) {
    // when every place has been used the rows are worked again
    if (failed_in_a_row == middles.size()) return false;
    Run run;
    const int here = std::min(left, in_row);
    for (int i = 0; i < here; ++i) {
      run.push_back(moved(middles[next], pitch_m * (i - 0.5 * (here - 1))));
    }
    if (!writer.append_whole(run)) {
      ++failed_in_a_row;
      continue;
    }
    failed_in_a_row = 0;
    left -= here;
  }
  return true;
}

}  // namespace darkline::internal
