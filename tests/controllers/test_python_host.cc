// The Python host and its example in the place of darkline-controller.

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/zmq_link.h"
#include "tests/controllers/fake_cell.h"
#include "tests/support/python_host.h"

using namespace darkline;

namespace {

// Which orders a robot has finished, as its reports tell: each under its number, once.
class Ledger {
 public:
  void note(const CellObservation& seen) {
    for (std::size_t r = 0; r < seen.n_robots; ++r) {
      const RobotObservation& robot = seen.robots[r];
      const auto given = orders_.find({seen.cell, r, robot.step});
      if (given == orders_.end() || robot.state != RobotState::done) continue;
      ++done_[seen.cell][given->second];
      orders_.erase(given);
    }
  }

  void note(const CellCommand& command) {
    for (std::size_t r = 0; r < command.n_robots; ++r) {
      const RobotCommand& order = command.robots[r];
      if (order.step > last_[{command.cell, r}]) {
        orders_[{command.cell, r, order.step}] = order.order;
        last_[{command.cell, r}] = order.step;
      }
    }
  }

  int done(std::uint32_t cell, RobotOrder order) { return done_[cell][order]; }

 private:
  std::map<std::tuple<std::uint32_t, std::size_t, std::uint32_t>, RobotOrder> orders_;
  std::map<std::pair<std::uint32_t, std::size_t>, std::uint32_t> last_;
  std::map<std::uint32_t, std::map<RobotOrder, int>> done_;
};

int steps_of(const CellProgram& cell, StepKind kind) {
  int n = 0;
  for (const RobotProgram& robot : cell.robots) {
    n += static_cast<int>(std::ranges::count(robot.steps, kind, &ProgramStep::kind));
  }
  return n;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(python_host)

BOOST_AUTO_TEST_CASE(the_example_does_every_step_of_every_program_once) {
  // four cells of 1 to 4 robots that share two zones; a fifth of the welds expel. Each cell does
  // three bodies: of every program each move, spot and job is done three times, no more.
  constexpr int kBodies = 3;
  const PythonHost host("python/examples/weld_cell.py");
  ZmqLink link({.host_program = host.program()});
  FakePlant plant(4, 7);
  link.load(plant.programs());
  Ledger ledger;
  std::map<std::uint32_t, int> bodies;
  std::map<std::uint32_t, std::vector<int>> at_end;
  for (int i = 0; i < 5'000 && at_end.size() < plant.programs().size(); ++i) {
    const auto due = plant.advance_to_next_due();
    std::vector<CellCommand> commands(due.size());
    link.exchange(plant.t_ns(), due, commands);
    plant.obey(commands);
    for (const CellObservation& seen : due) ledger.note(seen);
    for (const CellCommand& command : commands) {
      ledger.note(command);
      BOOST_REQUIRE(command.state != PackMlState::aborted);
      if (command.state != PackMlState::complete || ++bodies[command.cell] != kBodies) continue;
      at_end[command.cell] = {ledger.done(command.cell, RobotOrder::move),
                              ledger.done(command.cell, RobotOrder::weld),
                              ledger.done(command.cell, RobotOrder::job)};
    }
  }
  for (const CellProgram& cell : plant.programs()) {
    const std::vector<int> wanted = {kBodies * steps_of(cell, StepKind::move),
                                     kBodies * steps_of(cell, StepKind::spot),
                                     kBodies * steps_of(cell, StepKind::job)};
    BOOST_TEST(at_end[cell.cell] == wanted, boost::test_tools::per_element());
  }
  BOOST_TEST(link.counts().text() == "none");
}

BOOST_AUTO_TEST_SUITE_END()
