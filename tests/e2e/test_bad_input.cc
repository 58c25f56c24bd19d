// What a user gets for a bad file: place, found, wanted, the right exit code, and no run folder.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

constexpr const char* kGoodScenario = R"([scenario]
title = "A line"

[plant]
takt = "60 s"

[[zone]]
name = "front"
stations = [2]
spots = 40
spot_welding_robots = 4

[[zone]]
name = "back"
stations = [1]
spots = 20
spot_welding_robots = 2

[[link]]
from = "front"
to = "back"
places = 2
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "the scenario holds " << from);
  return text.replace(at, from.size(), to);
}

// Runs the text as a scenario and expects `exit_code`, all of `texts` in the message, and nothing
// left behind.
void expect_refused(const std::string& scenario, const std::vector<std::string>& texts,
                    int exit_code = 65) {
  const ScratchFolder scratch;
  std::ofstream(scratch.path() / "line.toml", std::ios::binary) << scenario;
  const auto result = run_program("darkline", {"run", "line.toml", "--out", "result"},
                                  {"DARKLINE_CACHE=cache"}, scratch.path());
  BOOST_TEST(result.exit_code == exit_code, result.err);
  for (const std::string& text : texts) {
    BOOST_TEST(result.err.find(text) != std::string::npos,
               "\"" << text << "\" is missing in: " << result.err);
  }
  for (const auto& entry : fs::directory_iterator(scratch.path())) {
    const std::string name = entry.path().filename().string();
    BOOST_TEST((name == "line.toml" || name == "cache"), name << " was left behind");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(a_wrong_unit_names_the_units_that_fit) {
  expect_refused(replaced(kGoodScenario, "\"60 s\"", "\"60 kg\""),
                 {"line.toml:5:8: plant.takt: found \"60 kg\", wanted a time", "min"});
}

BOOST_AUTO_TEST_CASE(a_bare_number_is_refused_with_the_unit_to_add) {
  expect_refused(replaced(kGoodScenario, "\"60 s\"", "60"),
                 {"line.toml:5:8: plant.takt", "did you mean \"60 s\"?"});
}

BOOST_AUTO_TEST_CASE(an_unknown_key_gets_its_nearest_candidates) {
  expect_refused(replaced(kGoodScenario, "takt", "tact"),
                 {"line.toml:5:", "plant.tact", "did you mean takt"});
}

BOOST_AUTO_TEST_CASE(a_buffer_to_nowhere_is_refused) {
  expect_refused(replaced(kGoodScenario, "to = \"back\"", "to = \"bak\""),
                 {"line.toml:19:1: link.to: found \"bak\"", "did you mean back?"});
}

BOOST_AUTO_TEST_CASE(a_circle_of_links_is_named) {
  expect_refused(std::string(kGoodScenario) + "\n[[link]]\nfrom = \"back\"\nto = \"front\"\n",
                 {"line.toml:", "front -> back -> front", "a line that ends"});
}

BOOST_AUTO_TEST_CASE(a_role_without_a_robot_model_is_refused) {
  expect_refused(
      replaced(kGoodScenario, "[plant]", "[robots]\nspot_welding = \"\"\n\n[plant]"),
      {"line.toml:5:16: robots.spot_welding: found no robot model", "kuka_kr210_r2700_2"});
}

BOOST_AUTO_TEST_CASE(a_misspelt_robot_model_gets_its_nearest_candidates) {
  expect_refused(replaced(kGoodScenario, "[plant]",
                          "[robots]\nspot_welding = \"kuka_kr210_r2700\"\n\n[plant]"),
                 {"line.toml:5:16", "did you mean kuka_kr210_r2700_2"});
}

BOOST_AUTO_TEST_CASE(a_negative_price_is_refused) {
  expect_refused(std::string(kGoodScenario) + "\n[cost]\nrobot_price = \"-40 kUSD\"\n",
                 {"line.toml:25:15: cost.robot_price: found \"-40 kUSD\"", "0 kUSD to"});
}

BOOST_AUTO_TEST_CASE(a_scenario_of_ten_megabytes_is_refused_unread) {
  expect_refused(std::string(kGoodScenario) + std::string(10'000'000, '#'),
                 {"line.toml", "a smaller file"});
}

BOOST_AUTO_TEST_CASE(a_nul_byte_is_refused_with_its_place) {
  std::string scenario = kGoodScenario;
  scenario[scenario.find("A line")] = '\0';
  expect_refused(scenario, {"line.toml:2:10: found a NUL byte, wanted text"});
}

BOOST_AUTO_TEST_CASE(text_that_is_no_toml_is_refused_with_its_place) {
  expect_refused("[plant\ntakt = 3\n", {"line.toml:1:", "not TOML"});
}

BOOST_AUTO_TEST_CASE(a_missing_file_ends_with_74) {
  const auto result = run_program("darkline", {"run", "/nonexistent/line.toml"});
  BOOST_TEST(result.exit_code == 74);
  BOOST_TEST(result.err.find("/nonexistent/line.toml") != std::string::npos, result.err);
}

BOOST_AUTO_TEST_CASE(an_unwritable_run_folder_ends_with_74_before_any_work) {
  const ScratchFolder scratch;
  std::ofstream(scratch.path() / "line.toml") << kGoodScenario;
  std::ofstream(scratch.path() / "occupied") << "a file";
  const auto result = run_program("darkline", {"run", "line.toml", "--out", "occupied/result"},
                                  {"DARKLINE_CACHE=cache"}, scratch.path());
  BOOST_TEST(result.exit_code == 74, result.err);
  BOOST_TEST(result.err.find("occupied/result") != std::string::npos, result.err);
  BOOST_TEST(!fs::exists(scratch.path() / "cache"), "cells were studied for nothing");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_run_is_not_overwritten) {
  const ScratchFolder scratch;
  std::ofstream(scratch.path() / "line.toml") << kGoodScenario;
  fs::create_directory(scratch.path() / "precious");
  std::ofstream(scratch.path() / "precious/thesis.txt") << "years of work";
  const auto result = run_program("darkline", {"run", "line.toml", "--out", "precious"},
                                  {"DARKLINE_CACHE=cache"}, scratch.path());
  BOOST_TEST(result.exit_code == 74, result.err);
  BOOST_TEST(fs::exists(scratch.path() / "precious/thesis.txt"));
}

BOOST_AUTO_TEST_CASE(a_wrong_command_line_ends_with_64_and_candidates) {
  const auto command = run_program("darkline", {"rnu"});
  BOOST_TEST(command.exit_code == 64);
  BOOST_TEST(command.err.find("did you mean run") != std::string::npos, command.err);
  const auto option = run_program("darkline", {"run", "line.toml", "--jbos", "2"});
  BOOST_TEST(option.exit_code == 64);
  BOOST_TEST(option.err.find("did you mean --jobs") != std::string::npos, option.err);
}

BOOST_AUTO_TEST_SUITE_END()
