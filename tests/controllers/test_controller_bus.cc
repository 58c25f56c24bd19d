#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <deque>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/controller_bus.h"
#include "controllers/controller_link.h"
#include "controllers/simulated_transport.h"
#include "models/base/error.h"
#include "tests/controllers/fake_cell.h"
#include "tests/controllers/zmq_bus.h"

using namespace darkline;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

// Every command of a run, in order, as the wire would carry it: equal bytes, equal runs.
// `before` is called before each exchange.
std::vector<std::byte> commands_of_run(
    ControllerLink& link, int n_cells, int n_exchanges,
    const std::function<void(int)>& before = [](int) {}) {
  FakePlant plant(n_cells, 7);
  link.load(plant.programs());
  std::vector<std::byte> all;
  std::vector<std::byte> buffer(act_bytes(static_cast<std::size_t>(n_cells)));
  for (int i = 0; i < n_exchanges; ++i) {
    const auto due = plant.advance_to_next_due();
    std::vector<CellCommand> commands(due.size());
    before(i);
    link.exchange(plant.t_ns(), due, commands);
    plant.obey(commands);
    const std::size_t length = encode_act({.t_ns = plant.t_ns()}, commands, buffer);
    all.insert(all.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(length));
  }
  return all;
}

bool process_exists(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Runs one exchange of a fresh plant and returns the text of the IoError it must end in.
std::string error_of_exchange(ControllerLink& link, FakePlant plant) {
  const auto due = plant.advance_to_next_due();
  std::vector<CellCommand> commands(due.size(), CellCommand{.cell = 4711});
  try {
    link.exchange(plant.t_ns(), due, commands);
  } catch (const IoError& error) {
    BOOST_TEST((error.code() == ExitCode::io));
    // nothing is partly applied
    for (const CellCommand& each : commands) BOOST_TEST(each.cell == 4711U);
    return error.what();
  }
  return {};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Hosts without faults, in virtual time, each of which takes long to be started: what the others
// say meanwhile lies in their sockets.
class SlowStarts final : public BusTransport {
 public:
  explicit SlowStarts(WallTime took) : took_(took) {}

  WallTime now() override { return hosts_.now(); }
  void start(HostName name, const HostSpec& spec) override {
    hosts_.start(name, spec);
    HeardMessage heard;
    for (const WallTime until = hosts_.now() + took_; hosts_.now() < until;) {
      if (!hosts_.receive(heard, until)) continue;
      unread_.push_back({heard.from, heard.authorised, {heard.bytes.begin(), heard.bytes.end()}});
    }
  }
  Sent send(HostName to, std::span<const std::byte> message) override {
    return hosts_.send(to, message);
  }
  bool receive(HeardMessage& message, WallTime until) override {
    if (unread_.empty()) return hosts_.receive(message, until);
    read_ = std::move(unread_.front());
    unread_.pop_front();
    message = {.from = read_.from, .authorised = read_.authorised, .bytes = read_.bytes};
    return true;
  }
  std::string how_ended(HostName name) override { return hosts_.how_ended(name); }
  void end(HostName name) override { hosts_.end(name); }
  void end_all(std::chrono::milliseconds grace) override { hosts_.end_all(grace); }
  void set_heartbeat(HostName to, std::span<const std::byte> message) override {
    hosts_.set_heartbeat(to, message);
  }
  std::string text_of(HostName name) const override { return hosts_.text_of(name); }

 private:
  struct Unread {
    HostName from;
    bool authorised = false;
    std::vector<std::byte> bytes;
  };
  SimulatedTransport hosts_{{}};
  WallTime took_;
  std::deque<Unread> unread_;
  Unread read_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(controller_bus)

BOOST_AUTO_TEST_CASE(a_process_gives_the_same_bits_as_a_call) {
  constexpr int kCells = 6;
  constexpr int kExchanges = 1000;
  const auto called = make_link(Transport::in_process);
  const auto asked = make_link(Transport::zmq);
  BOOST_TEST((called->transport() == Transport::in_process));
  BOOST_TEST((asked->transport() == Transport::zmq));
  const auto one = commands_of_run(*called, kCells, kExchanges);
  const auto other = commands_of_run(*asked, kCells, kExchanges);
  // at least one command of 888 bytes an exchange, beside its header
  BOOST_TEST(one.size() >= kExchanges * act_bytes(1));
  BOOST_TEST((one == other));
}

BOOST_AUTO_TEST_CASE(loading_again_starts_afresh) {
  ZmqBus link;
  const auto one = commands_of_run(link, 2, 50);
  const pid_t first = link.host_pid();
  const auto other = commands_of_run(link, 2, 50);
  BOOST_TEST((one == other));
  BOOST_TEST(link.host_pid() != first);
  BOOST_TEST(!process_exists(first));
  BOOST_TEST(link.refused() == "none");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_behind) {
  pid_t pid = -1;
  fs::path folder;
  {
    ZmqBus link;
    commands_of_run(link, 1, 10);
    pid = link.host_pid();
    folder = link.socket_folder();
    BOOST_TEST(process_exists(pid));
    // only the own user may enter
    BOOST_TEST((fs::status(folder).permissions() == fs::perms::owner_all));
  }
  BOOST_TEST(!process_exists(pid));
  BOOST_TEST(!fs::exists(folder));
}

BOOST_AUTO_TEST_CASE(a_killed_host_is_named_at_once) {
  ZmqBus link({.on_fault = OnFault::abort});
  FakePlant plant(2, 7);
  link.load(plant.programs());
  const pid_t pid = link.host_pid();
  ::kill(pid, SIGKILL);
  const auto start = Clock::now();
  const std::string text = error_of_exchange(link, plant);
  BOOST_TEST(seconds_since(start) < 2.0);
  BOOST_TEST(contains(text, "controller host 0"), text);
  BOOST_TEST(contains(text, "signal 9"), text);
  BOOST_TEST(contains(text, "DARKLINE_TRANSPORT=inproc"), text);
  // it stays broken, and says the same, until it is loaded again
  BOOST_TEST(error_of_exchange(link, plant) == text);
  BOOST_TEST(!process_exists(pid));
  const auto afresh = commands_of_run(link, 2, 10);
  BOOST_TEST(!afresh.empty());
}

BOOST_AUTO_TEST_CASE(a_stopped_host_is_named_at_the_deadline) {
  ZmqBus link({.on_fault = OnFault::abort, .step_deadline = std::chrono::milliseconds(300)});
  FakePlant plant(2, 7);
  link.load(plant.programs());
  ::kill(link.host_pid(), SIGSTOP);
  const auto start = Clock::now();
  const std::string text = error_of_exchange(link, plant);
  BOOST_TEST(seconds_since(start) >= 0.3);
  BOOST_TEST(seconds_since(start) < 5.0);
  BOOST_TEST(contains(text, "controller host 0"), text);
  BOOST_TEST(contains(text, "did not answer in time"), text);
}

BOOST_AUTO_TEST_CASE(a_program_that_is_no_controller_is_named) {
  FakePlant plant(1, 7);
  ZmqBus missing({}, {.host_program = "/nonexistent/controller"});
  BOOST_CHECK_EXCEPTION(missing.load(plant.programs()), IoError, [](const IoError& error) {
    return contains(error.what(), "/nonexistent/controller") &&
           contains(error.what(), "No such file");
  });
  // it ends at once, with code 1, and says no hello
  ZmqBus wrong({}, {.host_program = "/bin/false"});
  const auto start = Clock::now();
  BOOST_CHECK_EXCEPTION(wrong.load(plant.programs()), IoError, [](const IoError& error) {
    return contains(error.what(), "exited with code 1");
  });
  BOOST_TEST(seconds_since(start) < 4.0);
}

BOOST_AUTO_TEST_CASE(any_number_of_processes_gives_the_same_bits) {
  constexpr int kCells = 12;
  constexpr int kExchanges = 300;
  const auto called = make_link(Transport::in_process);
  const auto one = commands_of_run(*called, kCells, kExchanges);
  for (const std::size_t processes : {2U, 5U, 12U, 40U}) {
    ZmqBus link({.processes = processes});
    BOOST_TEST((commands_of_run(link, kCells, kExchanges) == one), processes << " processes");
    BOOST_TEST(link.report().hosts.size() == std::min<std::size_t>(processes, kCells));
  }
}

BOOST_AUTO_TEST_CASE(killed_and_hung_hosts_come_back_with_every_bit) {
  constexpr int kCells = 6;
  constexpr int kExchanges = 400;
  const auto called = make_link(Transport::in_process);
  const auto clean = commands_of_run(*called, kCells, kExchanges);
  // snapshots never, after each exchange, and so seldom that some come after them
  for (const std::uint32_t every : {0U, 1U, 30U}) {
    ZmqBus link({.processes = 3,
                 .step_deadline = std::chrono::milliseconds(300),
                 .first_backoff = std::chrono::milliseconds(1),
                 .most_restarts = 100,
                 .snapshot_every = every});
    const auto faulty = commands_of_run(link, kCells, kExchanges, [&](int i) {
      if (i % 40 == 20) ::kill(link.host_pid(static_cast<std::uint32_t>(i / 40 % 3)), SIGKILL);
      if (i == 111) ::kill(link.host_pid(1), SIGSTOP);
    });
    BOOST_TEST((faulty == clean), "snapshots every " << every);
    std::uint64_t ended = 0, late = 0;
    for (const HostReport& host : link.report().hosts) {
      ended += host.faults[static_cast<std::size_t>(HostFault::ended)];
      late += host.faults[static_cast<std::size_t>(HostFault::late)];
      BOOST_TEST((host.snapshots > 0) == (every > 0));
      // each fault was mended, but for those after the host's last exchange
      BOOST_TEST(host.recoveries.size() + 1 >= host.incarnation - 1);
    }
    // ten kills, of which one may come when its host is not asked again
    BOOST_TEST(ended >= 8U);
    BOOST_TEST(late >= 1U);  // and on a busy machine others, which are mended as well
  }
}

BOOST_AUTO_TEST_CASE(a_host_that_dies_again_and_again_is_given_up) {
  ZmqBus link({.first_backoff = std::chrono::milliseconds(1), .most_restarts = 3});
  FakePlant plant(1, 7);
  link.load(plant.programs());
  std::string text;
  for (int i = 0; i < 10 && text.empty(); ++i) {
    ::kill(link.host_pid(), SIGKILL);
    text = error_of_exchange(link, plant);
  }
  BOOST_TEST(contains(text, "started again 3 times within 60 s"), text);
  BOOST_TEST((link.report().hosts[0].state == HostState::faulted));
}

BOOST_AUTO_TEST_CASE(hosts_are_heard_while_others_are_started) {
  // 12 starts of 1 s are longer than the 5 s that a host may take to its HELLO and the 10 s of
  // silence after which it leaves: unheard until the last was started, the first would be lost.
  constexpr std::size_t kHosts = 12;
  ControllerBus bus(std::make_unique<SlowStarts>(std::chrono::seconds(1)),
                    {.processes = kHosts, .on_fault = OnFault::abort});
  FakePlant plant(kHosts, 7);
  BOOST_CHECK_NO_THROW(bus.load(plant.programs()));
  const BusReport report = bus.report();
  BOOST_REQUIRE(report.hosts.size() == kHosts);
  for (const HostReport& host : report.hosts) {
    BOOST_TEST(host.incarnation == 1U, "host " << host.host << ": " << host.last_fault);
  }
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_controller_can_be_stopped) {
  // nobody ever comes: the bus would wait for ever
  std::stop_source stop;
  const std::jthread user([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stop.request_stop();
  });
  FakePlant plant(1, 7);
  const std::string place = "ipc://" + (fs::temp_directory_path() /
                                        ("darkline-stop-" + std::to_string(::getpid())) / "bus")
                                           .string();
  const fs::path folder = fs::path(place.substr(6)).parent_path();
  fs::create_directory(folder);
  fs::permissions(folder, fs::perms::owner_all);
  {
    ZmqBus link({.others = {{.kind = HostKind::external, .cells = {plant.programs()[0].cell}}},
                 .stop = stop.get_token()},
                {.endpoint = place});
    BOOST_CHECK_THROW(link.load(plant.programs()), Interrupted);
  }
  fs::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(where_faults_are_modelled_a_killed_host_leaves_its_cells_stopped) {
  ZmqBus link({.processes = 2, .on_fault = OnFault::model});
  FakePlant plant(2, 7);
  link.load(plant.programs());
  const auto due = plant.advance_to_next_due();
  BOOST_REQUIRE(due.size() == 2U);
  std::vector<CellCommand> commands(2);
  link.exchange(plant.t_ns(), due, commands);
  BOOST_TEST(!link.report().is_degraded);
  const CellCommand before = commands[0];
  ::kill(link.host_pid(0), SIGKILL);
  for (int i = 0; i < 2; ++i) {
    link.exchange(plant.t_ns(), due, commands);
    BOOST_TEST((commands[0].state == PackMlState::aborted));
    BOOST_TEST((commands[1].state != PackMlState::aborted));
    for (std::size_t r = 0; r < due[0].n_robots; ++r) {
      // stays, under a new number that stays too
      BOOST_TEST((commands[0].robots[r].order == RobotOrder::stay));
      BOOST_TEST(commands[0].robots[r].step == before.robots[r].step + 1);
    }
  }
  const BusReport report = link.report();
  BOOST_TEST(report.is_degraded);
  BOOST_TEST(report.stopped_cells == std::vector<std::uint32_t>{plant.programs()[0].cell},
             boost::test_tools::per_element());
  BOOST_TEST(contains(report.hosts[0].last_fault, "signal 9"), report.hosts[0].last_fault);
}

BOOST_AUTO_TEST_SUITE_END()
