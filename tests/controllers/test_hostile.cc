// Nobody who may not command a cell changes a bit of what the twin does, takes it down, or comes by
// unseen. slow/test_hostile_many.cc does the same a hundred thousand times.
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/host_keys.h"
#include "controllers/lotp_maps.h"
#include "controllers/zmq_io.h"
#include "models/base/error.h"
#include "tests/controllers/hostile_bus.h"
#include "tests/controllers/hostile_peer.h"
#include "tests/support/sanitized.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using namespace darkline::testing;
using internal::ConnectionCounts;
using internal::GateRefusal;
using std::chrono::milliseconds;

namespace {

constexpr int kCells = 3;

#ifdef DARKLINE_SANITIZED
constexpr std::uint64_t kConnections = 300;
#else
constexpr std::uint64_t kConnections = 1500;
#endif

std::string quiet_text(ZmqBus& bus) {
  return bus.zmq().refused();
}

// Every connection was seen, has ended, and was let in only if it was one of `n_let_in`.
void check_counts(ZmqBus& bus, std::uint64_t n_hostile, std::uint64_t n_let_in) {
  auto& sockets = bus.zmq().sockets();
  const bool settled = holds_soon([&] {
    const ConnectionCounts counts = sockets.connections();
    return counts.accepted == n_hostile + n_let_in && counts.live() == n_let_in;
  });
  BOOST_TEST(settled, "made " << n_hostile << "; " << quiet_text(bus));
  const ConnectionCounts counts = sockets.connections();
  BOOST_TEST(counts.shaken_hands == n_let_in, quiet_text(bus));
  BOOST_TEST(counts.turned_down() == n_hostile, quiet_text(bus));
}

// A network bus with keys: host 0 is the user's, with cell 987, host 1 is our own.
struct KeysFolder : TemporaryFolder {
  std::string keys = (path() / "keys").string();

  Keyed keyed(const std::string& name) const {
    return {.server = z85_of(server_pair(keys).public_key), .pair = pair_of(name)};
  }
  CurvePair pair_of(const std::string& name) const {
    const CurveKey secret = read_secret_key(path() / "keys" / (name + ".key"));
    return {.public_key = public_of_secret(secret), .secret_key = secret};
  }
  BusOptions options() const {
    BusOptions options;
    options.others = {{.kind = HostKind::external, .cells = {987}}};
    options.external_limit = milliseconds(20'000);
    return options;
  }
  ZmqOptions carrier() const { return {.endpoint = "tcp://127.0.0.1:0", .keys = keys}; }
};

// The code of the first ERR that comes; 0: nothing does.
int first_err(zmq::socket_t& dealer, milliseconds patience) {
  zmq::message_t frame;
  dealer.set(zmq::sockopt::rcvtimeo, static_cast<int>(patience.count()));
  if (!dealer.recv(frame) || frame.size() < sizeof(LotpHeader)) return 0;
  LotpErr err;
  const auto body = internal::bytes_of(frame).subspan(sizeof(LotpHeader));
  return read_map(body, err) == LotpReject::none ? err.code : -1;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(raw_bytes_at_a_local_socket_change_nothing) {
  ZmqBus bus;
  Stepping stepping(bus, kCells);
  HostilePeers peers(bus.zmq().endpoint(), 1);
  step_through(stepping, [&] { peers.attack(kConnections); });
  BOOST_TEST(stepping.is_untouched(kCells));
  BOOST_TEST(bus.report().hosts.at(0).incarnation == 1U);
  BOOST_TEST(bus.refused() == "none");
  check_counts(bus, kConnections, 1);
  // this process is of the own user, but nobody's host
  const auto gate = bus.zmq().sockets().gate().counts();
  BOOST_TEST(gate.admitted == 1U);
  BOOST_TEST(gate.of(GateRefusal::unknown_process) > 0U);
  BOOST_TEST(gate.all_refused() == gate.of(GateRefusal::unknown_process), gate.text());
}

BOOST_AUTO_TEST_CASE(who_says_a_byte_now_and_then_is_hung_up_on_after_two_seconds) {
  ZmqBus bus;
  Stepping stepping(bus, 1);
  const RawPeer peer(parse_endpoint(bus.zmq().endpoint()));
  const auto start = std::chrono::steady_clock::now();
  const std::string greeting = zmtp_greeting("NULL");
  std::size_t said = 0;
  while (said < greeting.size() && !peer.is_hung_up_on(milliseconds(100))) {
    peer.say(greeting.substr(said++, 1));
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  BOOST_TEST(said < greeting.size());
  BOOST_TEST(took.count() > 1.5);
  BOOST_TEST(took.count() < 6.0);
  stepping.step(10);
  BOOST_TEST(stepping.is_untouched(1));
}

BOOST_AUTO_TEST_CASE(what_an_outsider_says_under_the_number_of_a_host_is_not_applied) {
  const TemporaryFolder folder;
  BusOptions options;
  options.others = {{.kind = HostKind::external, .cells = {987}}};
  options.external_limit = milliseconds(20'000);
  ZmqBus bus(options, {.endpoint = "ipc://" + (folder.path() / "bus").string()});
  const ExternalHost external(0, bus.zmq().user_endpoint(), nullptr);
  Stepping stepping(bus, kCells);
  // the gate lets this process in, since a host of the user's is expected; but it is not host 1,
  // and 0.0 is taken
  constexpr int kEach = 20;
  std::vector<int> said;
  step_through(stepping, [&] {
    zmq::context_t context;
    for (const std::string claimed : {"1.1", "1.2", "0.0", "0.1", "9.0"}) {
      auto dealer = keyed_dealer(context, nullptr, claimed, bus.zmq().user_endpoint());
      ControllerSet law;
      HostSession impostor({.host = 1, .incarnation = 1, .version = "impostor"}, law);
      const auto hello = impostor.hello().message;
      for (int i = 0; i < kEach; ++i) {
        dealer.send(zmq::const_buffer(hello.data(), hello.size()), zmq::send_flags::dontwait);
        std::this_thread::sleep_for(milliseconds(2));
      }
      const bool is_mute = claimed == "1.1" || claimed == "0.0";
      said.push_back(first_err(dealer, milliseconds(is_mute ? 100 : 10'000)));
    }
  });
  // UNAUTHORISED, UNKNOWN_HOST; the mute hear nothing
  BOOST_TEST((said == std::vector<int>{0, 3, 0, 3, 4}));
  BOOST_TEST(stepping.is_untouched(kCells));
  const BusReport report = bus.report();
  for (const HostReport& host : report.hosts) {
    BOOST_TEST(host.incarnation == 1U);
    for (const auto faults : host.faults) BOOST_TEST(faults == 0U);
  }
  // 1.2 and 0.1 get through to the bus and are refused there; 1.1 and 0.0 are taken, so that
  // whoever names himself so stays mute; 9.0 is nobody
  BOOST_TEST(report.hosts.at(1).heard.of(LotpReject::not_authorised) >= 1U);
  BOOST_TEST(report.hosts.at(0).heard.of(LotpReject::unknown_host) >= 1U);
  BOOST_TEST(report.strangers >= 1U);
}

BOOST_AUTO_TEST_CASE(another_user_is_refused) {
  if (::geteuid() != 0) {
    BOOST_TEST_MESSAGE("skipped: only root can become another user");
    return;
  }
  ZmqBus bus;
  Stepping stepping(bus, 1);
  const Endpoint endpoint = parse_endpoint(bus.zmq().endpoint());
  const auto as_nobody = [&] {
    const pid_t child = ::fork();
    if (child == 0) {
      if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(9);
      const RawPeer peer(endpoint);
      if (!peer.is_connected()) ::_exit(1);
      peer.say(zmtp_greeting("NULL") + zmtp_ready("0.1"));
      ::_exit(peer.is_hung_up_on(milliseconds(5'000)) ? 2 : 3);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  };
  BOOST_TEST(as_nobody() == 1);  // the folder keeps it out
  // and were the folder open, the gate would
  ::chmod(endpoint.path.parent_path().c_str(), 0711);
  ::chmod(endpoint.path.c_str(), 0777);
  BOOST_TEST(as_nobody() == 2);
  BOOST_TEST(bus.zmq().sockets().gate().counts().of(GateRefusal::other_user) == 1U);
  stepping.step(10);
  BOOST_TEST(stepping.is_untouched(1));
}

BOOST_AUTO_TEST_CASE(connections_beyond_the_limit_of_open_files_do_not_end_the_twin) {
#ifdef __SANITIZE_THREAD__
  // there the flood outruns the watch, which is slowed ten times while the kernel is not
  BOOST_TEST_MESSAGE("skipped under the thread sanitizer");
  return;
#endif
  std::array<int, 2> to_parent = {};
  std::array<int, 2> to_child = {};
  BOOST_REQUIRE(::pipe(to_parent.data()) == 0);
  BOOST_REQUIRE(::pipe(to_child.data()) == 0);
  const pid_t child = ::fork();
  if (child == 0) {  // the twin
    const rlimit few = {.rlim_cur = 300, .rlim_max = 300};
    if (::setrlimit(RLIMIT_NOFILE, &few) != 0) ::_exit(9);
    int code = 1;
    try {
      ZmqBus bus;
      Stepping stepping(bus, 1);
      const std::string endpoint = bus.zmq().endpoint();
      if (::write(to_parent[1], endpoint.data(), endpoint.size()) <= 0) ::_exit(8);
      pollfd stop = {.fd = to_child[0], .events = POLLIN, .revents = 0};
      while (::poll(&stop, 1, 0) == 0) stepping.step(10);
      const bool shut = bus.zmq().sockets().connections().door_shut > 0;
      code = !stepping.is_untouched(1) ? 2 : !shut ? 3 : 0;
    } catch (const std::exception&) {
      code = 4;
    }
    ::_exit(code);
  }
  std::array<char, 200> text = {};
  BOOST_REQUIRE(::read(to_parent[0], text.data(), text.size() - 1) > 0);
  const Endpoint endpoint = parse_endpoint(text.data());
  std::size_t made = 0;
  {
    std::vector<RawPeer> peers;  // all stay
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (peers.size() < 900 && std::chrono::steady_clock::now() < until) {
      RawPeer peer(endpoint);
      if (!peer.is_connected()) continue;
      peers.push_back(std::move(peer));
      ++made;
    }
  }
  BOOST_TEST(made > 130U);
  BOOST_REQUIRE(::write(to_child[1], "x", 1) == 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_TEST(WIFEXITED(status), "ended by signal " << WTERMSIG(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
  for (const int each : {to_parent[0], to_parent[1], to_child[0], to_child[1]}) ::close(each);
}

BOOST_FIXTURE_TEST_CASE(a_network_endpoint_without_keys_is_refused, KeysFolder) {
  DARKLINE_TEST_THROWS(ZmqBus({}, carrier()), InputError, "no allowed key", "darkline keys new");
  make_key(keys, "a", CellList::all());
  revoke_key(keys, "a");
  DARKLINE_TEST_THROWS(ZmqBus({}, carrier()), InputError, "no allowed key");
  zmq::context_t context;
  zmq::socket_t dealer(context, zmq::socket_type::dealer);
  DARKLINE_TEST_THROWS(internal::secure_host_socket(dealer, "tcp://10.0.0.7:5570", {}), UsageError,
                       "--key", "--server-key");
}

BOOST_FIXTURE_TEST_CASE(only_an_allowed_key_for_those_cells_commands_them, KeysFolder) {
  make_key(keys, "right", *CellList::parse("980-990"));
  make_key(keys, "elsewhere", *CellList::parse("1-10"));
  make_key(keys, "gone", CellList::all());
  revoke_key(keys, "gone");
  ZmqBus bus(options(), carrier());
  const std::string endpoint = bus.zmq().user_endpoint();
  const Keyed right = keyed("right");
  const ExternalHost external(0, endpoint, &right);
  Stepping stepping(bus, kCells);

  const Keyed elsewhere = keyed("elsewhere");
  const Keyed gone = keyed("gone");
  const Keyed unknown{.server = right.server, .pair = new_curve_pair()};
  const Keyed wrong_twin{.server = z85_of(new_curve_pair().public_key), .pair = right.pair};
  HostilePeers peers(endpoint, 2);
  auto& sockets = bus.zmq().sockets();
  const auto before = sockets.connections();
  step_through(stepping, [&] {
    zmq::context_t context;
    const auto say_hello = [&](const Keyed* own, const char* claimed) {
      auto dealer = keyed_dealer(context, own, claimed, endpoint);
      ControllerSet law;
      HostSession impostor({.host = 0, .incarnation = 1, .version = "impostor"}, law);
      const auto hello = impostor.hello().message;
      dealer.send(zmq::const_buffer(hello.data(), hello.size()), zmq::send_flags::dontwait);
      std::this_thread::sleep_for(milliseconds(250));
    };
    say_hello(nullptr, "0.1");
    say_hello(&unknown, "0.1");
    say_hello(&gone, "0.1");
    say_hello(&wrong_twin, "0.1");
    say_hello(&elsewhere, "0.0");  // taken
    say_hello(&elsewhere, "0.1");
    say_hello(&right, "1.1");  // another's number
    say_hello(&right, "1.2");
    peers.attack(kConnections / 3);
  });
  BOOST_TEST(stepping.is_untouched(kCells));
  const auto gate = sockets.gate().counts();
  BOOST_TEST(gate.of(GateRefusal::unknown_key) >= 1U, gate.text());
  BOOST_TEST(gate.of(GateRefusal::revoked_key) >= 1U, gate.text());
  const auto after = sockets.connections();
  BOOST_TEST(after.wrong_protocol - before.wrong_protocol >= 2U);  // no CURVE, another twin's key
  const BusReport report = bus.report();
  BOOST_TEST(report.hosts.at(0).heard.of(LotpReject::not_authorised) >= 1U);  // elsewhere
  BOOST_TEST(report.hosts.at(1).heard.of(LotpReject::unknown_host) >= 1U);    // right, as 1
  for (const HostReport& host : report.hosts) BOOST_TEST(host.incarnation == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_key_that_is_revoked_counts_no_more_within_a_second, KeysFolder) {
  make_key(keys, "first", CellList::all());
  ZmqBus bus(options(), carrier());
  const Keyed first = keyed("first");
  auto& gate = bus.zmq().sockets().gate();
  const std::string user = "key:" + z85_of(first.pair.public_key);
  gate.admit_external({7, 0}, {3});
  BOOST_TEST(gate.may_speak_for(user, {7, 0}));
  revoke_key(keys, "first");
  BOOST_TEST(holds_soon([&] { return !gate.may_speak_for(user, {7, 0}); }));
}

BOOST_AUTO_TEST_SUITE_END()
