#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/cell_program.h"

using namespace darkline;

namespace {

ProgramStep enter(std::uint16_t zone) {
  return {.kind = StepKind::enter_zone, .zone = zone};
}
ProgramStep leave(std::uint16_t zone) {
  return {.kind = StepKind::leave_zone, .zone = zone};
}
const ProgramStep kMove = {.kind = StepKind::move};

// What is wrong with a robot that comes second and does this in a cell with zones 1 to 4.
std::string fault_of_steps(std::vector<ProgramStep> steps) {
  CellProgram program;
  program.robots = {{.steps = {enter(1), kMove, leave(1)}}, {.steps = std::move(steps)}};
  for (std::uint16_t z = 1; z <= 4; ++z) program.zones.push_back({.number = z});
  return zone_fault_of(program);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_program)

BOOST_AUTO_TEST_CASE(zones_in_ascending_order_are_accepted) {
  BOOST_TEST(fault_of_steps({}).empty());
  BOOST_TEST(fault_of_steps({enter(2), kMove, enter(4), kMove, leave(2), leave(4)}).empty());
  // once given back, a lower zone may be taken, and the same one again
  BOOST_TEST(fault_of_steps({enter(3), leave(3), enter(1), leave(1), enter(1), leave(1)}).empty());
  BOOST_TEST(fault_of_steps({enter(1), enter(2), leave(1), enter(3), leave(3), leave(2)}).empty());
}

BOOST_AUTO_TEST_CASE(each_broken_rule_names_robot_step_and_zone) {
  BOOST_TEST(fault_of_steps({enter(2), kMove, enter(1)}) ==
             "robot 1 step 2 enters zone 1 while it holds zone 2: zones are taken in ascending "
             "order");
  BOOST_TEST(fault_of_steps({enter(2), enter(2)}) ==
             "robot 1 step 1 enters zone 2 while it holds zone 2: zones are taken in ascending "
             "order");
  // of 1 and 3 the lower is given back: 2 is still below 3
  BOOST_TEST(fault_of_steps({enter(1), enter(3), leave(1), enter(2)}) ==
             "robot 1 step 3 enters zone 2 while it holds zone 3: zones are taken in ascending "
             "order");
  BOOST_TEST(fault_of_steps({enter(1), enter(2), enter(3)}) ==
             "robot 1 step 2 enters zone 3 while it holds 2 others, the most that it may");
  BOOST_TEST(fault_of_steps({kMove, leave(3)}) ==
             "robot 1 step 1 leaves zone 3, which it does not hold");
  BOOST_TEST(fault_of_steps({enter(4), kMove}) ==
             "robot 1 step 1 is its last, and it still holds zone 4");
  BOOST_TEST(fault_of_steps({enter(5), leave(5)}) ==
             "robot 1 step 0 enters zone 5, which is not among the zones of the cell");
  BOOST_TEST(fault_of_steps({enter(0)}) ==
             "robot 1 step 0 enters zone 0, which is not among the zones of the cell");
}

BOOST_AUTO_TEST_CASE(the_list_of_zones_ascends_and_has_possible_times) {
  const auto fault = [](std::vector<ProgramZone> zones) {
    return zone_fault_of({.zones = std::move(zones)});
  };
  BOOST_TEST(fault({{.number = 2}, {.number = 9, .nominal_ns = kMostNominalNs}}).empty());
  BOOST_TEST(fault({{.number = 0}}) == "zone 0: zones are numbered from 1");
  BOOST_TEST(fault({{.number = 2}, {.number = 2}}) ==
             "zone 2 is listed after zone 2: numbers ascend");
  BOOST_TEST(fault({{.number = 7, .nominal_ns = -1}}) ==
             "zone 7: -1 ns, not within 0 to 86400000000000");
  BOOST_TEST(!fault({{.number = 7, .nominal_ns = kMostNominalNs + 1}}).empty());
}

BOOST_AUTO_TEST_CASE(a_cell_gives_its_programs_zones_and_dress_jobs) {
  CellConfig config;
  config.robots.resize(2);
  config.robots[0].program.steps = {kMove, kMove};
  config.robots[1].jobs.resize(2);
  config.robots[1].jobs[0].kind = JobKind::seal;
  config.robots[1].jobs[1].kind = JobKind::dress;
  config.zones.resize(2);
  config.zones[0].number = 1;
  config.zones[0].nominal_s = 2.5;
  // times round up: the watch must not be stricter than what was planned
  config.zones[1].number = 2;
  config.zones[1].nominal_s = 1.0000000001;
  const CellProgram program = program_of(17, config);
  BOOST_TEST(program.cell == 17U);
  BOOST_REQUIRE(program.robots.size() == 2U);
  BOOST_TEST(program.robots[0].steps.size() == 2U);
  BOOST_REQUIRE(program.zones.size() == 2U);
  BOOST_TEST(program.zones[0].number == 1);
  BOOST_TEST(program.zones[0].nominal_ns == 2'500'000'000);
  BOOST_TEST(program.zones[1].nominal_ns == 1'000'000'001);
  BOOST_REQUIRE(program.tips.size() == 2U);
  BOOST_TEST(program.tips[0].dress_job == -1);
  BOOST_TEST(program.tips[1].dress_job == 1);
}

BOOST_AUTO_TEST_SUITE_END()
