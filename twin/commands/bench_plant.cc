#include "twin/commands/bench_plant.h"

#include <chrono>

#include <time.h>

#include "cells/cell_preparation.h"
#include "cells/surrogate.h"
#include "models/base/parallel.h"
#include "twin/commands/interrupt.h"
#include "twin/live/cell_study.h"
#include "twin/live/live_plant.h"

namespace darkline {
namespace {

double processor_s() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::vector<CellConfig> prepared(const FactoryModel& factory, int jobs) {
  std::vector<CellConfig> cells(factory.stations.size());
  in_parallel(
      cells.size(), jobs, [] { return 0; },
      [&](int, std::size_t s) { cells[s] = prepare_cell(factory, StationId(s), 0); });
  return cells;
}

std::vector<JointMove> moves_of(const CellRobot& robot) {
  std::vector<JointMove> moves;
  const auto& steps = robot.program.steps;
  if (steps.empty()) return moves;
  JointVector at = steps.back().q_rad;
  for (const ProgramStep& step : steps) {
    if (step.kind == StepKind::move) moves.push_back({at, step.q_rad});
    at = step.q_rad;
  }
  return moves;
}

// By the processor: one core's seconds.
BenchRow surrogate_row(const FactoryModel& factory, int jobs) {
  const std::vector<CellConfig> cells = prepared(factory, jobs);
  std::vector<Surrogate> arms;
  std::vector<std::vector<JointMove>> moves;
  for (const CellConfig& cell : cells) {
    for (const CellRobot& robot : cell.robots) {
      arms.emplace_back(robot.model, robot.gun);
      moves.push_back(moves_of(robot));
    }
  }
  const double start = processor_s();
  std::size_t n_moves = 0;
  double energy_j = 0.0;
  for (std::size_t arm = 0; arm < arms.size(); ++arm) {
    n_moves += moves[arm].size();
    for (const JointMove& move : moves[arm]) {
      if (const auto load = arms[arm].plan(move.from, move.to)) energy_j += load->energy_j;
    }
  }
  constexpr double kLimit_s = 0.5;
  const double spent_s = processor_s() - start;
  return {"surrogate of " + std::to_string(n_moves) + " moves of " + std::to_string(arms.size()) +
              " arms, " + std::to_string(static_cast<int>(energy_j * 1e-3)) + " kJ",
          spent_s, "s", kLimit_s, "limit of 0.5 s"};
}

// Every robot of every station with its interference, in Bullet, nothing from a cache.
BenchRow study_row(const FactoryModel& factory, int jobs) {
  constexpr double kLimit_s = 45.0;
  const auto start = std::chrono::steady_clock::now();
  const CellStudy study = study_cells(
      factory, {.jobs = jobs, .transport = Transport::in_process, .stop = interrupt_token()});
  const double spent_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {"cold study of every robot, " + std::to_string(study.studied) + " stations", spent_s, "s",
          kLimit_s, "limit of 45 s on two cores"};
}

BenchRow live_row(const FactoryModel& factory, const LiveOptions& options, const char* name,
                  double wanted) {
  const LiveResult result = run_live(factory, options);
  return {name, result.simulated_s / result.stepping_s, "x", wanted, "wanted on two cores"};
}

}  // namespace

std::vector<BenchRow> bench_plant(FactoryModel factory, int jobs) {
  factory.scenario.simulation.robots = "all";
  constexpr double kWantedTiered = 20.0, kWantedWatched = 8.0, kWantedFleet = 10.0;
  std::vector<BenchRow> rows;
  rows.push_back(study_row(factory, jobs));
  rows.push_back(surrogate_row(factory, jobs));
  LiveOptions options;
  options.jobs = jobs;
  options.stop = interrupt_token();
  options.open = {StationId(0)};
  rows.push_back(live_row(factory, options, "plant alive, one cell in Bullet: times real time",
                          kWantedTiered));
  options.collisions = Collisions::noted;
  rows.push_back(live_row(factory, options, "the same, all pairs of arms watched", kWantedWatched));
  options.collisions = Collisions::unwatched;
  options.open.clear();
  options.tier = LiveTier::fleet;
  rows.push_back(live_row(factory, options, "plant alive, every arm in the fleet", kWantedFleet));
  return rows;
}

}  // namespace darkline
