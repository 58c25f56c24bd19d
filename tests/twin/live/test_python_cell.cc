// A body welded under physics by a stranger's controller: the Python example over LOTP/1.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/cell_preparation.h"
#include "models/scenario/scenario_reader.h"
#include "tests/controllers/zmq_bus.h"
#include "tests/support/python_host.h"
#include "twin/live/lockstep.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(python_cell)

BOOST_AUTO_TEST_CASE(the_python_example_welds_every_spot_of_one_cell) {
  const std::string file = std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/01_one_cell.toml";
  const FactoryModel factory = build_factory(read_scenario(file, {}).scenario);
  std::vector<std::unique_ptr<CellWorld>> worlds;
  worlds.push_back(std::make_unique<CellWorld>(prepare_cell(factory, StationId(0), 0),
                                               CellWorldOptions{.tier = Fidelity::replay}));
  const PythonHost host("python/examples/weld_cell.py");
  ZmqBus link({}, {.host_program = host.program()});
  run_one_cycle(link, worlds, {});  // returns when the station is complete; throws if it aborts
  int spots = 0;
  const CellMeasurement measured = measurement_of(*worlds[0]);
  const auto& robots = worlds[0]->config().robots;
  for (std::size_t r = 0; r < robots.size(); ++r) {
    const auto wanted =
        std::ranges::count(robots[r].program.steps, StepKind::spot, &ProgramStep::kind);
    BOOST_TEST(measured.robots[r].welds == wanted, robots[r].address);
    spots += measured.robots[r].welds;
  }
  BOOST_TEST(spots == 48);  // of the zone, which has one station
  BOOST_TEST(link.refused() == "none");
}

BOOST_AUTO_TEST_SUITE_END()
