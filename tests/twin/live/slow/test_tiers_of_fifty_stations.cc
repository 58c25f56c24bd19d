// Fifty stations of the shipped 820-robot factory, every robot of them, in every tier: what the
// cheaper ones say is what Bullet says.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/cell_preparation.h"
#include "cells/cycle_replay.h"
#include "models/base/parallel.h"
#include "models/base/sim_time.h"
#include "models/scenario/scenario_reader.h"
#include "twin/live/lockstep.h"

using namespace darkline;

namespace {

constexpr std::size_t kStations = 50;

std::vector<CellConfig> fifty_cells() {
  const auto file =
      std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/scenarios/ningbo_2024.toml";
  const FactoryModel factory =
      build_factory(read_scenario(file, {"simulation.robots=all"}).scenario);
  std::vector<CellConfig> cells(kStations);
  in_parallel(
      kStations, 2, [] { return 0; },
      [&](int, std::size_t i) {
        // spread over all zones
        const std::size_t station = i * factory.stations.size() / kStations;
        cells[i] = prepare_cell(factory, StationId(station), 0);
        cells[i].process = without_scatter(cells[i].process);
      });
  return cells;
}

std::vector<CellMeasurement> measure(const std::vector<CellConfig>& cells, Fidelity tier) {
  const auto link = make_link(Transport::in_process);
  return measure_cells(*link, cells, tier, {});
}

// Seconds of the station's cycle: the programs with the measured steps, zones granted in order.
double cycle_s(const CellConfig& cell, const CellMeasurement& measured) {
  std::vector<std::vector<ReplayStep>> programs;
  for (std::size_t r = 0; r < cell.robots.size(); ++r) {
    programs.push_back(measured_steps(cell.robots[r].program, measured.robots[r]));
  }
  std::int64_t end_ns = 0;
  for (const ReplayedRobot& robot : replay_cycle(programs)) end_ns = std::max(end_ns, robot.end_ns);
  return to_seconds(BusDuration{end_ns});
}

double energy_j(const CellMeasurement& measured) {
  double sum_j = 0.0;
  for (const RobotRecord& robot : measured.robots) sum_j += robot.energy_j;
  return sum_j;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tiers_of_fifty_stations)

BOOST_AUTO_TEST_CASE(surrogate_replay_and_fleet_agree_with_bullet) {
  const std::vector<CellConfig> cells = fifty_cells();
  const std::vector<CellMeasurement> bullet = measure(cells, Fidelity::bullet);
  std::size_t spots = 0, jobs = 0;
  for (const Fidelity tier : {Fidelity::fleet, Fidelity::replay, Fidelity::surrogate}) {
    const std::vector<CellMeasurement> other = measure(cells, tier);
    for (std::size_t i = 0; i < kStations; ++i) {
      const double expected_s = cycle_s(cells[i], bullet[i]);
      const double found_s = cycle_s(cells[i], other[i]);
      BOOST_TEST(std::abs(found_s - expected_s) <= 1e-3 * expected_s,
                 cells[i].station << ", " << name_of(tier) << ": " << found_s << " s, Bullet "
                                  << expected_s << " s");
      const double ratio = energy_j(other[i]) / energy_j(bullet[i]);
      BOOST_TEST(std::abs(ratio - 1.0) <= 0.01,
                 cells[i].station << ", " << name_of(tier) << ": " << ratio << " of the energy");
    }
  }
  for (const CellConfig& cell : cells) {
    spots += cell.spots.size();
    for (const CellRobot& robot : cell.robots) jobs += robot.jobs.size();
  }
  BOOST_TEST(spots > 1000U);
  BOOST_TEST(jobs > 50U);
}

BOOST_AUTO_TEST_SUITE_END()
