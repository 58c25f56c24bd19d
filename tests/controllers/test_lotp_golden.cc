// Bytes of every minor version, as they were written when it was the latest; never made anew. What
// was sent then must be understood for ever.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/lotp_maps.h"
#include "controllers/twin_session.h"
#include "models/base/file.h"

using namespace darkline;

namespace {

using Bytes = std::vector<std::byte>;

Bytes golden(int minor, const std::string& name) {
  const auto path = std::filesystem::path(DARKLINE_SOURCE_DIR) / "tests/controllers/golden" /
                    ("minor_" + std::to_string(minor)) / (name + ".hex");
  Bytes bytes;
  std::string digits;
  for (const char c : read_file(path, 1U << 20U)) {
    if (c != '\n') digits += c;
  }
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

std::span<const std::byte> body_of(const Bytes& message) {
  return std::span(message).subspan(sizeof(LotpHeader));
}

LotpHeader header_of(const Bytes& message, std::uint64_t seq) {
  LotpHeader header;
  const LotpReject reason = accept(
      message,
      {.host = 3, .incarnation = 2, .run_epoch = 0x1112131415161718, .types = ~0U, .seq = seq},
      header);
  BOOST_TEST_REQUIRE(name_of(reason) == "none");
  return header;
}

constexpr std::uint64_t kSeq = 0x2122;
constexpr std::array<std::uint8_t, 3> kMinors = {0, 1, 2};
constexpr std::size_t kMostRobots = 2;  // of the cells in the golden bytes

}  // namespace

BOOST_AUTO_TEST_SUITE(lotp_golden)

BOOST_AUTO_TEST_CASE(the_schema_of_a_minor_version_never_changes) {
  // as they stand in the HELLO and WELCOME of their time
  BOOST_TEST(lotp_schema_hash(0) == "c288fa67c2eab942");
  BOOST_TEST(lotp_schema_hash(1) == "fc979ab009508797");
  BOOST_TEST(lotp_strides(0).obs == 1464U);
  BOOST_TEST(lotp_strides(0).cmd == 888U);
  BOOST_TEST(lotp_strides(1).obs == 1464U);
  BOOST_TEST(lotp_strides(1).cmd == 896U);
  // from minor 2 on: 24 + 120 n, and 24 + 72 n + 8
  BOOST_TEST(lotp_strides(2, 2).obs == 264U);
  BOOST_TEST(lotp_strides(2, 2).cmd == 176U);
  BOOST_TEST(lotp_strides(1, 2).robots == 12U);
}

BOOST_AUTO_TEST_CASE(a_hello_of_each_minor_version_agrees_on_it) {
  for (const std::uint8_t minor : kMinors) {
    const Bytes message = golden(minor, "hello");
    header_of(message, 0);
    LotpHello hello;
    BOOST_TEST((read_map(body_of(message), hello) == LotpReject::none));
    BOOST_TEST((hello.cells == std::vector<std::uint32_t>{7, 70'000}));
    const auto agreed = agreed_minor(hello);
    BOOST_TEST_REQUIRE(agreed.has_value());
    BOOST_TEST(*agreed == minor);
  }
}

BOOST_AUTO_TEST_CASE(a_welcome_of_each_minor_version_is_understood) {
  for (const std::uint8_t minor : kMinors) {
    LotpWelcome welcome;
    const Bytes message = golden(minor, "welcome");
    BOOST_TEST((read_map(body_of(message), welcome) == LotpReject::none));
    BOOST_TEST(is_agreeable(welcome));
    BOOST_TEST(welcome.minor == minor);
    BOOST_TEST(welcome.stride_obs == lotp_strides(minor, kMostRobots).obs);
    BOOST_TEST(welcome.stride_cmd == lotp_strides(minor, kMostRobots).cmd);
    BOOST_TEST(welcome.robots == (minor < 2 ? 12 : 2));
    BOOST_TEST(welcome.next_seq == 1U);
    BOOST_TEST(welcome.cells.at(0).robots.at(0).steps.at(2).spot == 123'456U);
  }
}

BOOST_AUTO_TEST_CASE(a_step_and_its_act_of_each_minor_version_are_read_and_written_alike) {
  for (const std::uint8_t minor : kMinors) {
    const LotpStrides strides = lotp_strides(minor, kMostRobots);
    const Bytes step = golden(minor, "step");
    const LotpHeader step_head = header_of(step, kSeq);
    std::array<CellObservation, 2> seen;
    BOOST_TEST((decode_step(step, step_head, seen, strides) == LotpReject::none));
    BOOST_TEST(seen[0].robots[1].step == 78U);
    Bytes again(step_bytes(2, strides.obs));
    BOOST_TEST(encode_step(step_head, seen, again, strides) == step.size());
    BOOST_TEST((again == step));

    const Bytes act = golden(minor, "act");
    const LotpHeader act_head = header_of(act, kSeq);
    std::array<CellCommand, 2> commands;
    BOOST_TEST((decode_act(act, act_head, seen, commands, strides) == LotpReject::none));
    BOOST_TEST(commands[0].robots[0].weld_current_ka == 9.25F);
    // minor 0 says nothing of why a station stands
    BOOST_TEST(commands[0].reason.code == (minor == 0 ? 0 : 402));
    BOOST_TEST(commands[0].reason.robot == (minor == 0 ? -1 : 1));
    BOOST_TEST(commands[0].reason.zone == (minor == 0 ? 0 : 2));
    BOOST_TEST(commands[1].reason.robot == -1);
    again.resize(act_bytes(2, strides.cmd));
    BOOST_TEST(encode_act(act_head, commands, again, strides) == act.size());
    BOOST_TEST((again == act));
  }
}

BOOST_AUTO_TEST_CASE(the_maps_and_replays_of_minor_1_and_2_are_understood) {
  for (const int minor : {1, 2}) {
    LotpSnapshot snapshot;
    BOOST_TEST((read_map(body_of(golden(minor, "snapshot")), snapshot) == LotpReject::none));
    BOOST_TEST(snapshot.seq == 256U);
    BOOST_TEST(snapshot.state.size() == 3U);
    LotpReplayOk ok;
    BOOST_TEST((read_map(body_of(golden(minor, "replay_ok")), ok) == LotpReject::none));
    BOOST_TEST(ok.digest == "0123456789abcdef");
    LotpErr err;
    BOOST_TEST((read_map(body_of(golden(minor, "version")), err) == LotpReject::none));
    BOOST_TEST(err.code == 2U);
    BOOST_TEST(int{err.minor_max} == minor);
    Bytes replay = golden(minor, "step");
    make_replay(replay, 4, true);
    BOOST_TEST((replay == golden(minor, "replay")));
  }
}

BOOST_AUTO_TEST_CASE(a_twin_speaks_minor_0_with_a_host_that_knows_no_other) {
  TwinSession twin({.host = 3, .incarnation = 2, .run_epoch = 0x1112131415161718}, 2);
  LotpHello hello;
  const Bytes message = golden(0, "hello");
  BOOST_TEST((twin.take_hello(message, hello) == LotpReject::none));
  BOOST_TEST(twin.minor() == 0U);
  std::array<CellObservation, 2> seen;
  const Bytes old = golden(0, "step");
  const LotpHeader head = header_of(old, kSeq);
  BOOST_TEST((decode_step(old, head, seen) == LotpReject::none));
  std::array<CellCommand, 2> commands;
  const std::array<CellAsk, 2> asks = {{{&seen[0], &commands[0]}, {&seen[1], &commands[1]}}};
  const auto step = twin.step(head.t_ns, asks);
  BOOST_TEST(step.size() == old.size());
  // but for its number it is the STEP of that time
  Bytes numbered = old;
  const std::uint64_t first = 1;
  std::memcpy(numbered.data() + offsetof(LotpHeader, seq), &first, sizeof(first));
  BOOST_TEST((Bytes(step.begin(), step.end()) == numbered));
  Bytes act = golden(0, "act");
  std::memcpy(act.data() + offsetof(LotpHeader, seq), &first, sizeof(first));
  LotpHeader heard;
  BOOST_TEST((twin.hear(act, lotp_types(LotpType::act), true, heard) == LotpReject::none));
  BOOST_TEST((twin.take_act(act, heard, asks) == LotpReject::none));
  BOOST_TEST((commands[0].state == PackMlState::held));
}

BOOST_AUTO_TEST_CASE(the_minor_version_is_the_highest_that_both_speak) {
  LotpHello hello;
  BOOST_TEST((agreed_minor(hello) == kLotpMinor));
  hello.minor_max = 0;
  hello.schema_hash = lotp_schema_hash(0);
  BOOST_TEST((agreed_minor(hello) == 0));
  hello.schema_hash = lotp_schema_hash(1);  // not what 0 means
  BOOST_TEST(!agreed_minor(hello).has_value());
  hello.minor_max = 9;  // a later host: its hash says nothing to us
  hello.schema_hash = "0123456789abcdef";
  BOOST_TEST((agreed_minor(hello) == kLotpMinor));
  hello.minor_min = kLotpMinor + 1;  // it has forgotten ours
  BOOST_TEST(!agreed_minor(hello).has_value());
}

BOOST_AUTO_TEST_CASE(an_item_with_fields_of_a_later_version_is_read_without_them) {
  const Bytes act = golden(1, "act");
  constexpr std::size_t kStride = sizeof(LotpCmd) + 8;
  constexpr LotpStrides kStrides = {.cmd = kStride};
  Bytes wide(act_bytes(2, kStride), std::byte{0xAB});
  std::copy_n(act.begin(), sizeof(LotpHeader), wide.begin());
  for (std::ptrdiff_t i = 0; i < 2; ++i) {
    std::copy_n(act.begin() + 48 + 896 * i, 896, wide.begin() + 48 + 904 * i);
  }
  LotpHeader head = header_of(act, kSeq);
  std::array<CellObservation, 2> asked = {CellObservation{.cell = 70'000, .n_robots = 2},
                                          CellObservation{.cell = 7, .n_robots = 1}};
  std::array<CellCommand, 2> commands;
  BOOST_TEST((decode_act(wide, head, asked, commands, kStrides) == LotpReject::none));
  BOOST_TEST(commands[1].robots[0].job == 0x0107U);
  // the wrong stride is a matter of the count
  BOOST_TEST((decode_act(wide, head, asked, commands) == LotpReject::item_count));
  // what it does not know it sends as zeros
  std::fill(wide.begin(), wide.end(), std::byte{0xAB});
  BOOST_TEST(encode_act(head, commands, wide, kStrides) == wide.size());
  for (std::size_t i = 0; i < 8; ++i) BOOST_TEST((wide[48 + 896 + i] == std::byte{0}));
}

BOOST_AUTO_TEST_SUITE_END()
