// The gate, asked as ZeroMQ asks it (ZAP, RFC 27).
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <zmq.hpp>

#include "controllers/zap_gate.h"

using namespace darkline;
using internal::GateLimits;
using internal::GateRefusal;
using internal::ZapGate;

namespace {

using Lines = std::vector<std::string>;

std::string bytes_of(const CurveKey& key) {
  return {key.begin(), key.end()};
}

CurveKey key_of(std::uint8_t fill) {
  CurveKey key;
  key.fill(fill);
  return key;
}

struct Asked {
  explicit Asked(GateLimits limits = {})
      : gate(context, limits, [this](const std::string& line) { lines.push_back(line); }),
        asker(context, zmq::socket_type::req) {
    asker.connect("inproc://zeromq.zap.01");
  }

  // The frames of the answer: version, request, status, text, user id, metadata.
  Lines ask(const Lines& frames) {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      asker.send(zmq::buffer(frames[i]),
                 i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
    }
    BOOST_TEST(gate.answer());
    Lines answer;
    for (;;) {
      zmq::message_t frame;
      BOOST_REQUIRE(asker.recv(frame, zmq::recv_flags::none).has_value());
      answer.push_back(frame.to_string());
      if (!frame.more()) return answer;
    }
  }
  Lines ask_local(uid_t uid, pid_t pid) {
    return ask({"1.0", "1", "darkline", fmt::format("localhost:{}:0:{}", uid, pid), "", "NULL"});
  }
  Lines ask_key(const CurveKey& key) {
    return ask({"1.0", "1", "darkline", "10.0.0.7", "", "CURVE", bytes_of(key)});
  }

  zmq::context_t context;
  Lines lines;
  ZapGate gate;
  zmq::socket_t asker;
};

const uid_t kOwn = ::geteuid();

}  // namespace

BOOST_AUTO_TEST_SUITE(zap_gate)

BOOST_FIXTURE_TEST_CASE(a_child_comes_in_as_the_host_that_it_is, Asked) {
  gate.admit({3, 2}, 4711);
  const Lines answer = ask_local(kOwn, 4711);
  BOOST_TEST((answer == Lines{"1.0", "1", "200", "", "host:3.2", ""}));
  BOOST_TEST(gate.may_speak_for("host:3.2", {3, 2}));
  // for no other host, no other start of it, and under no other name
  BOOST_TEST(!gate.may_speak_for("host:3.2", {3, 1}));
  BOOST_TEST(!gate.may_speak_for("host:3.2", {2, 3}));
  for (const char* wrong : {"", "3.2", "host:", "host:3", "host:3.", "host:3.2x", "host:3.20",
                            "process:4711", "key:3.2"}) {
    BOOST_TEST(!gate.may_speak_for(wrong, {3, 2}), wrong);
  }
  BOOST_TEST(gate.counts().admitted == 1U);
  BOOST_TEST(gate.counts().text() == "none");
}

BOOST_FIXTURE_TEST_CASE(what_is_forgotten_speaks_for_nobody_at_once, Asked) {
  gate.admit({3, 1}, 4711);
  gate.forget({3, 1});
  BOOST_TEST(!gate.may_speak_for("host:3.1", {3, 1}));
  BOOST_TEST(ask_local(kOwn, 4711)[2] == "400");
  BOOST_TEST(gate.counts().of(GateRefusal::unknown_process) == 1U);
}

BOOST_FIXTURE_TEST_CASE(each_refusal_is_counted_by_its_reason, Asked) {
  gate.admit({0, 1}, 4711);
  const std::string own = fmt::format("localhost:{}:0:4711", kOwn);
  const std::string key(32, 'k');
  const auto refused = [&](const Lines& question, GateRefusal reason) {
    const auto before = gate.counts().of(reason);
    const Lines answer = ask(question);
    BOOST_TEST(answer[2] == "400");
    BOOST_TEST(answer[4].empty());
    BOOST_TEST(gate.counts().of(reason) == before + 1, internal::text_of(reason));
  };
  refused({"2.0", "1", "darkline", own, "", "NULL"}, GateRefusal::malformed);
  refused({"1.0", "1", "darkline"}, GateRefusal::malformed);
  refused({"1.0"}, GateRefusal::malformed);
  refused(Lines(50, "1.0"), GateRefusal::wrong_domain);
  refused({"1.0", "1", "", own, "", "NULL"}, GateRefusal::wrong_domain);
  refused({"1.0", "1", "darkline2", own, "", "NULL"}, GateRefusal::wrong_domain);
  refused({"1.0", "1", "darkline", own, "", "PLAIN", "a", "b"}, GateRefusal::wrong_mechanism);
  // NULL from a network: there is no credential in it
  refused({"1.0", "1", "darkline", "127.0.0.1", "", "NULL"}, GateRefusal::wrong_mechanism);
  for (const char* address : {"localhost:", "localhost:0:0", "localhost:0:0:", "localhost:0:0:-1",
                              "localhost:0:0:0", "localhost:x:0:4711", "localhost:0:0:4711x"}) {
    refused({"1.0", "1", "darkline", address, "", "NULL"}, GateRefusal::wrong_mechanism);
  }
  refused({"1.0", "1", "darkline", fmt::format("localhost:{}:0:4711", kOwn + 1), "", "NULL"},
          GateRefusal::other_user);
  refused({"1.0", "1", "darkline", fmt::format("localhost:{}:0:4712", kOwn), "", "NULL"},
          GateRefusal::unknown_process);
  refused({"1.0", "1", "darkline", "10.0.0.7", "", "CURVE", key}, GateRefusal::unknown_key);
  refused({"1.0", "1", "darkline", "10.0.0.7", "", "CURVE", key + "k"}, GateRefusal::malformed);
  refused({"1.0", "1", "darkline", "10.0.0.7", "", "CURVE"}, GateRefusal::malformed);
  BOOST_TEST(gate.counts().admitted == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_process_of_the_user_speaks_only_for_hosts_of_the_user, Asked) {
  gate.admit({0, 1}, 4711);
  gate.admit_external({1, 0});
  BOOST_TEST(ask_local(kOwn, 99)[4] == "process:99");
  BOOST_TEST(gate.may_speak_for("process:99", {1, 0}));
  BOOST_TEST(!gate.may_speak_for("process:99", {0, 1}));
  // nor does our own child for the user's host
  BOOST_TEST(ask_local(kOwn, 4711)[4] == "host:0.1");
  BOOST_TEST(!gate.may_speak_for("host:0.1", {1, 0}));
  gate.forget({1, 0});
  BOOST_TEST(ask_local(kOwn, 99)[2] == "400");
}

BOOST_FIXTURE_TEST_CASE(a_process_of_the_user_that_comes_too_early_is_told_to_come_again, Asked) {
  gate.expect_processes();
  BOOST_TEST(ask_local(kOwn, 99)[2] == "300");
  BOOST_TEST(gate.counts().of(GateRefusal::too_early) == 1U);
  BOOST_TEST(ask_local(kOwn + 1, 99)[2] == "400");  // another user's comes too early at any time
  gate.admit_external({1, 0});
  BOOST_TEST(ask_local(kOwn, 99)[4] == "process:99");
  gate.forget({1, 0});
  BOOST_TEST(ask_local(kOwn, 99)[2] == "300");
}

BOOST_FIXTURE_TEST_CASE(where_hosts_come_with_keys_no_process_takes_their_place, Asked) {
  gate.admit({0, 1}, 4711);
  gate.admit_external({1, 0});
  gate.keep_processes_out();
  BOOST_TEST(ask_local(kOwn, 99)[2] == "400");
  BOOST_TEST(!gate.may_speak_for("process:99", {1, 0}));
  BOOST_TEST(ask_local(kOwn, 4711)[4] == "host:0.1");
}

BOOST_FIXTURE_TEST_CASE(a_key_speaks_for_the_hosts_whose_cells_are_all_its, Asked) {
  const AllowedKey key{.name = "a", .cells = *CellList::parse("1-5"), .key = key_of(7)};
  gate.admit_external({0, 0}, {1, 5});
  gate.admit_external({1, 0}, {5, 6});
  gate.admit({2, 1}, 4711);
  gate.admit_key(key);
  gate.admit_external({3, 0}, {2});  // the order of the two does not matter
  const std::string user = ask_key(key.key)[4];
  BOOST_TEST(user == "key:" + z85_of(key.key));
  BOOST_TEST(gate.may_speak_for(user, {0, 0}));
  BOOST_TEST(!gate.may_speak_for(user, {1, 0}));
  BOOST_TEST(!gate.may_speak_for(user, {2, 1}));
  BOOST_TEST(gate.may_speak_for(user, {3, 0}));
  gate.revoke_key(key);
  BOOST_TEST(!gate.may_speak_for(user, {0, 0}));
  BOOST_TEST(ask_key(key.key)[2] == "400");
  BOOST_TEST(gate.counts().of(GateRefusal::revoked_key) == 1U);
  gate.set_keys({});
  ask_key(key.key);
  BOOST_TEST(gate.counts().of(GateRefusal::unknown_key) == 1U);
}

BOOST_AUTO_TEST_CASE(who_asks_too_often_or_has_too_many_is_told_to_come_again) {
  Asked asked({.asked_per_second = 5, .live_per_peer = 2});
  asked.gate.admit({0, 1}, 4711);
  asked.gate.admit({1, 1}, 4712);
  int live = 2;
  std::string peer;
  asked.gate.set_live_count([&](std::string_view about) {
    peer = about;
    return live;
  });
  for (int i = 0; i < 5; ++i) BOOST_TEST(asked.ask_local(kOwn, 4711)[2] == "200");
  BOOST_TEST(peer == "pid:4711");
  BOOST_TEST(asked.ask_local(kOwn, 4711)[2] == "300");
  BOOST_TEST(asked.gate.counts().of(GateRefusal::too_often) == 1U);
  BOOST_TEST(asked.ask_local(kOwn, 4712)[2] == "200");  // another's turn is its own
  live = 3;
  BOOST_TEST(asked.ask_local(kOwn, 4712)[2] == "300");
  BOOST_TEST(asked.gate.counts().of(GateRefusal::too_many) == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_thousand_refusals_are_a_line_or_two, Asked) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000; ++i) ask_local(kOwn, 4000 + i);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  BOOST_TEST(static_cast<double>(lines.size()) <= took.count() + 1.0);
  BOOST_REQUIRE(!lines.empty());
  BOOST_TEST(
      lines[0] ==
      fmt::format("refused a connection of process 4000 of user {} (unknown process)", kOwn));
}

BOOST_AUTO_TEST_SUITE_END()
