#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/lotp_maps.h"
#include "models/base/file.h"

using namespace darkline;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

LotpWelcome a_welcome() {
  LotpWelcome welcome{.deadline_ms = 2000, .hb_ms = 1000, .schema_hash = "abc"};
  CellProgram cell{.cell = 4'000'000'000};
  cell.robots.resize(2);
  cell.robots[0].steps = {
      {.kind = StepKind::move, .q_rad = {0.1, -0.2, 1.0 / 3.0, 4e-300, -0.0, 6, 7}},
      {.kind = StepKind::enter_zone, .zone = 65'535},
      {.kind = StepKind::spot, .spot = 123'456, .weld_current_ka = 9.3F},
      {.kind = StepKind::job, .q_rad = {0.5}, .job = 65'534},
      {.kind = StepKind::leave_zone, .zone = 65'535}};
  cell.zones = {{.number = 3}, {.number = 65'535, .nominal_ns = 7'500'000'001}};
  cell.tips = {{.dress_job = 65'533, .dress_every_spots = 4'000'000'000, .dresses_per_cap = 1}, {}};
  welcome.cells = {cell, {.cell = 0}};
  return welcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lotp_maps)

BOOST_AUTO_TEST_CASE(a_small_map_has_the_documented_bytes) {
  // msgpack: 84 map of 4; a4 "code" 0a; a9 "retryable" c3; a6 "detail" a2 "no"; a3 "seq" 07
  const std::string expected =
      "\x84"
      "\xa4"
      "code\x0a"
      "\xa9"
      "retryable\xc3"
      "\xa6"
      "detail\xa2no"
      "\xa3"
      "seq\x07";
  BOOST_TEST(to_map(LotpErr{.code = 10, .retryable = true, .detail = "no", .seq = 7}) == expected);
}

BOOST_AUTO_TEST_CASE(maps_come_back_as_they_were) {
  const LotpHello hello{.name = "mine",
                        .version = "3.1",
                        .minor_min = 1,
                        .minor_max = 4,
                        .cells = {7, 70'000},
                        .caps = {"deterministic"},
                        .pid = 4'194'304,
                        .schema_hash = "0011"};
  LotpHello hello_back;
  BOOST_TEST((read_map(bytes_of(to_map(hello)), hello_back) == LotpReject::none));
  BOOST_TEST(to_map(hello_back) == to_map(hello));
  BOOST_TEST(hello_back.name == "mine");
  BOOST_TEST(hello_back.cells == hello.cells, boost::test_tools::per_element());

  LotpWelcome welcome_back;
  BOOST_TEST((read_map(bytes_of(to_map(a_welcome())), welcome_back) == LotpReject::none));
  BOOST_TEST(to_map(welcome_back) == to_map(a_welcome()));
  BOOST_REQUIRE(welcome_back.cells.size() == 2U);
  BOOST_REQUIRE(welcome_back.cells[0].robots.size() == 2U);
  const ProgramStep& move = welcome_back.cells[0].robots[0].steps.at(0);
  BOOST_TEST((move.kind == StepKind::move));
  BOOST_TEST((move.q_rad == JointVector{0.1, -0.2, 1.0 / 3.0, 4e-300, -0.0, 6, 7}));
  BOOST_TEST(std::signbit(move.q_rad[4]));  // -0 is not 0: the last bit counts
  const auto& steps = welcome_back.cells[0].robots[0].steps;
  BOOST_TEST((steps.at(1).kind == StepKind::enter_zone));
  BOOST_TEST(steps.at(1).zone == 65'535);
  BOOST_TEST(steps.at(2).weld_current_ka == 9.3F);
  BOOST_TEST((steps.at(3).kind == StepKind::job));
  BOOST_TEST(steps.at(3).job == 65'534);
  BOOST_TEST(welcome_back.cells[0].zones.at(1).nominal_ns == 7'500'000'001);
  BOOST_TEST(welcome_back.cells[0].tips.at(0).dress_job == 65'533);
  BOOST_TEST(welcome_back.cells[0].tips.at(0).dress_every_spots == 4'000'000'000U);
  BOOST_TEST(welcome_back.cells[0].tips.at(1).dress_job == -1);
  BOOST_TEST(welcome_back.cells[0].robots[1].steps.empty());
}

BOOST_AUTO_TEST_CASE(the_cells_of_a_welcome_have_the_documented_bytes) {
  CellProgram cell{.cell = 3, .zones = {{.number = 2, .nominal_ns = 300}}, .tips = {{5, 200, 25}}};
  cell.robots = {{.steps = {{.kind = StepKind::enter_zone, .zone = 2},
                            {.kind = StepKind::leave_zone, .zone = 2}}}};
  // msgpack: 9x array of x, cb float64, ca float32, cd uint16, cc uint8
  std::string joints = "\x97";
  for (int i = 0; i < 7; ++i) joints += std::string("\xcb\0\0\0\0\0\0\0\0", 9);
  const std::string rest("\x00\xca\0\0\0\0\x00\x02", 8);  // spot 0, 0 kA, job 0, zone 2
  const std::string expected = std::string(
                                   "\xa5"
                                   "cells\x91\x84\xa2"
                                   "id\x03\xa6"
                                   "robots\x91\x92") +
                               "\x96\x04" + joints + rest + "\x96\x05" + joints + rest +
                               "\xa5"
                               "zones\x91\x92\x02\xcd\x01\x2c" +
                               "\xa4"
                               "tips\x91\x93\x05\xcc\xc8\x19";
  const std::string map = to_map(LotpWelcome{.cells = {cell}});
  BOOST_TEST((map.substr(map.size() - expected.size()) == expected));
}

BOOST_AUTO_TEST_CASE(a_key_of_a_later_version_is_passed_over) {
  // a map of 5: the four of an ERR and "new": [1]
  std::string map = to_map(LotpErr{.code = 3});
  map[0] = '\x85';
  map += "\xa3new\x91\x01";
  LotpErr err;
  BOOST_TEST((read_map(bytes_of(map), err) == LotpReject::none));
  BOOST_TEST(err.code == 3U);
}

BOOST_AUTO_TEST_CASE(what_is_not_the_map_is_refused_whole) {
  const auto reason_of = [](const std::string& map) {
    LotpErr err{.code = 99};
    const LotpReject reason = read_map(bytes_of(map), err);
    if (reason != LotpReject::none) BOOST_TEST(err.code == 99U);
    return reason;
  };
  const std::string good = to_map(LotpErr{.code = 3, .detail = "text"});
  BOOST_TEST((reason_of(good) == LotpReject::none));
  for (std::size_t n = 0; n < good.size(); ++n) {
    BOOST_TEST((reason_of(good.substr(0, n)) == LotpReject::bad_map));
  }
  BOOST_TEST((reason_of(good + "\x01") == LotpReject::bad_map));       // more than a map
  BOOST_TEST((reason_of("\x93\x01\x02\x03") == LotpReject::bad_map));  // an array
  BOOST_TEST((reason_of("\x81\xa4"
                        "code\x0a") == LotpReject::bad_map));  // keys missing
  std::string wrong_type = good;
  wrong_type[6] = '\xc0';  // nil for the code
  BOOST_TEST((reason_of(wrong_type) == LotpReject::bad_map));
  // nested deeper than any message is, and an array that claims 2^32 - 1 entries
  BOOST_TEST((reason_of(std::string(1000, '\x91')) == LotpReject::bad_map));
  BOOST_TEST((reason_of("\xdd\xff\xff\xff\xff") == LotpReject::bad_map));
}

BOOST_AUTO_TEST_CASE(programs_that_no_robot_could_be_given_are_bad_values) {
  const auto reason_of = [](const LotpWelcome& welcome) {
    LotpWelcome back{.minor = 77};
    const LotpReject reason = read_map(bytes_of(to_map(welcome)), back);
    if (reason != LotpReject::none) BOOST_TEST(back.minor == 77);
    return reason;
  };
  LotpWelcome welcome = a_welcome();
  welcome.cells[0].robots[0].steps[0].q_rad[2] = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST((reason_of(welcome) == LotpReject::bad_value));
  welcome = a_welcome();
  welcome.cells[0].robots[0].steps[0].kind = static_cast<StepKind>(6);
  BOOST_TEST((reason_of(welcome) == LotpReject::bad_value));
  welcome = a_welcome();
  welcome.cells[0].robots[0].steps.pop_back();  // ends in a zone
  BOOST_TEST((reason_of(welcome) == LotpReject::bad_value));
  std::string why;
  LotpWelcome unread;
  const std::string map = to_map(welcome);
  BOOST_TEST((read_map(bytes_of(map), unread, &why) == LotpReject::bad_value));
  BOOST_TEST(why == "cell 4000000000: robot 0 step 3 is its last, and it still holds zone 65535");
  welcome = a_welcome();
  welcome.cells[1].cell = welcome.cells[0].cell;
  BOOST_TEST((reason_of(welcome) == LotpReject::bad_value));
  welcome = a_welcome();
  welcome.stride_obs = 1000;
  BOOST_TEST((reason_of(welcome) == LotpReject::bad_value));
}

BOOST_AUTO_TEST_CASE(the_schema_names_every_field_where_the_document_has_it) {
  const std::string schema = lotp_schema();
  for (const char* line : {"header magic u32 0\n", "header flags u16 46\n", "obs io_in u64 8\n",
                           "obs_robot step u32 116\n", "cmd next_wake_ns i64 16\n",
                           "cmd_robot weld_current_ka f32 60\n", "cmd_robot job u16 68\n",
                           "cmd_robot waits_for u16 70\n", "step zone uint 5\n"}) {
    BOOST_TEST(schema.find(line) != std::string::npos, line);
  }
  BOOST_TEST(lotp_schema_hash().size() == 16U);
  const std::string document =
      read_file(std::filesystem::path(DARKLINE_SOURCE_DIR) / "docs/lotp.md", 1U << 20U);
  BOOST_TEST(document.find("```text\n" + schema + "```") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
