#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <modbus/modbus.h>

#include "controllers/gateways/modbus_server.h"
#include "models/base/error.h"
#include "models/base/random_stream.h"
#include "tests/support/throws.h"

using namespace darkline;
using Clock = std::chrono::steady_clock;

namespace {

struct Free {
  void operator()(modbus_t* context) const {
    ::modbus_close(context);
    ::modbus_free(context);
  }
};
using Client = std::unique_ptr<modbus_t, Free>;

Client connect_to(const ModbusServer& server) {
  Client client(::modbus_new_tcp("127.0.0.1", server.port()));
  BOOST_REQUIRE(::modbus_connect(client.get()) == 0);
  return client;
}

// A connection that says what it likes.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in where = {};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    BOOST_REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0);
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(const std::vector<std::uint8_t>& bytes) const {
    ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  // What comes within `patience`; none: nothing did, or the connection was closed.
  std::vector<std::uint8_t> receive(std::chrono::milliseconds patience) const {
    const timeval limit = {.tv_sec = patience.count() / 1000,
                           .tv_usec = patience.count() % 1000 * 1000};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    std::vector<std::uint8_t> bytes(1024);
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

 private:
  int socket_;
};

template <class Condition>
bool comes_true(Condition&& condition) {
  const auto until = Clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (Clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

struct Served {
  ModbusExchange exchange;
  ModbusServer server{exchange, {.port = 0, .request_limit = std::chrono::milliseconds(100)}};
};

// Read holding register 0.
const std::vector<std::uint8_t> kReadOne = {0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1};

}  // namespace

BOOST_AUTO_TEST_SUITE(modbus_server)

BOOST_AUTO_TEST_CASE(a_client_reads_what_the_law_shows_and_writes_what_it_samples) {
  Served served;
  ModbusInputs shown;
  shown.set(InputRegister::robots, 5);
  shown.set(3, InputOfRobot::alarm, 201);
  shown.set(DiscreteInput::part_present, true);
  served.exchange.show(shown);
  const RobotProgram program{.steps = {{.kind = StepKind::job, .job = 9}}};
  served.exchange.show_programs({&program, 1});

  const Client client = connect_to(served.server);
  std::vector<std::uint16_t> registers(125);
  std::vector<std::uint8_t> bits(kDiscreteInputs);
  BOOST_TEST(::modbus_read_input_registers(client.get(), 32 + 32 * 3, 125, registers.data()) ==
             125);
  BOOST_TEST(registers[1] == 201);
  BOOST_TEST(::modbus_read_input_registers(client.get(), 0, 2, registers.data()) == 2);
  BOOST_TEST(registers[1] == 5);
  BOOST_TEST(::modbus_read_input_registers(client.get(), 4096, 2, registers.data()) == 2);
  BOOST_TEST(registers[0] == 3);
  BOOST_TEST(registers[1] == 9);
  BOOST_TEST(::modbus_read_input_bits(client.get(), 0, static_cast<int>(bits.size()),
                                      bits.data()) == static_cast<int>(bits.size()));
  BOOST_TEST(bits[0] == 1);

  BOOST_TEST(served.exchange.sample().never_beat);
  const std::uint16_t order[] = {12, 34};
  BOOST_TEST(::modbus_write_registers(client.get(), 16 + 4 * 2, 2, order) == 2);
  BOOST_TEST(::modbus_write_register(client.get(), 0, 77) == 1);
  BOOST_TEST(::modbus_write_bit(client.get(), 16 + 11, 1) == 1);
  // a client has its answer before the image is given on: a moment later it is
  BOOST_TEST(comes_true([&] { return served.exchange.sample().outputs.stays(11); }));
  const ModbusExchange::Sample sample = served.exchange.sample();
  BOOST_TEST(sample.outputs.at(2, HoldingOfRobot::step) == 12);
  BOOST_TEST(sample.outputs.at(2, HoldingOfRobot::number) == 34);
  BOOST_TEST(!sample.never_beat);
  BOOST_TEST(sample.outputs.stays(11));
  BOOST_TEST(served.server.counts().requests == 7U);
}

BOOST_AUTO_TEST_CASE(a_short_pulse_of_reset_is_not_lost) {
  Served served;
  const Client client = connect_to(served.server);
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(::modbus_write_bit(client.get(), 1, 1) == 1);
    BOOST_TEST(::modbus_write_bit(client.get(), 1, 0) == 1);
  }
  BOOST_TEST(comes_true([&] { return served.exchange.sample().resets == 5U; }));
}

BOOST_AUTO_TEST_CASE(what_is_not_in_the_tables_is_an_exception_and_no_end) {
  Served served;
  const Client client = connect_to(served.server);
  std::uint16_t value = 0;
  BOOST_TEST(::modbus_read_registers(client.get(), kHoldingRegisters, 1, &value) == -1);
  BOOST_TEST(errno == EMBXILADD);
  BOOST_TEST(::modbus_read_input_registers(client.get(), kAllInputRegisters, 1, &value) == -1);
  BOOST_TEST(errno == EMBXILADD);
  std::uint8_t identity[256] = {};
  BOOST_TEST(::modbus_report_slave_id(client.get(), sizeof identity, identity) == -1);
  BOOST_TEST(errno == EMBXILFUN);
  BOOST_TEST(::modbus_read_registers(client.get(), 0, 1, &value) == 1);
}

BOOST_AUTO_TEST_CASE(only_the_own_machine_is_listened_to) {
  ModbusExchange exchange;
  for (const char* address :
       {"0.0.0.0", "192.168.1.4", "::", "::1", "example.com", "128.0.0.1", ""}) {
    DARKLINE_TEST_THROWS(ModbusServer(exchange, {.address = address, .port = 0}), UsageError,
                         "--listen", "authentication", "127.0.0.1");
  }
  ModbusServer other(exchange, {.address = "127.0.0.2", .port = 0});
  BOOST_TEST(other.port() != 0);
  // a port that is taken is named
  DARKLINE_TEST_THROWS(ModbusServer(exchange, {.address = "127.0.0.2", .port = other.port()}),
                       IoError, "127.0.0.2", std::to_string(other.port()), "in use");
}

BOOST_AUTO_TEST_CASE(a_client_that_stops_in_the_middle_holds_up_nobody_and_is_dropped) {
  Served served;
  const RawClient slow(served.server.port());
  slow.send({kReadOne.begin(), kReadOne.begin() + 9});
  const Client client = connect_to(served.server);
  const auto start = Clock::now();
  std::uint16_t value = 0;
  for (int i = 0; i < 20; ++i) {
    BOOST_REQUIRE(::modbus_read_registers(client.get(), 0, 1, &value) == 1);
  }
  // 20 requests within less than one request_limit for each
  BOOST_TEST((Clock::now() - start < std::chrono::seconds(2)));
  BOOST_TEST(comes_true([&] { return served.server.counts().dropped == 1U; }));
  BOOST_TEST(slow.receive(std::chrono::milliseconds(100)).empty());
}

BOOST_AUTO_TEST_CASE(a_request_in_pieces_and_two_in_one_piece_are_answered) {
  Served served;
  const RawClient client(served.server.port());
  for (const std::uint8_t byte : kReadOne) client.send({byte});
  BOOST_TEST(client.receive(std::chrono::seconds(5)).size() == 11U);
  std::vector<std::uint8_t> two = kReadOne;
  two.insert(two.end(), kReadOne.begin(), kReadOne.end());
  client.send(two);
  std::size_t bytes = 0;
  while (bytes < 22U) {
    const std::size_t more = client.receive(std::chrono::seconds(5)).size();
    if (more == 0) break;
    bytes += more;
  }
  BOOST_TEST(bytes == 22U);
}

// Bytes without sense, requests with lengths that lie, and truncated ones: the server stands, the
// image is what a client wrote who keeps to the rules.
BOOST_AUTO_TEST_CASE(nonsense_ends_its_own_connection_alone) {
  Served served;
  const Client client = connect_to(served.server);
  const RandomStream draws(5, 0, 0, DrawPurpose::weld_process);
  for (std::uint32_t i = 0; i < 300; ++i) {
    const RawClient hostile(served.server.port());
    std::vector<std::uint8_t> bytes = kReadOne;
    if (i % 3 != 0) {
      bytes.resize(7 + draws.words(i)[0] % 300);
      for (std::size_t at = 6; at < bytes.size(); ++at) {
        bytes[at] = static_cast<std::uint8_t>(
            draws.words(1'000 * (i + 1) + static_cast<std::uint32_t>(at))[0]);
      }
      // reads and unserved functions only, so that the image is told apart
      bytes[7 % bytes.size()] = static_cast<std::uint8_t>(i % 2 == 0 ? 1 + i % 4 : 0x80 + i % 64);
    }
    const std::size_t lie = draws.words(i)[1] % bytes.size();
    bytes[i % 2 == 0 ? 5 : lie] ^= static_cast<std::uint8_t>(1 + draws.words(i)[0] % 255);
    if (i % 3 == 0) bytes[7] = 3;
    hostile.send(bytes);
  }
  std::uint16_t value = 0;
  BOOST_TEST(::modbus_write_register(client.get(), 1, 4) == 1);
  BOOST_TEST(::modbus_read_registers(client.get(), 1, 1, &value) == 1);
  BOOST_TEST(value == 4);
  BOOST_TEST(comes_true([&] {
    const auto counts = served.server.counts();
    return counts.dropped + counts.turned_away >= 300U;
  }));
}

BOOST_AUTO_TEST_CASE(no_more_clients_are_let_in_than_the_server_bears) {
  ModbusExchange exchange;
  ModbusServer server(exchange, {.port = 0, .most_clients = 2});
  const Client one = connect_to(server), two = connect_to(server);
  std::uint16_t value = 0;
  BOOST_TEST(::modbus_read_registers(one.get(), 0, 1, &value) == 1);
  BOOST_TEST(::modbus_read_registers(two.get(), 0, 1, &value) == 1);
  const RawClient three(server.port());
  three.send(kReadOne);
  BOOST_TEST(three.receive(std::chrono::seconds(5)).empty());
  BOOST_TEST(comes_true([&] { return server.counts().turned_away == 1U; }));
  BOOST_TEST(::modbus_read_registers(one.get(), 0, 1, &value) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
