// The gateway as a process, between a bus with a plant and a PLC in Python.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <spawn.h>

#include "controllers/controller_bus.h"
#include "controllers/zmq_transport.h"
#include "models/base/file.h"
#include "tests/controllers/fake_cell.h"

using namespace darkline;
using Clock = std::chrono::steady_clock;

namespace {

// A port that is free now.
std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in where = {};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof where;
  auto* const address = reinterpret_cast<sockaddr*>(&where);
  BOOST_REQUIRE(::bind(socket, address, length) == 0);
  BOOST_REQUIRE(::getsockname(socket, address, &length) == 0);
  ::close(socket);
  return ntohs(where.sin_port);
}

// Debian's Python, which has python3-pymodbus.
pid_t start_plc(std::uint16_t port, int cycles) {
  std::vector<std::string> words = {
      "/usr/bin/python3", std::string(DARKLINE_SOURCE_DIR) + "/python/examples/modbus_plc.py",
      std::to_string(port), std::to_string(cycles)};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = -1;
  BOOST_REQUIRE(::posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), environ) == 0);
  return child;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(modbus_gateway)

// Three cells: two by darkline's own law, the third, of three robots that share two zones and whose
// welds expel at times, by the PLC of python/examples.
BOOST_AUTO_TEST_CASE(a_plc_in_python_completes_cycles_of_a_cell) {
  FakePlant plant(3, 11);
  const std::uint32_t cell = plant.programs()[2].cell;
  const std::uint16_t port = free_port();
  BusOptions options;
  options.others = {
      {.kind = HostKind::program,
       .command = {(program_folder() / "darkline-modbus").string(), "--port", std::to_string(port)},
       .cells = {cell}}};
  ControllerBus bus(std::make_unique<ZmqTransport>(), options);
  bus.load(plant.programs());
  constexpr int kCycles = 2;
  const pid_t plc = start_plc(port, kCycles);

  int completes = 0;
  PackMlState before = PackMlState::stopped;
  int status = -1;
  const auto until = Clock::now() + std::chrono::seconds(40);
  while (::waitpid(plc, &status, WNOHANG) == 0) {
    BOOST_REQUIRE((Clock::now() < until));
    const auto due = plant.advance_to_next_due();
    std::vector<CellCommand> commands(due.size());
    bus.exchange(plant.t_ns(), due, commands);
    for (const CellCommand& each : commands) {
      if (each.cell != cell) continue;
      completes += each.state == PackMlState::complete && before != PackMlState::complete ? 1 : 0;
      before = each.state;
    }
    plant.obey(commands);
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
  BOOST_TEST(completes == kCycles);
  // the gateway was there all the time
  for (const HostReport& host : bus.report().hosts) BOOST_TEST(host.incarnation == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
