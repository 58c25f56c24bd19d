#include "twin/commands/bench_plant.h"

#include <algorithm>
#include <chrono>

#include "cells/cell_preparation.h"
#include "cells/surrogate.h"
#include "models/base/parallel.h"
#include "models/base/stopwatch.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/scratch_cache.h"
#include "twin/live/cell_study.h"
#include "twin/live/live_plant.h"

namespace darkline {
namespace {

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

// Every robot of every station with its interference, in Bullet: first with nothing in the cache,
// then with one spot more in the station that has the most.
std::vector<BenchRow> study_rows(FactoryModel factory, int jobs) {
  constexpr double kLimit_s = 45.0, kChangeLimit_s = 2.0;
  const ScratchCache folder;
  const ProfileCache cache(folder.path());
  std::size_t studied = 0;
  const auto spent_s = [&] {
    const auto start = std::chrono::steady_clock::now();
    studied = study_cells(factory, {.jobs = jobs,
                                    .transport = Transport::in_process,
                                    .cache = &cache,
                                    .stop = interrupt_token()})
                  .studied;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::vector<BenchRow> rows;
  const double cold_s = spent_s();
  rows.push_back({"cold study of every robot, " + std::to_string(studied) + " stations", cold_s,
                  "s", kLimit_s, "limit of 45 s on two cores"});
  const auto most = std::max_element(
      factory.stations.begin(), factory.stations.end(),
      [](const Station& a, const Station& b) { return a.work.spots < b.work.spots; });
  ++most->work.spots;
  const double change_s = spent_s();
  rows.push_back({"study after a one-spot change, " + std::to_string(studied) + " of " +
                      std::to_string(factory.stations.size()) + " stations",
                  change_s, "s", kChangeLimit_s, "limit of 2 s on two cores"});
  return rows;
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
  std::vector<BenchRow> rows = study_rows(factory, jobs);
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
