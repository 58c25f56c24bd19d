// A hundred thousand hostile connections, at the local socket and at a network address with keys,
// while two hosts step. Prints what was counted.
#include <chrono>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/controllers/hostile_bus.h"
#include "tests/controllers/hostile_peer.h"
#include "tests/support/sanitized.h"
#include "tests/support/temporary_folder.h"

using namespace darkline;
using namespace darkline::testing;
using internal::GateRefusal;

namespace {

constexpr int kCells = 3;

#ifdef DARKLINE_SANITIZED
constexpr std::uint64_t kLocal = 7'000;
constexpr std::uint64_t kNetwork = 3'000;
#else
constexpr std::uint64_t kLocal = 70'000;
constexpr std::uint64_t kNetwork = 30'000;
#endif
constexpr int kKeyed = 200;  // of each kind of wrong key

// Under the number of a host that is another's: without a key, with one that nobody knows, and with
// each of these, of which the last is good for another host.
void attack_with(const std::vector<const Keyed*>& keys, const std::string& endpoint) {
  zmq::context_t context;
  for (int i = 0; i < kKeyed; ++i) {
    const Keyed unknown{.server = keys.back()->server, .pair = new_curve_pair()};
    std::vector<const Keyed*> all = {nullptr, &unknown};
    all.insert(all.end(), keys.begin(), keys.end());
    std::vector<zmq::socket_t> dealers;
    for (const Keyed* key : all) {
      dealers.push_back(keyed_dealer(context, key, fmt::format("1.{}", 2 + i), endpoint));
      ControllerSet law;
      HostSession impostor({.host = 1, .incarnation = 1, .version = "impostor"}, law);
      const auto hello = impostor.hello().message;
      dealers.back().send(zmq::const_buffer(hello.data(), hello.size()), zmq::send_flags::dontwait);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_many)

BOOST_FIXTURE_TEST_CASE(a_hundred_thousand_hostile_connections_change_nothing, TemporaryFolder) {
  const std::string keys = (path() / "keys").string();
  const CurvePair server = server_pair(keys);
  const auto pair_of = [&](const std::string& name) {
    const CurveKey secret = read_secret_key(path() / "keys" / (name + ".key"));
    return Keyed{.server = z85_of(server.public_key),
                 .pair = {.public_key = public_of_secret(secret), .secret_key = secret}};
  };
  make_key(keys, "right", *CellList::parse("980-990"));
  make_key(keys, "elsewhere", *CellList::parse("1-10"));
  make_key(keys, "gone", CellList::all());
  revoke_key(keys, "gone");
  BusOptions options;
  options.others = {{.kind = HostKind::external, .cells = {987}}};
  options.external_limit = std::chrono::milliseconds(20'000);
  options.step_deadline = std::chrono::milliseconds(30'000);  // the attackers take their share
  ZmqBus bus(options, {.endpoint = "tcp://127.0.0.1:0", .keys = keys});
  const std::string endpoint = bus.zmq().user_endpoint();
  const Keyed right = pair_of("right");
  const ExternalHost external(0, endpoint, &right);
  Stepping stepping(bus, kCells);

  HostilePeers local(bus.zmq().endpoint(), 11);
  HostilePeers network(endpoint, 12);
  const Keyed elsewhere = pair_of("elsewhere");
  const Keyed gone = pair_of("gone");
  const Keyed wrong_twin{.server = z85_of(new_curve_pair().public_key), .pair = right.pair};
  const std::vector<const Keyed*> keys_of_strangers = {&gone, &wrong_twin, &elsewhere, &right};
  const auto start = std::chrono::steady_clock::now();
  step_through(stepping, [&] {
    std::thread other([&] { network.attack(kNetwork); });
    local.attack(kLocal);
    other.join();
    attack_with(keys_of_strangers, endpoint);
  });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;

  auto& sockets = bus.zmq().sockets();
  BOOST_TEST(holds_soon([&] { return sockets.connections().live() == 2; }));
  const auto counts = sockets.connections();
  const auto gate = sockets.gate().counts();
  const BusReport report = bus.report();
  const auto refused_of = [&](std::size_t host) { return report.hosts.at(host).heard.text(); };
  fmt::print(
      "{} hostile connections in {:.1f} s beside {} exchanges\n"
      "  sockets: {}\n  gate:    {} admitted; refused: {}\n"
      "  host 0:  {} accepted; refused: {}\n  host 1:  {} accepted; refused: {}\n"
      "  strangers: {}; turned away at a shut door: {}\n",
      local.made() + network.made(), took.count(), stepping.exchanges(), counts.text(),
      gate.admitted, gate.text(), report.hosts.at(0).heard.accepted, refused_of(0),
      report.hosts.at(1).heard.accepted, refused_of(1), report.strangers,
      local.turned_away() + network.turned_away());

  BOOST_TEST(local.made() + network.made() == kLocal + kNetwork);
  // each raw connection was seen, and none of them was let in; the holders of keys for other cells
  // were, and were refused by the bus
  BOOST_TEST(counts.accepted >= kLocal + kNetwork + 2);
  BOOST_TEST(counts.shaken_hands <= gate.admitted);  // some leave before they hear of it
  BOOST_TEST(counts.shaken_hands <= 2U + 2U * kKeyed);
  BOOST_TEST(gate.of(GateRefusal::unknown_key) > 0U);
  BOOST_TEST(gate.of(GateRefusal::revoked_key) > 0U);
  BOOST_TEST(report.hosts.at(1).heard.of(LotpReject::not_authorised) > 0U);
  for (const HostReport& host : report.hosts) {
    BOOST_TEST(host.incarnation == 1U);
    for (const auto faults : host.faults) BOOST_TEST(faults == 0U);
  }
  // and the commands are those of controllers that nobody can attack
  BOOST_TEST(stepping.is_untouched(kCells));
}

BOOST_AUTO_TEST_SUITE_END()
