#include <cstdlib>
#include <limits>
#include <new>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <stdlib.h>

#include "controllers/controller_link.h"
#include "controllers/in_process_link.h"
#include "models/base/error.h"
#include "tests/controllers/fake_cell.h"
#include "tests/support/sanitized.h"

using namespace darkline;

namespace {

// Puts the variable back as it was.
class TransportVariable {
 public:
  TransportVariable() {
    if (const char* value = std::getenv(kName)) before_ = value;
  }
  ~TransportVariable() {
    if (before_.empty()) {
      ::unsetenv(kName);
    } else {
      ::setenv(kName, before_.c_str(), 1);
    }
  }
  TransportVariable(const TransportVariable&) = delete;
  TransportVariable& operator=(const TransportVariable&) = delete;

  static void set(const char* value) { ::setenv(kName, value, 1); }
  static void unset() { ::unsetenv(kName); }

 private:
  static constexpr const char* kName = "DARKLINE_TRANSPORT";
  std::string before_;
};

[[maybe_unused]] thread_local long allocations = 0;

using Names = std::vector<std::string>;
const Names kBoth = {"zmq", "inproc"};
const Names kSecond = {"inproc"};

}  // namespace

#ifndef DARKLINE_SANITIZED  // sanitizers bring an operator new of their own
// Counts what this thread allocates, for the whole test program. Not inlined: where g++ sees free
// but not malloc it takes them for a mismatch.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif

BOOST_AUTO_TEST_SUITE(controller_link)

BOOST_AUTO_TEST_CASE(the_environment_names_the_transport) {
  const TransportVariable restored;
  TransportVariable::unset();
  BOOST_TEST((transport_from_environment() == Transport::zmq));
  TransportVariable::set("");
  BOOST_TEST((transport_from_environment() == Transport::zmq));
  TransportVariable::set("zmq");
  BOOST_TEST((transport_from_environment() == Transport::zmq));
  TransportVariable::set("inproc");
  BOOST_TEST((transport_from_environment() == Transport::in_process));
}

BOOST_AUTO_TEST_CASE(another_transport_is_refused_with_what_may_be_meant) {
  const TransportVariable restored;
  TransportVariable::set("nonsense");
  BOOST_CHECK_EXCEPTION(transport_from_environment(), InputError, [](const InputError& error) {
    const std::string text = error.what();
    return text.find("DARKLINE_TRANSPORT: found \"nonsense\"") != std::string::npos &&
           error.problem().candidates == kBoth;
  });
  TransportVariable::set("inprocess");
  BOOST_CHECK_EXCEPTION(transport_from_environment(), InputError, [](const InputError& error) {
    return error.problem().candidates == kSecond;
  });
  TransportVariable::set("ZMQ");
  BOOST_CHECK_THROW(transport_from_environment(), InputError);
}

BOOST_AUTO_TEST_CASE(commands_answer_in_the_order_of_the_cells_due) {
  InProcessLink link;
  const std::vector<CellProgram> programs = {{.cell = 9}, {.cell = 2}, {.cell = 5}};
  link.load(programs);
  const std::vector<CellObservation> due = {{.cell = 5}, {.cell = 9}};
  std::vector<CellCommand> commands(2);
  link.exchange(0, due, commands);
  BOOST_TEST(commands[0].cell == 5U);
  BOOST_TEST(commands[1].cell == 9U);
  BOOST_TEST((commands[0].state == PackMlState::idle));
}

BOOST_AUTO_TEST_CASE(observations_that_break_the_contract_change_nothing) {
  InProcessLink link;
  link.load(std::vector<CellProgram>{{.cell = 1, .robots = {{}}}, {.cell = 2}});
  const auto refused = [&](std::vector<CellObservation> due) {
    std::vector<CellCommand> commands(due.size(), CellCommand{.cell = 4711});
    BOOST_CHECK_THROW(link.exchange(8, due, commands), InternalError);
    for (const CellCommand& each : commands) BOOST_TEST(each.cell == 4711U);
  };
  const CellObservation good{.cell = 1, .t_ns = 8, .n_robots = 1};
  refused({good, {.cell = 3, .t_ns = 8}});                 // not loaded
  refused({good, good});                                   // twice
  refused({good, {.cell = 2, .t_ns = 9}});                 // of another time
  refused({good, {.cell = 2, .t_ns = 8, .n_robots = 1}});  // another number of robots
  CellObservation bad = good;
  bad.robots[0].q_rad[0] = std::numeric_limits<double>::quiet_NaN();
  refused({{.cell = 2, .t_ns = 8}, bad});
  std::vector<CellCommand> commands(1);
  link.exchange(8, std::vector{good}, commands);
  BOOST_TEST(commands[0].cell == 1U);
}

BOOST_AUTO_TEST_CASE(programs_that_break_the_contract_are_our_bug) {
  InProcessLink link;
  BOOST_CHECK_THROW(link.load(std::vector<CellProgram>{{.cell = 1}, {.cell = 1}}), InternalError);
}

#ifndef DARKLINE_SANITIZED
BOOST_AUTO_TEST_CASE(an_exchange_allocates_nothing) {
  constexpr int kCells = 8;
  FakePlant plant(kCells, 3);
  InProcessLink link;
  link.load(plant.programs());
  std::vector<CellCommand> room(kCells);
  int asked = 0;
  for (int i = 0; i < 300; ++i) {
    const auto due = plant.advance_to_next_due();
    const auto commands = std::span(room).first(due.size());
    const long before = allocations;
    link.exchange(plant.t_ns(), due, commands);
    BOOST_TEST(allocations == before);
    asked += static_cast<int>(due.size());
    plant.obey({commands.begin(), commands.end()});
  }
  BOOST_TEST(asked >= 300);
  BOOST_TEST(allocations > 0);  // the counter counts
}
#endif

BOOST_AUTO_TEST_SUITE_END()
