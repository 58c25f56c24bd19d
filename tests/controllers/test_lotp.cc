#include <array>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/lotp.h"
#include "models/base/error.h"
#include "tests/controllers/random_messages.h"

using namespace darkline;

namespace {

using Bytes = std::vector<std::byte>;

// A message put together by hand from the offsets of docs/lotp.md, apart from the code under test.
struct ByHand {
  explicit ByHand(std::size_t size) : bytes(size) {}

  // The lowest `n` bytes of `value`, lowest first.
  void put(std::size_t offset, std::size_t n, std::uint64_t value) {
    for (std::size_t i = 0; i < n; ++i) {
      bytes.at(offset + i) = static_cast<std::byte>((value >> (8 * i)) & 0xFFU);
    }
  }

  Bytes bytes;
};

constexpr LotpHeader kHead = {.host = 0x01020304,
                              .incarnation = 0x05060708,
                              .run_epoch = 0x1112131415161718,
                              .seq = 0x2122232425262728,
                              .t_ns = 0x3132333435363738};

constexpr LotpExpected kExpected = {.host = kHead.host,
                                    .incarnation = kHead.incarnation,
                                    .run_epoch = kHead.run_epoch,
                                    .types = lotp_types(LotpType::step, LotpType::act),
                                    .seq = kHead.seq};

void put_header(ByHand& message, std::uint64_t type, std::uint64_t n_items) {
  const std::array<unsigned, 4> magic = {'L', 'O', 'T', '1'};
  for (std::size_t i = 0; i < 4; ++i) message.put(i, 1, magic[i]);
  message.put(4, 1, 1);  // major
  message.put(5, 1, 2);  // minor
  message.put(6, 2, type);
  message.put(8, 4, 0x01020304);
  message.put(12, 4, 0x05060708);
  message.put(16, 8, 0x1112131415161718);
  message.put(24, 8, 0x2122232425262728);
  message.put(32, 8, 0x3132333435363738);
  message.put(40, 4, message.bytes.size() - 48);
  message.put(44, 2, n_items);
  message.put(46, 2, 0);
}

// IEEE 754: 1.5 = 0x3FF8..., -2 = 0xC000..., 9.25F = 0x41140000.
constexpr std::uint64_t kOneAndHalf = 0x3FF8000000000000;
constexpr std::uint64_t kMinusTwo = 0xC000000000000000;
constexpr std::uint64_t kNineAndQuarterF = 0x41140000;

CellObservation small_observation() {
  CellObservation cell{.cell = 0xA1B2C3D4, .t_ns = kHead.t_ns, .n_robots = 2, .part_present = true};
  cell.robots[1].q_rad[0] = 1.5;
  cell.robots[1].qd_rad_s[6] = -2.0;
  cell.robots[1].state = RobotState::failed;
  cell.robots[1].alarm = RobotAlarm::servo_overload;
  cell.robots[1].step = 77;
  return cell;
}

CellCommand small_command() {
  CellCommand cell{.cell = 0xA1B2C3D4,
                   .state = PackMlState::execute,
                   .n_robots = 2,
                   .next_wake_ns = kHead.t_ns + 1};
  cell.robots[1].order = RobotOrder::weld;
  cell.robots[1].step = 78;
  cell.robots[1].target_rad[6] = -2.0;
  cell.robots[1].weld_current_ka = 9.25F;
  cell.reason = {.code = 402, .robot = 1, .zone = 0x0203};
  return cell;
}

Bytes step_of(const std::vector<CellObservation>& cells, const LotpHeader& head = kHead) {
  Bytes bytes(step_bytes(cells.size()));
  bytes.resize(encode_step(head, cells, bytes));
  return bytes;
}

Bytes act_of(const std::vector<CellCommand>& cells, const LotpHeader& head = kHead) {
  Bytes bytes(act_bytes(cells.size()));
  bytes.resize(encode_act(head, cells, bytes));
  return bytes;
}

LotpReject reason_of(const Bytes& message, const LotpExpected& expected = kExpected) {
  LotpHeader header{.host = 99};
  const LotpReject reason = accept(message, expected, header);
  if (reason != LotpReject::none) BOOST_TEST(header.host == 99U);  // nothing applied
  return reason;
}

// The reason for which a STEP of one cell is refused when its `n` bytes at `offset` are changed.
LotpReject reason_with(std::size_t offset, std::size_t n, std::uint64_t value) {
  ByHand message(0);
  message.bytes = step_of({small_observation()});
  message.put(offset, n, value);
  return reason_of(message.bytes);
}

// The same for the values in the body of a STEP and an ACT.
LotpReject step_reason_with(std::size_t offset, std::size_t n, std::uint64_t value) {
  ByHand message(0);
  message.bytes = step_of({small_observation()});
  message.put(48 + offset, n, value);
  LotpHeader header;
  BOOST_REQUIRE((accept(message.bytes, kExpected, header) == LotpReject::none));
  std::array<CellObservation, 1> out;
  return decode_step(message.bytes, header, out);
}

LotpReject act_reason_with(std::size_t offset, std::size_t n, std::uint64_t value) {
  ByHand message(0);
  message.bytes = act_of({small_command()});
  message.put(48 + offset, n, value);
  LotpHeader header;
  BOOST_REQUIRE((accept(message.bytes, kExpected, header) == LotpReject::none));
  const std::array<CellObservation, 1> asked = {small_observation()};
  std::array<CellCommand, 1> out;
  return decode_act(message.bytes, header, asked, out);
}

std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

std::uint64_t bits_of_float(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lotp)

BOOST_AUTO_TEST_CASE(a_header_has_the_documented_bytes) {
  // 48 bytes, every field in its place, lowest byte first
  const Bytes expected = [] {
    const std::array<unsigned, 48> b = {'L',  'O',  'T',  '1',  0x01, 0x02, 0x06, 0x00, 0x04, 0x03,
                                        0x02, 0x01, 0x08, 0x07, 0x06, 0x05, 0x18, 0x17, 0x16, 0x15,
                                        0x14, 0x13, 0x12, 0x11, 0x28, 0x27, 0x26, 0x25, 0x24, 0x23,
                                        0x22, 0x21, 0x38, 0x37, 0x36, 0x35, 0x34, 0x33, 0x32, 0x31,
                                        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
    Bytes bytes;
    for (const unsigned each : b) bytes.push_back(static_cast<std::byte>(each));
    return bytes;
  }();
  Bytes message(48);
  BOOST_TEST(encode_body(kHead, LotpType::hb, {}, message) == 48U);
  BOOST_TEST((message == expected));
}

BOOST_AUTO_TEST_CASE(a_step_has_the_documented_bytes) {
  ByHand expected(48 + 1464);
  put_header(expected, 4, 1);
  expected.put(48, 4, 0xA1B2C3D4);
  expected.put(48 + 5, 1, 2);                      // n_robots
  expected.put(48 + 8, 8, 1);                      // io_in: a part is present
  const std::size_t robot = 48 + 24 + 120;         // the second
  expected.put(robot, 8, kOneAndHalf);             // q[0]
  expected.put(robot + 56 + 6 * 8, 8, kMinusTwo);  // dq[6]
  expected.put(robot + 112, 2, 4);                 // failed
  expected.put(robot + 114, 2, 302);               // servo overload
  expected.put(robot + 116, 4, 77);                // step
  BOOST_TEST((step_of({small_observation()}) == expected.bytes));
}

BOOST_AUTO_TEST_CASE(an_act_has_the_documented_bytes) {
  ByHand expected(48 + 896);
  put_header(expected, 5, 1);
  expected.put(48, 4, 0xA1B2C3D4);
  expected.put(48 + 4, 1, 4);  // Execute
  expected.put(48 + 5, 1, 2);
  expected.put(48 + 16, 8, 0x3132333435363739);  // next wake: one after t
  const std::size_t robot = 48 + 24 + 72;
  expected.put(robot + 6 * 8, 8, kMinusTwo);  // target[6]
  expected.put(robot + 56, 1, 2);             // weld
  expected.put(robot + 60, 4, kNineAndQuarterF);
  expected.put(robot + 64, 4, 78);
  expected.put(48 + 888, 2, 0x0192);  // why it stands: 402
  expected.put(48 + 890, 2, 1);       // the second robot's matter
  expected.put(48 + 892, 2, 0x0203);  // and zone
  BOOST_TEST((act_of({small_command()}) == expected.bytes));
}

BOOST_AUTO_TEST_CASE(a_job_and_a_wait_have_the_documented_bytes) {
  ByHand step(48 + 1464);
  put_header(step, 4, 1);
  step.put(48 + 5, 1, 2);
  const std::size_t seen = 48 + 24;
  step.put(seen + 112, 2, 5);  // the first robot: working
  step.put(seen + 116, 4, 0x00010203);
  step.put(seen + 120 + 112, 2, 4);
  step.put(seen + 120 + 114, 2, 203);  // the second: weld force
  CellObservation cell{.t_ns = kHead.t_ns, .n_robots = 2};
  cell.robots[0].state = RobotState::working;
  cell.robots[0].step = 0x00010203;
  cell.robots[1].state = RobotState::failed;
  cell.robots[1].alarm = RobotAlarm::weld_force;
  BOOST_TEST((step_of({cell}) == step.bytes));
  step.put(seen + 120 + 114, 2, 301);
  cell.robots[1].alarm = RobotAlarm::collision;
  BOOST_TEST((step_of({cell}) == step.bytes));

  ByHand act(48 + 896);
  put_header(act, 5, 1);
  act.put(48 + 4, 1, 4);  // Execute
  act.put(48 + 5, 1, 2);
  act.put(48 + 16, 8, 0x7FFFFFFFFFFFFFFF);  // not before an event
  const std::size_t robot = 48 + 24;
  act.put(robot + 56, 1, 3);  // job
  act.put(robot + 64, 4, 6);
  act.put(robot + 68, 2, 0x0107);       // its place
  act.put(robot + 72 + 70, 2, 0x0203);  // the second waits for a zone
  act.put(48 + 890, 2, 0xFFFF);         // no robot's matter
  CellCommand command{.state = PackMlState::execute, .n_robots = 2};
  command.robots[0].order = RobotOrder::job;
  command.robots[0].step = 6;
  command.robots[0].job = 0x0107;
  command.robots[1].waits_for = 0x0203;
  BOOST_TEST((act_of({command}) == act.bytes));
}

BOOST_AUTO_TEST_CASE(what_is_sent_is_what_is_read) {
  RandomDraws draws(11, 1);
  for (std::size_t n_cells = 0; n_cells < 40; ++n_cells) {
    LotpHeader head = kHead;
    head.t_ns = draws.below(1'000'000'000);
    std::vector<CellObservation> seen;
    std::vector<CellCommand> commands;
    for (std::uint32_t i = 0; i < n_cells; ++i) {
      seen.push_back(random_observation(draws, i * i + 3, head.t_ns));
      commands.push_back(random_command(draws, seen.back()));
    }
    LotpHeader header;
    const Bytes step = step_of(seen, head);
    BOOST_REQUIRE((accept(step, kExpected, header) == LotpReject::none));
    std::vector<CellObservation> seen_back(n_cells);
    BOOST_REQUIRE((decode_step(step, header, seen_back) == LotpReject::none));
    const Bytes act = act_of(commands, head);
    BOOST_REQUIRE((accept(act, kExpected, header) == LotpReject::none));
    std::vector<CellCommand> commands_back(n_cells);
    BOOST_REQUIRE((decode_act(act, header, seen, commands_back) == LotpReject::none));
    // every field that is read is sent again, so equal bytes mean equal values
    BOOST_TEST((step_of(seen_back, head) == step));
    BOOST_TEST((act_of(commands_back, head) == act));
    for (std::size_t i = 0; i < n_cells; ++i) {
      BOOST_TEST(seen_back[i].t_ns == head.t_ns);
      BOOST_TEST((seen_back[i].robots[0].q_rad == seen[i].robots[0].q_rad));
      BOOST_TEST(commands_back[i].robots[0].step == commands[i].robots[0].step);
      BOOST_TEST(commands_back[i].next_wake_ns == commands[i].next_wake_ns);
    }
  }
}

BOOST_AUTO_TEST_CASE(robots_beyond_the_last_are_not_sent) {
  CellObservation cell = small_observation();
  const Bytes without = step_of({cell});
  cell.robots[2].q_rad[0] = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST((step_of({cell}) == without));
}

BOOST_AUTO_TEST_CASE(each_broken_rule_of_the_header_has_its_reason) {
  const Bytes good = step_of({small_observation()});
  BOOST_TEST((reason_of(good) == LotpReject::none));

  BOOST_TEST((reason_of(Bytes(good.begin(), good.begin() + 47)) == LotpReject::too_short));
  BOOST_TEST((reason_of({}) == LotpReject::too_short));
  BOOST_TEST((reason_of(Bytes((1U << 20U) + 1)) == LotpReject::too_long));
  BOOST_TEST((reason_with(3, 1, '2') == LotpReject::bad_magic));
  BOOST_TEST((reason_with(4, 1, 2) == LotpReject::wrong_major));
  BOOST_TEST((reason_with(5, 1, 9) == LotpReject::none));  // a later minor version is read
  BOOST_TEST((reason_with(40, 4, 1223) == LotpReject::body_length));
  BOOST_TEST((reason_of(Bytes(good.begin(), good.end() - 1)) == LotpReject::body_length));
  BOOST_TEST((reason_with(6, 2, 14) == LotpReject::unknown_type));  // reserved
  BOOST_TEST((reason_with(6, 2, 4 + 32) == LotpReject::unknown_type));
  BOOST_TEST((reason_with(6, 2, 0xFFFF) == LotpReject::unknown_type));
  BOOST_TEST((reason_with(8, 4, 5) == LotpReject::unknown_host));
  LotpExpected expected = kExpected;
  expected.authorised = false;
  BOOST_TEST((reason_of(good, expected) == LotpReject::not_authorised));
  BOOST_TEST((reason_with(16, 8, 1) == LotpReject::wrong_epoch));
  BOOST_TEST((reason_with(12, 4, 1) == LotpReject::wrong_incarnation));
  BOOST_TEST((reason_with(6, 2, 1) == LotpReject::illegal_type));  // a HELLO
  BOOST_TEST((reason_with(24, 8, kHead.seq - 1) == LotpReject::wrong_seq));
  BOOST_TEST((reason_with(24, 8, kHead.seq + 1) == LotpReject::wrong_seq));
}

BOOST_AUTO_TEST_CASE(of_two_broken_rules_the_earlier_counts) {
  // from the last byte that is looked at to the first, each fault hides those before
  ByHand message(0);
  message.bytes = step_of({small_observation()});
  const auto now = [&](std::size_t offset, std::size_t n, std::uint64_t value) {
    message.put(offset, n, value);
    return reason_of(message.bytes);
  };
  BOOST_TEST((now(24, 8, 0) == LotpReject::wrong_seq));
  BOOST_TEST((now(6, 2, 9) == LotpReject::illegal_type));
  BOOST_TEST((now(12, 4, 0) == LotpReject::wrong_incarnation));
  BOOST_TEST((now(16, 8, 0) == LotpReject::wrong_epoch));
  BOOST_TEST((now(8, 4, 0) == LotpReject::unknown_host));
  BOOST_TEST((now(6, 2, 0) == LotpReject::unknown_type));
  BOOST_TEST((now(40, 4, 0) == LotpReject::body_length));
  BOOST_TEST((now(4, 1, 0) == LotpReject::wrong_major));
  BOOST_TEST((now(0, 4, 0) == LotpReject::bad_magic));
}

BOOST_AUTO_TEST_CASE(bad_values_in_a_step_are_refused_whole) {
  const std::size_t q = 24 + 120;  // of the second robot
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST((step_reason_with(q, 8, bits_of(3.0)) == LotpReject::none));
  for (const double bad : {nan, -nan, infinity, -infinity, 1000.1, -1000.1}) {
    BOOST_TEST((step_reason_with(q, 8, bits_of(bad)) == LotpReject::bad_value));
    BOOST_TEST((step_reason_with(q + 56, 8, bits_of(bad)) == LotpReject::bad_value));
  }
  BOOST_TEST((step_reason_with(q, 8, bits_of(-1000.0)) == LotpReject::none));
  BOOST_TEST((step_reason_with(q + 112, 2, 5) == LotpReject::none));       // working
  BOOST_TEST((step_reason_with(q + 112, 2, 6) == LotpReject::bad_value));  // state
  for (const unsigned known : {0U, 201U, 203U, 301U, 302U, 404U}) {
    BOOST_TEST((step_reason_with(q + 114, 2, known) == LotpReject::none));
  }
  BOOST_TEST((step_reason_with(q + 114, 2, 402) == LotpReject::bad_value));  // no robot's alarm
  BOOST_TEST((step_reason_with(5, 1, kMaxCellRobots + 1) == LotpReject::bad_value));  // n_robots
  // beyond n_robots nothing is looked at
  BOOST_TEST((step_reason_with(q + 120, 8, bits_of(nan)) == LotpReject::none));
}

BOOST_AUTO_TEST_CASE(bad_values_in_an_act_are_refused_whole) {
  const std::size_t target = 24 + 72;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST((act_reason_with(target, 8, bits_of(3.0)) == LotpReject::none));
  BOOST_TEST((act_reason_with(target, 8, bits_of(nan)) == LotpReject::bad_value));
  BOOST_TEST((act_reason_with(target + 56, 1, 3) == LotpReject::none));       // a job
  BOOST_TEST((act_reason_with(target + 56, 1, 4) == LotpReject::bad_value));  // order
  BOOST_TEST((act_reason_with(target + 60, 4, bits_of_float(100.F)) == LotpReject::none));
  for (const float bad : {-0.1F, 100.1F, std::numeric_limits<float>::quiet_NaN()}) {
    BOOST_TEST((act_reason_with(target + 60, 4, bits_of_float(bad)) == LotpReject::bad_value));
  }
  BOOST_TEST((act_reason_with(4, 1, 17) == LotpReject::bad_value));  // there are 17 states, from 0
  BOOST_TEST((act_reason_with(5, 1, 3) == LotpReject::bad_value));   // robots that were not shown
  const auto t = static_cast<std::uint64_t>(kHead.t_ns);
  BOOST_TEST((act_reason_with(16, 8, t) == LotpReject::bad_value));  // a wake that is not later
  BOOST_TEST((act_reason_with(0, 4, 5) == LotpReject::wrong_cell));
  // the robot to blame is one that was shown, or none
  BOOST_TEST((act_reason_with(890, 2, 0) == LotpReject::none));
  BOOST_TEST((act_reason_with(890, 2, 0xFFFF) == LotpReject::none));
  for (const unsigned bad : {2U, 0xFFFEU, 0x8000U}) {
    BOOST_TEST((act_reason_with(890, 2, bad) == LotpReject::bad_value));
  }
}

BOOST_AUTO_TEST_CASE(items_must_fit_the_body_and_the_question) {
  const std::vector<CellObservation> two = {small_observation(), small_observation()};
  ByHand message(0);
  message.bytes = step_of(two);
  LotpHeader header;
  BOOST_REQUIRE((accept(message.bytes, kExpected, header) == LotpReject::none));
  std::array<CellObservation, 1> room_for_one;
  BOOST_TEST((decode_step(message.bytes, header, room_for_one) == LotpReject::item_count));
  message.put(44, 2, 1);  // says one, brings two
  BOOST_REQUIRE((accept(message.bytes, kExpected, header) == LotpReject::none));
  BOOST_TEST((decode_step(message.bytes, header, room_for_one) == LotpReject::item_count));

  const Bytes act = act_of({small_command()});
  BOOST_REQUIRE((accept(act, kExpected, header) == LotpReject::none));
  std::array<CellCommand, 2> commands;
  BOOST_TEST((decode_act(act, header, two, commands) == LotpReject::item_count));
}

BOOST_AUTO_TEST_CASE(an_item_has_as_many_robots_as_were_agreed_on) {
  // of 12 robots 10 are gone: 24 + 2 x 120 bytes of an Obs, 24 + 2 x 72 and the reason of a Cmd
  const LotpStrides strides = lotp_strides(2, 2);
  const std::array<CellObservation, 2> seen = {small_observation(), small_observation()};
  const Bytes full = step_of({seen.begin(), seen.end()});
  Bytes step(step_bytes(2, strides.obs));
  BOOST_TEST(encode_step(kHead, seen, step, strides) == 48U + 2 * 264);
  for (std::ptrdiff_t i = 0; i < 2; ++i) {
    BOOST_TEST(std::equal(step.begin() + 48 + 264 * i, step.begin() + 48 + 264 * (i + 1),
                          full.begin() + 48 + 1464 * i));
  }
  const std::array<CellCommand, 1> commands = {small_command()};
  const Bytes full_act = act_of({commands.begin(), commands.end()});
  Bytes act(act_bytes(1, strides.cmd));
  BOOST_TEST(encode_act(kHead, commands, act, strides) == 48U + 176);
  BOOST_TEST(std::equal(act.begin() + 48, act.begin() + 48 + 168, full_act.begin() + 48));
  BOOST_TEST(std::equal(act.end() - 8, act.end(), full_act.end() - 8));
  LotpHeader header;
  BOOST_REQUIRE((accept(act, kExpected, header) == LotpReject::none));
  std::array<CellCommand, 1> read;
  BOOST_TEST(
      (decode_act(act, header, std::span(seen).first(1), read, strides) == LotpReject::none));
  BOOST_TEST(read[0].reason.code == 402);
  BOOST_TEST(read[0].robots[1].weld_current_ka == 9.25F);
  // a third robot has no place
  std::array<CellObservation, 1> three = {small_observation()};
  three[0].n_robots = 3;
  BOOST_CHECK_THROW(encode_step(kHead, three, step, strides), InternalError);
  act[48 + 5] = std::byte{3};
  BOOST_TEST((decode_act(act, header, three, read, strides) == LotpReject::bad_value));
}

BOOST_AUTO_TEST_CASE(refusals_are_counted_by_reason) {
  LotpCounts counts;
  BOOST_TEST(counts.text() == "none");
  counts.count(LotpReject::none);
  counts.count(LotpReject::wrong_seq);
  counts.count(LotpReject::bad_value);
  counts.count(LotpReject::bad_value);
  BOOST_TEST(counts.accepted == 1U);
  BOOST_TEST(counts.of(LotpReject::bad_value) == 2U);
  BOOST_TEST(counts.text() == "1 wrong_seq, 2 bad_value");
}

BOOST_AUTO_TEST_CASE(a_sender_is_told_what_is_wrong_with_its_values) {
  CellObservation cell = small_observation();
  BOOST_TEST(fault_of(cell, kHead.t_ns).empty());
  BOOST_TEST(!fault_of(cell, 0).empty());
  cell.robots[1].q_rad[3] = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(fault_of(cell, kHead.t_ns).find("robot 1") != std::string::npos);

  std::vector<CellProgram> cells = {{.cell = 3}, {.cell = 4}};
  BOOST_TEST(fault_of(cells).empty());
  cells[1].cell = 3;
  BOOST_TEST(fault_of(cells) == "cell 3 comes twice");
  cells[1] = {.cell = 4, .robots = {{.steps = {{.weld_current_ka = -1.F}}}}};
  BOOST_TEST(fault_of(cells).find("cell 4 robot 0 step 0") != std::string::npos);
  cells[1].robots.assign(kMaxCellRobots + 1, {});
  BOOST_TEST(!fault_of(cells).empty());
  cells[1] = {.cell = 4, .robots = {{.steps = {{.kind = StepKind::enter_zone, .zone = 2}}}}};
  BOOST_TEST(fault_of(cells) ==
             "cell 4: robot 0 step 0 enters zone 2, which is not among the zones of the cell");
}

BOOST_AUTO_TEST_CASE(care_of_tips_must_be_of_every_robot_and_possible) {
  std::vector<CellProgram> cells = {{.cell = 4, .robots = {{}, {}}, .tips = {{}}}};
  BOOST_TEST(fault_of(cells) == "cell 4: 2 robots, tips of 1");
  cells[0].tips = {{}, {.dress_job = 65'535, .dress_every_spots = 1}};
  BOOST_TEST(fault_of(cells).empty());
  cells[0].tips[1].dress_job = 65'536;
  BOOST_TEST(fault_of(cells) == "cell 4: robot 1 dresses by job 65536");
  cells[0].tips[1] = {.dress_job = 0, .dress_every_spots = 0};
  BOOST_TEST(fault_of(cells) == "cell 4: robot 1 dresses every 0 spots");
  cells[0].tips[1].dress_job = -1;  // then nothing is made of the number
  BOOST_TEST(fault_of(cells).empty());
}

BOOST_AUTO_TEST_CASE(a_buffer_that_is_too_small_is_our_bug) {
  Bytes small(step_bytes(1) - 1);
  const std::array<CellObservation, 1> one = {small_observation()};
  BOOST_CHECK_THROW(encode_step(kHead, one, small), InternalError);
}

BOOST_AUTO_TEST_SUITE_END()
