// `darkline cell` and `darkline robot` as a user types them.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/cell/cycle_profile.h"
#include "models/stream/cell_recording.h"
#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::ProgramResult;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

const std::string kScenario =
    std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/02_three_stations.toml";
const std::string kRobot =
    std::string(DARKLINE_SOURCE_DIR) + "/models/robots/kuka_kr210_r2700_2.robot.toml";

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

ProgramResult cell(const ScratchFolder& scratch, std::vector<std::string> words,
                   const std::string& transport = "inproc") {
  words.insert(words.begin(), "cell");
  return run_program(
      "darkline", words,
      {"DARKLINE_CACHE=" + (scratch.path() / "cache").string(), "DARKLINE_TRANSPORT=" + transport},
      scratch.path());
}

void expect_texts(const std::string& where, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    BOOST_TEST(where.find(text) != std::string::npos, "\"" << text << "\" is missing in:\n"
                                                           << where);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_command)

BOOST_AUTO_TEST_CASE(a_station_is_explained_and_its_files_can_be_read) {
  const ScratchFolder scratch;
  const auto result = cell(scratch, {kScenario, "cell/st01", "--out", "found"}, "zmq");
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  expect_texts(result.out,
               {"cell/st01", "r1", "spot welding", "What paces it", "finishes last", "Cycle",
                "5 % to 95 %", "sizing law", "imbalance", "Next", "darkline render found --at"});
  const std::string svg = bytes_of(scratch.path() / "found/gantt.svg");
  expect_texts(svg, {"<svg", "cell/st01", "spot 1", "takt", "</svg>"});
  const auto profile = darkline::cycle_profile_from_json(
      bytes_of(scratch.path() / "found/profile.json"), "profile.json");
  BOOST_TEST(profile.station == "cell/st01");
  BOOST_TEST(profile.robots.size() >= 4U);
  const auto recording = darkline::cell_recording_from_json(
      bytes_of(scratch.path() / "found/recording.json"), "recording.json");
  BOOST_TEST(recording.end_ns > 10'000'000'000);
  BOOST_TEST(recording.events.size() > 48U);
}

BOOST_AUTO_TEST_CASE(the_same_question_has_the_same_answer_to_the_byte) {
  const ScratchFolder scratch;
  for (const char* folder : {"one", "two"}) {
    const auto result = cell(scratch, {kScenario, "cell/st01", "--json", "--out", folder});
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    std::ofstream(scratch.path() / folder / "answer.json") << result.out;
  }
  for (const char* file : {"answer.json", "gantt.svg", "profile.json", "recording.json"}) {
    const std::string one = bytes_of(scratch.path() / "one" / file);
    BOOST_TEST(!one.empty(), file);
    BOOST_TEST((one == bytes_of(scratch.path() / "two" / file)), file << " differs");
  }
}

BOOST_AUTO_TEST_CASE(keys_can_be_set_for_one_station) {
  const ScratchFolder scratch;
  const auto plain = cell(scratch, {kScenario, "cell/st01", "--json"});
  const auto slower =
      cell(scratch, {kScenario, "cell/st01", "--json", "--set", "process.weld=400 ms"});
  BOOST_REQUIRE_MESSAGE(slower.exit_code == 0, slower.err);
  BOOST_TEST(plain.out != slower.out);
}

BOOST_AUTO_TEST_CASE(without_a_station_all_of_them_are_listed) {
  const ScratchFolder scratch;
  const auto studied = cell(scratch, {kScenario});
  BOOST_REQUIRE_MESSAGE(studied.exit_code == 0, studied.err);
  expect_texts(studied.out, {"cell/st01", "respot/st01", "load", "law", "imbalance"});
  const auto cached = cell(scratch, {kScenario});
  BOOST_TEST(cached.out == studied.out);
  const auto json = cell(scratch, {kScenario, "--json"});
  expect_texts(json.out, {"\"schema\": \"darkline.stations/1\"", "\"weld_load\""});
}

BOOST_AUTO_TEST_CASE(an_unknown_station_or_variant_gets_candidates) {
  const ScratchFolder scratch;
  const auto station = cell(scratch, {kScenario, "cell/st1"});
  BOOST_TEST(station.exit_code == 64);
  expect_texts(station.err, {"\"cell/st1\"", "did you mean cell/st01"});
  const auto variant = cell(scratch, {kScenario, "cell/st01", "--variant", "cabrio"});
  BOOST_TEST(variant.exit_code == 64);
  expect_texts(variant.err, {"\"cabrio\"", "a variant of the scenario"});
  BOOST_TEST(cell(scratch, {}).exit_code == 64);
  BOOST_TEST(cell(scratch, {kScenario, "cell/st01", "more"}).exit_code == 64);
  BOOST_TEST(cell(scratch, {kScenario, "--out", "x"}).exit_code == 64);
  BOOST_TEST(cell(scratch, {"missing.toml", "cell/st01"}).exit_code == 74);
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_said_before_the_work) {
  const ScratchFolder scratch;
  std::ofstream(scratch.path() / "taken") << "a file";
  const auto result = cell(scratch, {kScenario, "cell/st01", "--out", "taken/below"});
  BOOST_TEST(result.exit_code == 74);
  expect_texts(result.err, {"taken/below"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(robot_command)

BOOST_AUTO_TEST_CASE(a_robot_is_explained) {
  const auto result = run_program("darkline", {"robot", kRobot});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  expect_texts(result.out, {"KUKA KR 210", "6 joints", "closed form", "reach", "holding still",
                            "principal moments", "source"});
  const auto json = run_program("darkline", {"robot", kRobot, "--json"});
  expect_texts(json.out, {"\"schema\": \"darkline.robot/1\"", "\"reach_m\"", "\"joints\""});
}

BOOST_AUTO_TEST_CASE(what_is_no_robot_is_refused_with_its_place) {
  const ScratchFolder scratch;
  std::ofstream(scratch.path() / "arm.urdf") << "<robot name=\"arm\"><link name=\"a\"/></robot>";
  const auto result = run_program("darkline", {"robot", "arm.urdf"}, {}, scratch.path());
  BOOST_TEST(result.exit_code == 65);
  expect_texts(result.err, {"arm.urdf", "joints"});
  BOOST_TEST(run_program("darkline", {"robot", "missing.urdf"}, {}, scratch.path()).exit_code ==
             74);
  BOOST_TEST(run_program("darkline", {"robot"}).exit_code == 64);
}

BOOST_AUTO_TEST_SUITE_END()
