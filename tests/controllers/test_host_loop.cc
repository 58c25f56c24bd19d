#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <zmq.hpp>

#include "controllers/controller_set.h"
#include "controllers/host_loop.h"
#include "controllers/lotp_maps.h"
#include "models/base/error.h"
#include "tests/controllers/fake_cell.h"
#include "tests/controllers/zmq_bus.h"

using namespace darkline;
namespace fs = std::filesystem;
using Milliseconds = std::chrono::milliseconds;

namespace {

using Bytes = std::vector<std::byte>;

// A folder of its own for a socket, removed at the end.
struct SocketFolder {
  SocketFolder() {
    std::string name = (fs::temp_directory_path() / "darkline-test-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~SocketFolder() { fs::remove_all(path); }
  SocketFolder(const SocketFolder&) = delete;
  SocketFolder& operator=(const SocketFolder&) = delete;

  std::string endpoint() const { return "ipc://" + (path / "bus").string(); }
  fs::path path;
};

// A twin written by hand, with the host's loop on a thread beside it.
class HandTwin {
 public:
  explicit HandTwin(Milliseconds silence_limit = Milliseconds(10'000))
      : router_(context_, zmq::socket_type::router) {
    router_.set(zmq::sockopt::linger, 0);
    router_.set(zmq::sockopt::rcvtimeo, 5'000);
    router_.bind(folder_.endpoint());
    options_ = {.endpoint = folder_.endpoint(),
                .host = 3,
                .incarnation = 2,
                .run_epoch = 9,
                .version = "test",
                .silence_limit = silence_limit,
                .ends = &ends_};
    host_ = std::thread([this] {
      try {
        run_host(options_, law_);
      } catch (const Error& error) {
        end_ = error.what();
      }
    });
  }
  ~HandTwin() {
    if (host_.joinable()) send(encode(LotpType::bye));
    wait();
  }
  HandTwin(const HandTwin&) = delete;
  HandTwin& operator=(const HandTwin&) = delete;

  // Waits for the end of the host: what it threw, or nothing after BYE.
  std::string wait() {
    if (host_.joinable()) host_.join();
    return end_;
  }

  LotpHeader head(std::uint64_t seq = 0) const {
    return {.host = 3, .incarnation = 2, .run_epoch = 9, .seq = seq, .t_ns = 40};
  }
  Bytes encode(LotpType type, const std::string& map = {}) const {
    Bytes message(sizeof(LotpHeader) + map.size());
    encode_body(head(), type, map, message);
    return message;
  }
  Bytes step(std::uint64_t seq, const std::vector<CellObservation>& cells) const {
    Bytes message(step_bytes(cells.size()));
    encode_step(head(seq), cells, message);
    return message;
  }

  void send(const Bytes& message) {
    router_.send(zmq::const_buffer("3.2", 3), zmq::send_flags::sndmore);
    router_.send(zmq::const_buffer(message.data(), message.size()), zmq::send_flags::none);
  }

  // The next message of the host, whose type must be this.
  LotpHeader receive(LotpType type) {
    zmq::message_t id;
    BOOST_REQUIRE(router_.recv(id).has_value());
    BOOST_TEST(id.to_string() == "3.2");
    BOOST_REQUIRE(router_.recv(frame_).has_value());
    LotpHeader header;
    const LotpExpected expected{.host = 3, .incarnation = 2, .run_epoch = 9, .types = ~0U};
    LotpExpected counted = expected;
    counted.seq = next_act_;
    BOOST_REQUIRE((accept(message(), counted, header) == LotpReject::none));
    BOOST_REQUIRE(header.type == static_cast<std::uint16_t>(type));
    return header;
  }
  LotpErr receive_err() {
    receive(LotpType::err);
    LotpErr err;
    BOOST_REQUIRE((read_map(message().subspan(48), err) == LotpReject::none));
    return err;
  }
  void end_host() { ends_ = true; }
  void expect_act(std::uint64_t seq) { next_act_ = seq; }

  void welcome(const std::vector<CellProgram>& cells) {
    receive(LotpType::hello);
    send(encode(LotpType::welcome, to_map(LotpWelcome{.cells = cells})));
    receive(LotpType::hb);
  }

  std::span<const std::byte> message() const { return {frame_.data<std::byte>(), frame_.size()}; }

 private:
  SocketFolder folder_;
  zmq::context_t context_;
  zmq::socket_t router_;
  zmq::message_t frame_;
  HostOptions options_;
  ControllerSet law_;
  std::thread host_;
  std::string end_;
  std::atomic<bool> ends_ = false;
  std::uint64_t next_act_ = 0;
};

const std::vector<CellProgram> kTwoCells = {
    {.cell = 8, .robots = {{.steps = {{.kind = StepKind::move, .q_rad = {0.25}}}}}}, {.cell = 1}};
const CellObservation kCell8{.cell = 8, .t_ns = 40, .n_robots = 1, .part_present = true};
const CellObservation kCell1{.cell = 1, .t_ns = 40};

}  // namespace

BOOST_AUTO_TEST_SUITE(host_loop)

BOOST_AUTO_TEST_CASE(a_host_greets_answers_and_takes_its_leave) {
  HandTwin twin;
  twin.receive(LotpType::hello);
  LotpHello hello;
  BOOST_REQUIRE((read_map(twin.message().subspan(48), hello) == LotpReject::none));
  BOOST_TEST(hello.name == "darkline-controller");
  BOOST_TEST(hello.version == "test");
  BOOST_TEST(hello.pid == ::getpid());
  BOOST_TEST(hello.schema_hash == lotp_schema_hash());
  // programs in two messages, the second being the last
  twin.send(
      twin.encode(LotpType::welcome, to_map(LotpWelcome{.cells = {kTwoCells[0]}, .more = true})));
  twin.send(twin.encode(LotpType::welcome, to_map(LotpWelcome{.cells = {kTwoCells[1]}})));
  twin.receive(LotpType::hb);
  twin.send(twin.step(1, {kCell8, kCell1}));
  twin.expect_act(1);
  const LotpHeader header = twin.receive(LotpType::act);
  BOOST_TEST(header.t_ns == 40);
  std::array<CellCommand, 2> commands;
  const std::array<CellObservation, 2> asked = {kCell8, kCell1};
  BOOST_TEST((decode_act(twin.message(), header, asked, commands) == LotpReject::none));
  BOOST_TEST((commands[0].state == PackMlState::execute));
  BOOST_TEST(commands[0].robots[0].target_rad[0] == 0.25);
  twin.send(twin.encode(LotpType::bye));
  BOOST_TEST(twin.wait().empty());
}

BOOST_AUTO_TEST_CASE(what_is_refused_changes_nothing_and_is_reported) {
  HandTwin twin;
  twin.welcome(kTwoCells);
  CellObservation nan = kCell8;
  nan.robots[0].q_rad[0] = std::numeric_limits<double>::quiet_NaN();
  CellObservation three_robots = kCell8;
  three_robots.n_robots = 3;
  CellObservation unknown = kCell1;
  unknown.cell = 77;
  const std::vector<std::pair<Bytes, std::uint16_t>> refused = {
      {twin.step(2, {kCell8}), 9},                  // SEQ_MISMATCH
      {twin.step(1, {kCell1, nan}), 10},            // BAD_VALUE
      {twin.step(1, {three_robots}), 10},           //
      {twin.step(1, {kCell8, unknown}), 11},        // WRONG_CELL
      {twin.step(1, {kCell8, kCell8}), 11},         // twice
      {twin.step(1, {kCell8, kCell1, kCell1}), 1},  // more cells than there are
      {twin.encode(LotpType::welcome, "\xc0"), 8},  // BAD_STATE
  };
  for (const auto& [message, code] : refused) {
    twin.send(message);
    const LotpErr err = twin.receive_err();
    BOOST_TEST(err.code == code);
    BOOST_TEST(err.seq == 1U);
  }
  // traffic that cannot be attributed gets no answer
  twin.send(Bytes(10));
  Bytes other_magic = twin.step(1, {kCell8});
  other_magic[0] = std::byte{'X'};
  twin.send(other_magic);
  // and the controllers are where they were: the first order is number 1
  twin.send(twin.step(1, {kCell8}));
  twin.expect_act(1);
  const LotpHeader header = twin.receive(LotpType::act);
  std::array<CellCommand, 1> commands;
  const std::array<CellObservation, 1> asked = {kCell8};
  BOOST_REQUIRE((decode_act(twin.message(), header, asked, commands) == LotpReject::none));
  BOOST_TEST(commands[0].robots[0].step == 1U);
  // the same STEP again is not executed again
  twin.send(twin.step(1, {kCell8}));
  BOOST_TEST(twin.receive_err().code == 9U);
}

BOOST_AUTO_TEST_CASE(programs_that_could_deadlock_are_refused_by_name) {
  CellProgram cell{.cell = 8, .zones = {{.number = 1}, {.number = 2}}};
  cell.robots = {{},
                 {.steps = {{.kind = StepKind::enter_zone, .zone = 2},
                            {.kind = StepKind::enter_zone, .zone = 1}}}};
  HandTwin twin;
  twin.receive(LotpType::hello);
  twin.send(twin.encode(LotpType::welcome, to_map(LotpWelcome{.cells = {cell}})));
  const LotpErr err = twin.receive_err();
  BOOST_TEST(err.code == 10U);  // BAD_VALUE
  BOOST_TEST(err.detail ==
             "cell 8: robot 1 step 1 enters zone 1 while it holds zone 2: zones are taken in "
             "ascending order");
  // nothing of it was taken over
  twin.send(twin.encode(LotpType::welcome, to_map(LotpWelcome{.cells = kTwoCells})));
  twin.receive(LotpType::hb);
}

BOOST_AUTO_TEST_CASE(a_host_leaves_a_silent_twin) {
  HandTwin twin(Milliseconds(300));
  twin.welcome(kTwoCells);
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(twin.wait() == "the twin is silent");
  BOOST_TEST((std::chrono::steady_clock::now() - start >= Milliseconds(300)));
}

BOOST_AUTO_TEST_CASE(a_host_that_is_told_to_end_tells_the_twin) {
  HandTwin twin;
  twin.welcome(kTwoCells);
  twin.end_host();
  BOOST_TEST(twin.receive_err().code == 16U);  // SHUTTING_DOWN
  BOOST_TEST(twin.wait() == "was told to end");
}

BOOST_AUTO_TEST_CASE(an_error_of_the_twin_ends_a_host_by_its_text) {
  HandTwin twin;
  twin.welcome(kTwoCells);
  twin.send(twin.encode(LotpType::err, to_map(LotpErr{.code = 12, .detail = "too late"})));
  BOOST_TEST(twin.wait() == "the twin reported error 12: too late");
}

BOOST_AUTO_TEST_CASE(a_heartbeat_keeps_a_host) {
  // 6 x 300 ms are longer than the limit; a busy machine may stretch each by a second
  HandTwin twin(Milliseconds(1'500));
  twin.welcome(kTwoCells);
  for (int i = 0; i < 6; ++i) {
    std::this_thread::sleep_for(Milliseconds(300));
    twin.send(twin.encode(LotpType::hb));
  }
  twin.send(twin.step(1, {kCell8}));
  twin.expect_act(1);
  twin.receive(LotpType::act);
}

BOOST_AUTO_TEST_CASE(a_host_without_a_twin_gives_up) {
  const SocketFolder folder;
  const HostOptions options{
      .endpoint = folder.endpoint(), .version = "test", .welcome_limit = Milliseconds(100)};
  ControllerSet law;
  BOOST_CHECK_THROW(run_host(options, law), IoError);
}

BOOST_AUTO_TEST_CASE(a_network_socket_is_refused) {
  ControllerSet law;
  const HostOptions options{.endpoint = "tcp://127.0.0.1:5555", .version = "test"};
  BOOST_CHECK_THROW(run_host(options, law), UsageError);
}

BOOST_AUTO_TEST_CASE(a_stranger_of_the_same_user_is_not_let_in) {
  FakePlant plant(2, 7);
  ZmqBus link;
  link.load(plant.programs());
  zmq::context_t context;
  zmq::socket_t stranger(context, zmq::socket_type::dealer);
  stranger.set(zmq::sockopt::linger, 0);
  stranger.set(zmq::sockopt::immediate, true);
  stranger.set(zmq::sockopt::sndtimeo, 300);
  stranger.set(zmq::sockopt::routing_id, "0.7");
  stranger.connect("ipc://" + (link.socket_folder() / "bus").string());
  // no connection comes about, so there is nobody to send to
  BOOST_TEST(!stranger.send(zmq::str_buffer("hello"), zmq::send_flags::none).has_value());
  const auto due = plant.advance_to_next_due();
  std::vector<CellCommand> commands(due.size());
  link.exchange(plant.t_ns(), due, commands);
  BOOST_TEST(link.refused() == "none");
}

BOOST_AUTO_TEST_CASE(an_idle_link_keeps_its_host) {
  // the host hears a heartbeat every 50 ms; what is tested is that they do no harm between STEPs
  FakePlant plant(1, 7);
  ZmqBus link({.heartbeat = Milliseconds(50)}, {.heartbeat = Milliseconds(50)});
  link.load(plant.programs());
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(Milliseconds(130));
    const auto due = plant.advance_to_next_due();
    std::vector<CellCommand> commands(due.size());
    link.exchange(plant.t_ns(), due, commands);
    plant.obey(commands);
  }
  BOOST_TEST(link.refused() == "none");
}

BOOST_AUTO_TEST_CASE(programs_over_one_message_go_in_several) {
  // a step takes 74 bytes: 8 robots x 400 steps = 237 kB a cell, six of them more than one message
  // of 1 MiB; 8 x 3000 steps = 1.8 MB are one cell too large
  std::vector<CellProgram> cells;
  for (std::uint32_t c = 0; c < 6; ++c) {
    cells.push_back({.cell = c});
    cells.back().robots.resize(8);
    for (RobotProgram& robot : cells.back().robots) {
      robot.steps.resize(400, {.kind = StepKind::move, .q_rad = {0.1 * (c + 1)}});
    }
  }
  ZmqBus link({.hello_limit = Milliseconds(240'000)});  // the size counts here, not the time
  link.load(cells);
  const std::vector<CellObservation> due = {{.cell = 5, .n_robots = 8, .part_present = true}};
  std::vector<CellCommand> commands(1);
  link.exchange(0, due, commands);
  BOOST_TEST(commands[0].robots[7].target_rad[0] == 0.1 * 6);
  for (RobotProgram& robot : cells[3].robots) robot.steps.resize(3000);
  BOOST_CHECK_THROW(link.load(cells), IoError);
}

BOOST_AUTO_TEST_CASE(a_host_dies_with_its_twin) {
  // a twin that ends without taking leave, and hands its orphan to this test to reap
  BOOST_REQUIRE(::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
  std::array<int, 2> pipe = {-1, -1};
  BOOST_REQUIRE(::pipe(pipe.data()) == 0);
  const pid_t twin = ::fork();
  if (twin == 0) {
    FakePlant plant(1, 7);
    ZmqBus link;
    link.load(plant.programs());
    const pid_t host = link.host_pid();
    const std::string folder = link.socket_folder().string();
    [[maybe_unused]] const ssize_t n = ::write(pipe[1], &host, sizeof(host));
    [[maybe_unused]] const ssize_t m = ::write(pipe[1], folder.data(), folder.size());
    ::_exit(0);
  }
  ::close(pipe[1]);
  pid_t host = -1;
  std::array<char, 200> folder = {};
  BOOST_REQUIRE(::read(pipe[0], &host, sizeof(host)) == static_cast<ssize_t>(sizeof(host)));
  BOOST_REQUIRE(::read(pipe[0], folder.data(), folder.size() - 1) > 0);
  ::close(pipe[0]);
  BOOST_REQUIRE(::waitpid(twin, nullptr, 0) == twin);
  int status = 0;
  pid_t reaped = 0;
  for (int i = 0; i < 500 && reaped == 0; ++i) {
    reaped = ::waitpid(host, &status, WNOHANG);
    if (reaped == 0) std::this_thread::sleep_for(Milliseconds(10));
  }
  BOOST_TEST(reaped == host);
  // the kernel ends it with its parent, unless it has seen the closed socket first
  constexpr int kIoError = 74;
  BOOST_TEST((WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == kIoError)));
  if (reaped == 0) ::kill(host, SIGKILL);
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  fs::remove_all(folder.data());  // a twin that is killed cannot
}

BOOST_AUTO_TEST_SUITE_END()
